/*
 * How this works: the ranges are in order of range_cmp(), a pre-order walk of the prefix
 * tree, so that those around a prefix are reached from the last one that is not after it by
 * going from each to the nearest one around. Ranges of one prefix stand side by side, those of
 * equal lengths too, by origin: searching them takes a logarithm however many there are.
 */
#include "filter/registered.h"

#include <stdlib.h>

#include "base/err.h"

/* Either list, as one kind of row: those that any origin may announce have origin 0. */
struct rows {
	const struct origin_list *bound;
	const struct range_list *unbound; /* where `bound` is NULL */
	const uint32_t *around;
	size_t n;
};

static struct rows rows_bound(const struct registered *r)
{
	return (struct rows){r->bound, NULL, r->around_bound, origin_list_count(r->bound)};
}

static struct rows rows_unbound(const struct registered *r)
{
	return (struct rows){NULL, r->unbound, r->around_unbound, range_list_count(r->unbound)};
}

static struct origin_range row_get(const struct rows *r, size_t i)
{
	if (r->bound)
		return origin_list_get(r->bound, i);
	return (struct origin_range){.range = range_list_get(r->unbound, i)};
}

static struct prefix row_prefix(const struct rows *r, size_t i)
{
	struct origin_range row = row_get(r, i);

	return range_prefix(&row.range);
}

/* The first of the rows [lo, hi) that is not before `key`, or comes after it; else hi. */
static size_t row_bound(const struct rows *r, size_t lo, size_t hi, const struct origin_range *key,
			bool after)
{
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		struct origin_range row = row_get(r, mid);
		int order = range_cmp(&row.range, &key->range);

		if (!order)
			order = (row.origin > key->origin) - (row.origin < key->origin);
		if (order < 0 || (after && !order))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The first row of the prefix whose last one is `last`. */
static size_t first_of(const struct rows *r, size_t last, const struct prefix *p)
{
	const struct origin_range key = {.range = range_make(p, 0, 0)};
	struct prefix before;

	if (!last)
		return last;
	before = row_prefix(r, last - 1);
	return prefix_equal(&before, p) ? row_bound(r, 0, last, &key, false) : last;
}

/* What the rows of one prefix say, those of equal lengths at once. */
static enum registration ask_prefix(const struct rows *r, size_t last, unsigned len, uint32_t origin)
{
	const struct prefix p = row_prefix(r, last);
	enum registration found = REGISTERED_NOT;

	for (size_t i = first_of(r, last, &p), end; i <= last; i = end) {
		struct origin_range key = row_get(r, i);
		bool fits = key.range.ge <= len && len <= key.range.le;

		key.origin = UINT32_MAX;
		end = row_bound(r, i, last + 1, &key, true);
		if (!fits)
			continue;
		if (!r->bound)
			return REGISTERED;
		found = REGISTERED_OTHER;
		key.origin = origin;
		i = row_bound(r, i, end, &key, false);
		if (origin && i < end && row_get(r, i).origin == origin)
			return REGISTERED;
	}
	return found;
}

static enum registration ask(const struct rows *r, const struct prefix *p, uint32_t origin)
{
	const struct origin_range key = {range_make(p, UINT8_MAX, UINT8_MAX), UINT32_MAX};
	enum registration found = REGISTERED_NOT;

	for (size_t at = row_bound(r, 0, r->n, &key, true); at && found < REGISTERED;
	     at = r->around[at - 1]) {
		struct prefix around = row_prefix(r, at - 1);
		enum registration here = REGISTERED_NOT;

		if (prefix_covers(&around, p))
			here = ask_prefix(r, at - 1, p->len, origin);
		found = here > found ? here : found;
	}
	return found;
}

enum registration registered_find(const struct registered *r, const struct prefix *p,
				  uint32_t origin)
{
	const struct rows bound = rows_bound(r), unbound = rows_unbound(r);
	enum registration found = ask(&bound, p, origin);

	return found == REGISTERED ? found : ask(&unbound, p, origin) == REGISTERED ? REGISTERED : found;
}

/* A prefix around those that come next, and its last row. */
struct level {
	struct prefix prefix;
	uint32_t last; /* from 1 */
};

/* 0 or WEIR_ENOMEM. */
static int link_rows(const struct rows *r, uint32_t **around)
{
	struct level levels[129]; /* one of each length */
	size_t depth = 0;

	*around = malloc((r->n + 1) * sizeof **around);
	if (!*around)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < r->n; i++) {
		struct prefix p = row_prefix(r, i);

		while (depth && !prefix_covers(&levels[depth - 1].prefix, &p))
			depth--;
		if (!depth || !prefix_equal(&levels[depth - 1].prefix, &p))
			levels[depth++].prefix = p;
		levels[depth - 1].last = (uint32_t)i + 1;
		(*around)[i] = depth > 1 ? levels[depth - 2].last : 0;
	}
	return 0;
}

int registered_make(struct registered *r, const struct origin_list *bound,
		    const struct range_list *unbound)
{
	struct rows rows;
	int rc;

	*r = (struct registered){.bound = bound, .unbound = unbound};
	rows = rows_bound(r);
	rc = link_rows(&rows, &r->around_bound);
	rows = rows_unbound(r);
	return rc ? rc : link_rows(&rows, &r->around_unbound);
}

void registered_release(struct registered *r)
{
	free(r->around_bound);
	free(r->around_unbound);
	*r = (struct registered){.bound = NULL};
}
