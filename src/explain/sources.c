/*
 * Source addresses. How this works: each scheme in force gives its whole set, which says how much of a
 * block is permitted, and its reasons for one address: the first of the block, or
 * the first that it denies.
 */
#include <stdio.h>

#include "explain/lists.h"
#include "sav/addresses.h"

struct asking {
	struct explain *x;
	uint32_t neighbor;
	const struct prefix *block;
	struct explain_answer *a;
	bool all, none; /* of the block so far: permitted by each scheme, by no scheme */
	const char *denying;
};

static int make_tables(struct explain *x)
{
	int rc = x->has_sav ? 0 : sav_make(&x->sav, x->snapshot, x->border);

	x->sets.sav = &x->sav;
	x->has_sav |= !rc;
	return rc;
}

static struct prefix host_at(const struct prefix *block, u128 address)
{
	return prefix_make(block->family, address, family_bits(block->family));
}

/* The first address of the block that is not in the set, and whether any address of it is. */
static int first_denied(const struct prefix_set *permitted, const struct prefix *block, struct prefix *host,
			bool *some)
{
	struct range_list one = {0};
	struct range whole = range_exact(block);
	struct prefix_set all = {0}, denied = {0}, inside = {0};
	int rc = range_list_add(&one, &whole);

	if (!rc)
		rc = addresses_make(&all, &one);
	if (!rc)
		rc = prefix_set_subtract(&denied, &all, permitted);
	if (!rc)
		rc = prefix_set_intersect(&inside, &all, permitted);
	if (!rc && !prefix_set_is_empty(&denied)) {
		const struct spans *s = block->family == IPV4 ? &denied.v4 : &denied.v6;

		*host = host_at(block, u128_make(s->s.v[0].hi, s->s.v[0].lo));
	}
	*some = !prefix_set_is_empty(&inside);
	prefix_set_release(&all);
	prefix_set_release(&denied);
	prefix_set_release(&inside);
	range_list_release(&one);
	return rc;
}

/* The facts of a scheme about one address. */
static int tell_reasons(struct asking *q, enum sav_scheme scheme, const struct prefix *host, struct err *e)
{
	struct facts_told *t = &q->a->told;
	struct report why = {0};
	int rc = scheme_row(scheme)->explain(&why, &q->x->sav, q->neighbor, host, e);

	for (size_t i = 0; i < why.notes.n; i++) {
		const struct err *note = &why.notes.v[i];
		struct fact *f = facts_tell(t, FACT_SAV, 1, "%s", note->msg);

		f->file = *note->file ? facts_keep(t, note->file) : NULL;
		f->line = (uint32_t)note->line;
	}
	/* A verdict whose reasons were lost is none. */
	if (rc >= 0 && why.notes.n < why.total && why.notes.n < REPORT_NOTES)
		rc = err_set(e, WEIR_ENOMEM, "out of memory");
	if (why.total > why.notes.n)
		facts_tell(t, FACT_NOTE, 1, "and %zu more", why.total - why.notes.n);
	report_release(&why);
	return rc < 0 ? rc : 0;
}

static int ask_scheme(struct asking *q, enum sav_scheme scheme, struct err *e)
{
	struct prefix_set permitted = {0};
	struct prefix host = host_at(q->block, prefix_first(q->block));
	char address[ADDRESS_TEXT + 1];
	bool whole, some = true;
	int rc = sav_sets_get(&q->x->sets, 1u << scheme, q->neighbor, &permitted, e);

	if (rc)
		return rc;
	whole = addresses_has_block(&permitted, q->block);
	if (!whole)
		rc = first_denied(&permitted, q->block, &host, &some);
	prefix_set_release(&permitted);
	if (rc)
		return rc;
	q->all &= whole;
	q->none |= !some;
	if (!whole && !q->denying)
		q->denying = sav_scheme_text(scheme);
	*address_put(address, host.family, host.hi, host.lo) = '\0';
	facts_tell(&q->a->told, FACT_NOTE, 0, "%s %s %s", sav_scheme_text(scheme), whole ? "permits" : "denies",
		   address);
	rc = tell_reasons(q, scheme, &host, e);
	if (!rc && !whole)
		facts_tell_change(&q->a->told, "%s", scheme_row(scheme)->needed);
	return rc;
}

/* " on eth1, eth2". */
static void put_interfaces(const struct border_neighbor *n, char *to, size_t size)
{
	size_t at = 0;

	*to = '\0';
	for (size_t i = 0; i < n->interfaces.items.n && at < size; i++)
		at += (size_t)snprintf(to + at, size - at, "%s%s", i ? ", " : " on ",
				       n->interfaces.items.v[i].text);
}

static int tell_undecided(struct explain_answer *a, const struct err *e)
{
	struct fact *f = facts_tell(&a->told, FACT_BORDER, 0, "%s", e->msg);

	f->file = *e->file ? facts_keep(&a->told, e->file) : NULL;
	f->line = (uint32_t)e->line;
	a->verdict = EXPLAIN_UNDECIDED;
	a->text = "undecided: a scheme cannot decide";
	return a->told.failed ? WEIR_ENOMEM : 0;
}

static int conclude(struct asking *q, const char *why)
{
	struct explain_answer *a = q->a;
	char interfaces[96], text[240];

	put_interfaces(a->neighbor, interfaces, sizeof interfaces);
	a->verdict = q->all ? EXPLAIN_ACCEPTED : q->none ? EXPLAIN_REJECTED : EXPLAIN_PARTLY;
	a->by = q->denying ? q->denying : "accepted";
	snprintf(text, sizeof text, "%s as a source%s%s%s%s%s",
		 q->all ? "permitted" : q->none ? "denied" : "denied in part", interfaces,
		 q->denying ? " by " : "", q->denying ? q->denying : "", why ? "; the scheme is the default: " : "",
		 why ? why : "");
	a->text = facts_keep(&a->told, text);
	return a->told.failed ? WEIR_ENOMEM : 0;
}

int explain_source(struct explain *x, uint32_t neighbor, const struct prefix *block,
		   struct explain_answer *a)
{
	struct asking q = {.x = x, .neighbor = neighbor, .block = block, .a = a, .all = true};
	const char *why = NULL;
	struct err e = {0};
	unsigned schemes;
	int rc = make_tables(x);

	*a = (struct explain_answer){.neighbor = explain_neighbor(x, neighbor), .text = "", .by = "undecided",
				     .rule = RULE_NONE};
	if (rc)
		return rc;
	schemes = scheme_in_force(&x->sav, neighbor);
	if (!a->neighbor->sav)
		scheme_default(&x->sav, neighbor, &why);
	for (unsigned i = 0; !rc && i < SAV_SCHEMES; i++)
		if (schemes >> i & 1)
			rc = ask_scheme(&q, (enum sav_scheme)i, &e);
	if (rc == WEIR_ENOMEM || rc == WEIR_ELIMIT)
		return rc;
	return rc ? tell_undecided(a, &e) : conclude(&q, why);
}
