/*
 * How this works: both lists become prefix sets, their difference two short lists; then each
 * reason of the table looks at them.
 */
#include "gate/gate.h"

#include <stdarg.h>
#include <stdio.h>

#include "gate/diff.h"
#include "gate/reasons.h"

static int compare(struct gate_case *k)
{
	int rc = prefix_set_make(&k->now, k->c->entries);

	if (rc || !k->last->exists)
		return rc;
	rc = prefix_set_make(&k->then, &k->last->entries);
	if (!rc)
		rc = gate_gone(&k->came, &k->now, &k->then);
	return rc ? rc : gate_gone(&k->gone, &k->then, &k->now);
}

static int make_set(struct prefix_set *set, const struct range_list *l)
{
	return l ? prefix_set_make(set, l) : 0;
}

/* What a person says about single prefixes, and the bogons that are left to tell. */
static int except(struct gate_case *k)
{
	struct prefix_set accepted = {0}, wanted = {0}, bogons = {0};
	int rc = make_set(&accepted, k->c->accepted);

	if (!rc)
		rc = make_set(&k->rejected, k->c->rejected);
	if (!rc)
		rc = prefix_set_subtract(&wanted, &accepted, &k->rejected);
	if (!rc)
		rc = gate_gone(&k->kept_out, &wanted, &k->now);
	if (!rc && k->c->bogons)
		rc = prefix_set_intersect(&bogons, &k->now, k->c->bogons);
	if (!rc)
		rc = gate_gone(&k->bogons, &bogons, &accepted);
	prefix_set_release(&accepted);
	prefix_set_release(&wanted);
	prefix_set_release(&bogons);
	return rc;
}

void gate_hold(struct gate_verdict *v, const char *reason, const char *fmt, ...)
{
	va_list ap;

	if (v->n == GATE_REASONS)
		return;
	v->v[v->n].reason = reason;
	va_start(ap, fmt);
	vsnprintf(v->v[v->n++].text, sizeof v->v->text, fmt, ap);
	va_end(ap);
}

static void ask(struct gate_verdict *v, const struct gate_case *k)
{
	char text[sizeof v->v->text];

	for (const struct gate_reason *r = gate_reasons; r->name; r++) {
		if (r->passes(k, text, sizeof text))
			continue;
		gate_hold(v, r->name, "%s", text);
		if (r->last_word)
			return;
	}
}

int gate_judge(struct gate_verdict *v, const struct gate_candidate *c, const struct gate_last *last)
{
	struct gate_case k = {.c = c, .last = last, .n = range_list_count(c->entries)};
	int rc = compare(&k);

	if (!rc)
		rc = except(&k);
	if (!rc)
		ask(v, &k);
	prefix_set_release(&k.now);
	prefix_set_release(&k.then);
	range_list_release(&k.came);
	range_list_release(&k.gone);
	prefix_set_release(&k.rejected);
	range_list_release(&k.bogons);
	range_list_release(&k.kept_out);
	return rc;
}

const char *gate_text(const struct gate_verdict *v, char *to, size_t size)
{
	size_t n = 0;

	to[0] = '\0';
	for (size_t i = 0; i < v->n && n < size; i++)
		n += (size_t)snprintf(to + n, size - n, "%s%s", i ? "; " : "", v->v[i].text);
	return to;
}
