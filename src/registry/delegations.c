#include "registry/delegations.h"

#include <stdlib.h>
#include <string.h>

/*
 * How this works: the lines of a kind are blocks of one number line, which may
 * overlap. A sweep from below keeps the blocks that are open in a heap, the one
 * that stands on top, and writes a step wherever the top changes. A query is then
 * one binary search, however the blocks overlapped.
 */
static u128 row_first(const struct delegation *row)
{
	return u128_make(row->hi, row->lo);
}

/* The last number of a line; of IPv4 with all bits below the address set. */
static u128 row_last(const struct delegation *row)
{
	if (row->kind == DELEGATION_IPV6)
		return row_first(row) | ~u128_mask((unsigned)row->size);
	return row_first(row) + (row->kind == DELEGATION_IPV4 ? (u128)row->size << 96 : row->size) - 1;
}

struct sweep {
	const struct delegation *rows;
	uint32_t *heap;
	size_t n;
};

static bool is_held(const struct delegation *row)
{
	return row->status == DELEGATION_ALLOCATED || row->status == DELEGATION_ASSIGNED;
}

/* Whether row `a` stands before row `b`. */
static bool stands_before(const struct sweep *w, uint32_t a, uint32_t b)
{
	const struct delegation *x = &w->rows[a], *y = &w->rows[b];
	u128 size_x = row_last(x) - row_first(x), size_y = row_last(y) - row_first(y);

	if (is_held(x) != is_held(y))
		return is_held(x);
	return size_x != size_y ? size_x < size_y : a < b;
}

static void heap_swap(struct sweep *w, size_t i, size_t j)
{
	uint32_t t = w->heap[i];

	w->heap[i] = w->heap[j];
	w->heap[j] = t;
}

static void heap_push(struct sweep *w, uint32_t row)
{
	size_t i = w->n++;

	w->heap[i] = row;
	for (; i && stands_before(w, w->heap[i], w->heap[(i - 1) / 2]); i = (i - 1) / 2)
		heap_swap(w, i, (i - 1) / 2);
}

static void heap_pop(struct sweep *w)
{
	size_t i = 0;

	w->heap[0] = w->heap[--w->n];
	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < w->n && stands_before(w, w->heap[child + 1], w->heap[child]))
			child++;
		if (child >= w->n || !stands_before(w, w->heap[child], w->heap[i]))
			return;
		heap_swap(w, i, child);
		i = child;
	}
}

/* The top of the heap stands from `at` on. */
static int put_step(struct delegations *d, unsigned kind, u128 at, const struct sweep *w)
{
	struct delegation_step step = {(uint64_t)(at >> 64), (uint64_t)at,
				       w->n ? w->heap[0] : STRMAP_NONE};
	size_t n = d->steps[kind].s.n;
	struct delegation_step *last = n ? &d->steps[kind].s.v[n - 1] : NULL;

	if (last && last->hi == step.hi && last->lo == step.lo) {
		last->row = step.row;
		return 0;
	}
	if (last ? last->row == step.row : step.row == STRMAP_NONE)
		return 0;
	return vec_push(&d->steps[kind].s, step, SIZE_MAX);
}

/* Close the blocks on top that end before `next`, or all of them. */
static int close_blocks(struct delegations *d, unsigned kind, struct sweep *w, u128 next, bool all)
{
	int rc = 0;

	while (!rc && w->n && (all || row_last(&w->rows[w->heap[0]]) < next)) {
		u128 after = row_last(&w->rows[w->heap[0]]) + 1;

		while (w->n && (!after || row_last(&w->rows[w->heap[0]]) < after))
			heap_pop(w);
		if (after)
			rc = put_step(d, kind, after, w);
	}
	return rc;
}

static int cmp_first(const void *a, const void *b, void *rows)
{
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	u128 x = row_first((struct delegation *)rows + i), y = row_first((struct delegation *)rows + j);

	return x != y ? (x < y ? -1 : 1) : (i > j) - (i < j);
}

static int index_kind(struct delegations *d, unsigned kind, uint32_t *order, uint32_t *heap)
{
	struct sweep w = {.rows = d->rows.v, .heap = heap};
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < d->rows.n; i++)
		if (d->rows.v[i].kind == kind)
			order[n++] = (uint32_t)i;
	qsort_r(order, n, sizeof *order, cmp_first, d->rows.v);
	d->steps[kind].s.n = 0;
	for (size_t i = 0; !rc && i < n; i++) {
		u128 first = row_first(&d->rows.v[order[i]]);

		rc = close_blocks(d, kind, &w, first, false);
		heap_push(&w, order[i]);
		if (!rc)
			rc = put_step(d, kind, first, &w);
	}
	if (!rc)
		rc = close_blocks(d, kind, &w, 0, true);
	vec_trim(&d->steps[kind].s);
	return rc;
}

