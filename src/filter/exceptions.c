#include "filter/exceptions.h"

bool exception_is_expired(const struct border *b, const struct border_exception *x)
{
	return x->expires < b->date;
}

static int add(struct exceptions *x, const struct border_exception *one)
{
	if (!one->range.family)
		return asn_set_add(one->accept ? &x->accepted_asns : &x->rejected_asns, one->asn);
	return range_list_add(one->accept ? &x->accepted : &x->rejected, &one->range);
}

static void drop_rejected(struct exceptions *x)
{
	size_t kept = 0;

	for (size_t i = 0; i < x->accepted_asns.asns.n; i++)
		if (!asn_set_has(&x->rejected_asns, x->accepted_asns.asns.v[i]))
			x->accepted_asns.asns.v[kept++] = x->accepted_asns.asns.v[i];
	x->accepted_asns.asns.n = kept;
}

int exceptions_make(struct exceptions *x, const struct border *b, const struct border_neighbor *n)
{
	int rc = 0;

	for (size_t i = 0; !rc && n && i < n->exceptions.items.n; i++) {
		if (exception_is_expired(b, &n->exceptions.items.v[i]))
			x->expired++;
		else
			rc = add(x, &n->exceptions.items.v[i]);
	}
	asn_set_normalize(&x->accepted_asns);
	asn_set_normalize(&x->rejected_asns);
	drop_rejected(x);
	if (!rc)
		rc = range_list_normalize(&x->accepted);
	return rc ? rc : range_list_normalize(&x->rejected);
}

static void note(struct report *r, const struct border *b, const struct border_neighbor *n,
		 const struct border_exception *x, const char *until)
{
	report_note(r, b->path, x->line, x->col, "AS%u: %s %s %s %04u-%02u-%02u: %s", n->asn,
		    x->accept ? "accept" : "reject", x->what.text, until, x->expires / 10000,
		    x->expires / 100 % 100, x->expires % 100, x->reason.text);
}

void exceptions_report(struct report *in_force, struct report *expired, const struct border *b)
{
	for (size_t i = 0; i < b->neighbors.n; i++) {
		const struct border_neighbor *n = &b->neighbors.v[i];

		for (size_t k = 0; k < n->exceptions.items.n; k++) {
			const struct border_exception *x = &n->exceptions.items.v[k];

			if (exception_is_expired(b, x))
				note(expired, b, n, x, "had no effect after");
			else
				note(in_force, b, n, x, "until");
		}
	}
}

void exceptions_release(struct exceptions *x)
{
	range_list_release(&x->accepted);
	range_list_release(&x->rejected);
	asn_set_release(&x->accepted_asns);
	asn_set_release(&x->rejected_asns);
}
