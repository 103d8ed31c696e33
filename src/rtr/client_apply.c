#include "rtr/client_apply.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/*
 * How this works: the changes are sorted by what they speak of and, among those that speak of the
 * same thing, by when they came; then they and the records, which are sorted too, are
 * walked side by side into a new block.
 */
struct walk {
	struct rtr_client *c;
	const uint8_t *old, *end; /* the records that were there */
	VEC(uint8_t) to;
};

static const uint8_t *record_of(const struct rtr_client *c, const struct rtr_change *ch)
{
	return c->taken.v + ch->at;
}

static int cmp_change(const void *pa, const void *pb, void *context)
{
	const struct rtr_client *c = context;
	const struct rtr_change *a = pa, *b = pb;
	int d = rtr_record_order(record_of(c, a), record_of(c, b));

	return d ? d : (a->when > b->when) - (a->when < b->when);
}

static void sort_changes(struct rtr_client *c)
{
	bool sorted = true;

	for (size_t i = 1; sorted && i < c->changes.n; i++)
		sorted = cmp_change(&c->changes.v[i - 1], &c->changes.v[i], c) < 0;
	if (!sorted)
		qsort_r(c->changes.v, c->changes.n, sizeof *c->changes.v, cmp_change, c);
}

static int keep(struct walk *w, const uint8_t *from, size_t n)
{
	int rc = vec_reserve(&w->to, w->to.n + n, RTR_CLIENT_MAX);

	if (!rc && n) {
		memcpy(w->to.v + w->to.n, from, n);
		w->to.n += n;
	}
	return rc;
}

/* Copy what comes before a record; *found is the one there was, or NULL. */
static int walk_to(struct walk *w, const uint8_t *record, const uint8_t **found)
{
	const uint8_t *from = w->old;
	int rc, order = -1;

	while (w->old < w->end && (order = rtr_record_order(w->old, record)) < 0)
		w->old += rtr_length(w->old);
	rc = keep(w, from, (size_t)(w->old - from));
	*found = w->old < w->end && !order ? w->old : NULL;
	if (*found)
		w->old += rtr_length(w->old);
	return rc;
}

/* Section 12, codes 6 and 7; an ASPA replaces the one before (section 5.12). */
static bool may_come(const uint8_t *record, bool announce, const uint8_t *there, struct rtr_fault *f)
{
	if (announce && there && rtr_type_of(record) != RTR_ASPA) {
		*f = (struct rtr_fault){RTR_DUPLICATE, "expected a record that was not announced yet"};
		return false;
	}
	if (!announce && !there) {
		*f = (struct rtr_fault){RTR_UNKNOWN_WITHDRAWAL, "expected a record that was announced"};
		return false;
	}
	return true;
}

/* All changes [i, end) of one thing. */
static int apply_group(struct walk *w, size_t i, size_t end, struct rtr_fault *f,
		       const struct rtr_change **wrong)
{
	const uint8_t *there;
	int rc = walk_to(w, record_of(w->c, &w->c->changes.v[i]), &there);

	for (; !rc && i < end; i++) {
		const struct rtr_change *ch = &w->c->changes.v[i];

		if (!may_come(record_of(w->c, ch), ch->announce, there, f)) {
			*wrong = ch;
			return WEIR_ESYNTAX;
		}
		there = ch->announce ? record_of(w->c, ch) : NULL;
	}
	return rc || !there ? rc : keep(w, there, rtr_length(there));
}

static int apply_all(struct walk *w, struct rtr_fault *f, const struct rtr_change **wrong)
{
	const struct rtr_client *c = w->c;
	size_t end;
	int rc = 0;

	for (size_t i = 0; !rc && i < c->changes.n; i = end) {
		const uint8_t *first = record_of(c, &c->changes.v[i]);

		for (end = i + 1; end < c->changes.n; end++)
			if (rtr_record_order(first, record_of(c, &c->changes.v[end])))
				break;
		rc = apply_group(w, i, end, f, wrong);
	}
	return rc ? rc : keep(w, w->old, (size_t)(w->end - w->old));
}

int rtr_client_apply(struct rtr_client *c, struct rtr_fault *f, const struct rtr_change **wrong)
{
	const size_t n = c->whole ? 0 : c->records.n;
	struct walk w = {.c = c, .old = c->records.v, .end = n ? c->records.v + n : c->records.v};
	int rc;

	sort_changes(c);
	rc = apply_all(&w, f, wrong);
	if (rc) {
		vec_free(&w.to);
		return rc;
	}
	vec_free(&c->records);
	c->records.v = w.to.v;
	c->records.n = w.to.n;
	c->records.cap = w.to.cap;
	return 0;
}