int delegations_index(struct delegations *d)
{
	uint32_t *order, *heap;
	int rc = 0;

	if (!d->rows.n)
		return 0;
	vec_trim(&d->rows);
	order = malloc(d->rows.n * sizeof *order);
	heap = malloc(d->rows.n * sizeof *heap);
	if (!order || !heap)
		rc = WEIR_ENOMEM;
	for (unsigned kind = 0; !rc && kind < DELEGATION_KINDS; kind++)
		rc = index_kind(d, kind, order, heap);
	free(order);
	free(heap);
	return rc;
}

/* How many steps begin at or before `at`. */
static size_t steps_upto(const struct delegations *d, unsigned kind, u128 at)
{
	size_t lo = 0, hi = d->steps[kind].s.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct delegation_step *s = &d->steps[kind].s.v[mid];

		if (u128_make(s->hi, s->lo) <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static const struct delegation *find(const struct delegations *d, unsigned kind, u128 first,
				     u128 last, bool *whole)
{
	size_t n = steps_upto(d, kind, first);
	uint32_t row = n ? d->steps[kind].s.v[n - 1].row : STRMAP_NONE;

	if (row == STRMAP_NONE)
		return NULL;
	*whole = steps_upto(d, kind, last) == n;
	return &d->rows.v[row];
}

const struct delegation *delegations_asn(const struct delegations *d, uint32_t asn)
{
	bool whole;

	return find(d, DELEGATION_ASN, asn, asn, &whole);
}

const struct delegation *delegations_prefix(const struct delegations *d, const struct prefix *p,
					    bool *whole)
{
	return find(d, p->family == IPV4 ? DELEGATION_IPV4 : DELEGATION_IPV6, prefix_first(p),
		    prefix_last(p), whole);
}

/* The stretches of one kind whose line has one of the statuses, neighbors joined. */
static int list_space(const struct delegations *d, unsigned kind, unsigned statuses,
		      struct range_list *l)
{
	unsigned family = kind == DELEGATION_IPV4 ? IPV4 : IPV6;
	bool open = false;
	u128 first = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < d->steps[kind].s.n; i++) {
		const struct delegation_step *s = &d->steps[kind].s.v[i];
		bool in = s->row != STRMAP_NONE && statuses >> d->rows.v[s->row].status & 1;
		u128 at = u128_make(s->hi, s->lo);

		if (open && !in)
			rc = range_list_add_span(l, family, first, at - 1, true);
		else if (!open && in)
			first = at;
		open = in;
	}
	if (!rc && open)
		rc = range_list_add_span(l, family, first, ~(u128)0, true);
	return rc;
}

int delegations_space(const struct delegations *d, unsigned statuses, struct prefix_set *result)
{
	struct range_list l = {0};
	int rc = list_space(d, DELEGATION_IPV4, statuses, &l);

	if (!rc)
		rc = list_space(d, DELEGATION_IPV6, statuses, &l);
	if (!rc)
		rc = range_list_normalize(&l);
	if (!rc)
		rc = prefix_set_make(result, &l);
	range_list_release(&l);
	return rc;
}

int delegation_prefixes(const struct delegation *row, struct range_list *l)
{
	return range_list_add_span(l, row->kind == DELEGATION_IPV4 ? IPV4 : IPV6, row_first(row),
				   row_last(row), false);
}

const char *delegation_status_text(enum delegation_status status)
{
	static const char *const texts[] = {"available", "allocated", "assigned", "reserved"};

	return texts[status];
}

const char *delegation_kind_text(enum delegation_kind kind)
{
	static const char *const texts[] = {"asn", "ipv4", "ipv6"};

	return texts[kind];
}

void delegations_release(struct delegations *d)
{
	for (size_t i = 0; i < d->sources.n; i++)
		free(d->sources.v[i].name);
	for (unsigned kind = 0; kind < DELEGATION_KINDS; kind++)
		vec_free(&d->steps[kind].s);
	vec_free(&d->rows);
	vec_free(&d->sources);
	strmap_release(&d->names);
}
