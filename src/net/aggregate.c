#include "net/prefix_set.h"

#include "net/spans.h"

/*
 * How this works: for a block of the trie let `full` be the lengths that every
 * prefix inside it has. Entries are the unbroken runs of `full`. A run that
 * lies within the full lengths of the parent block stands there already, so it
 * is not written here. A run is also left out when both halves have longer runs
 * around it, for those are written anyway (`covered`).
 */
struct block {
	struct lengths full, covered;
};

struct aggregation {
	const struct spans *spans;
	struct range_list *to;
	unsigned family, bits;
	int rc;
};

/* The unbroken run of `l` around the run lo..hi, which lies in it. */
static struct lengths run_around(struct lengths l, unsigned lo, unsigned hi)
{
	while (lo > 0 && lengths_has(l, lo - 1))
		lo--;
	return lengths_run(lo, lengths_run_end(l, hi));
}

static bool half_covers(const struct block *half, unsigned lo, unsigned hi)
{
	return !lengths_equal(run_around(half->full, lo, hi), lengths_run(lo, hi)) ||
	       lengths_has(half->covered, lo);
}

static struct lengths covered_runs(struct lengths full, unsigned len, const struct block half[2])
{
	struct lengths covered = {{0}};

	for (unsigned lo = lengths_next(full, len), hi; lo <= 128; lo = lengths_next(full, hi + 1)) {
		hi = lengths_run_end(full, lo);
		if (lo > len && half_covers(&half[0], lo, hi) && half_covers(&half[1], lo, hi))
			covered = lengths_or(covered, lengths_run(lo, hi));
		if (hi == 128)
			break;
	}
	return covered;
}

/* Write the runs of a block that the parent, with `parent` full, does not write. */
static void write_runs(struct aggregation *a, u128 first, unsigned len, const struct block *b,
		       struct lengths parent)
{
	struct prefix p = prefix_make(a->family, first, len);

	for (unsigned lo = lengths_next(b->full, len), hi; !a->rc && lo <= a->bits;
	     lo = lengths_next(b->full, hi + 1)) {
		struct range r;

		hi = lengths_run_end(b->full, lo);
		r = range_make(&p, lo, hi);
		if (!lengths_none(lengths_and_not(lengths_run(lo, hi), parent)) &&
		    !lengths_has(b->covered, lo))
			a->rc = range_list_add(a->to, &r);
		if (hi == 128)
			break;
	}
}

static struct lengths lengths_at(const struct aggregation *a, size_t i)
{
	return i ? a->spans->s.v[i - 1].lengths : (struct lengths){{0}};
}

/* The first of the spans i to before j that begins after `addr`. */
static size_t spans_after(const struct aggregation *a, size_t i, size_t j, u128 addr)
{
	while (i < j) {
		size_t mid = i + (j - i) / 2;

		if (span_first(&a->spans->s.v[mid]) <= addr)
			i = mid + 1;
		else
			j = mid;
	}
	return i;
}

/*
 * How long the smallest block is that holds everything of first/len, which
 * begins with no element: what lies between the two has nothing of its own.
 */
static unsigned inner_length(const struct aggregation *a, u128 first, unsigned len, size_t i,
			     size_t j)
{
	const struct span *last = &a->spans->s.v[j - 1];
	u128 from = span_first(&a->spans->s.v[i]);
	u128 to = lengths_none(last->lengths) ? span_first(last) - 1 : first | ~u128_mask(len);

	return u128_shared(from, to);
}

/* The block first/len; spans from `i` to before `j` begin inside it, after its first address. */
static struct block visit(struct aggregation *a, u128 first, unsigned len, size_t i, size_t j)
{
	struct lengths at_first = lengths_at(a, i);
	struct block b = {.full = {{0}}, .covered = {{0}}}, half[2];
	u128 middle;
	size_t k, m;

	if (i == j || a->rc) {
		b.full = lengths_and(at_first, lengths_run(len, a->bits));
		return b;
	}
	if (lengths_none(at_first)) {
		unsigned inner = inner_length(a, first, len, i, j);

		if (inner > len) {
			u128 at = span_first(&a->spans->s.v[i]) & u128_mask(inner);

			i += span_first(&a->spans->s.v[i]) == at;
			j = spans_after(a, i, j, at | ~u128_mask(inner));
			half[0] = visit(a, at, inner, i, j);
			write_runs(a, at, inner, &half[0], b.full);
			return b;
		}
	}
	middle = first | (u128)1 << (127 - len);
	k = spans_after(a, i, j, middle - 1);
	m = k < j && span_first(&a->spans->s.v[k]) == middle ? k + 1 : k;
	half[0] = visit(a, first, len + 1, i, k);
	half[1] = visit(a, middle, len + 1, m, j);
	b.full = lengths_and(half[0].full, half[1].full);
	if (lengths_has(at_first, len))
		b.full = lengths_or(b.full, lengths_run(len, len));
	b.covered = covered_runs(b.full, len, half);
	write_runs(a, first, len + 1, &half[0], b.full);
	write_runs(a, middle, len + 1, &half[1], b.full);
	return b;
}

/*
 * Whether a span is a block that has no length in common with the address next to it in the other half of
 * the block around. Then no block around has a length of it in full: it is an entry by itself, and for the
 * others it might as well not be there. Most prefixes are so.
 */
static bool stands_alone(const struct spans *s, size_t i, struct prefix *block, unsigned family)
{
	const struct lengths none = {{0}};
	u128 first = span_first(&s->s.v[i]);
	u128 last = i + 1 < s->s.n ? span_first(&s->s.v[i + 1]) - 1 : ~(u128)0;
	unsigned len = u128_shared(first, last);
	struct lengths beside;

	if (!len || first & ~u128_mask(len) || ~last & ~u128_mask(len))
		return false;
	*block = prefix_make(family, first, len);
	if (first >> (128 - len) & 1)
		beside = i ? s->s.v[i - 1].lengths : none;
	else
		beside = i + 1 < s->s.n ? s->s.v[i + 1].lengths : none;
	return lengths_none(lengths_and(s->s.v[i].lengths, beside));
}

/* What stands alone: its runs of lengths, which mostly are one length, that of the block. */
static void write_block(struct aggregation *a, const struct prefix *block, struct lengths lengths)
{
	const struct lengths none = {{0}};
	const struct range one = range_exact(block);

	if (lengths_equal(lengths, lengths_run(block->len, block->len)))
		a->rc = range_list_add(a->to, &one);
	else
		write_runs(a, prefix_first(block), block->len, &(struct block){lengths, none}, none);
}

/* Write what stands alone; the rest is for the walk. */
static int write_alone(struct aggregation *a, const struct spans *from, struct spans *rest)
{
	const struct lengths none = {{0}};
	int rc = 0;

	for (size_t i = 0; !rc && !a->rc && i < from->s.n; i++) {
		struct lengths lengths = from->s.v[i].lengths;
		struct prefix block;

		if (!lengths_none(lengths) && stands_alone(from, i, &block, a->family)) {
			write_block(a, &block, lengths);
			lengths = none;
		}
		rc = spans_put(rest, span_first(&from->s.v[i]), lengths);
	}
	return rc ? rc : a->rc;
}

/* What stands alone comes in order, into `alone`; what the walk finds does not, into `found`. */
static int spans_aggregate(const struct spans *spans, unsigned family, struct range_list *alone,
			   struct range_list *found)
{
	struct spans rest = {0};
	struct aggregation a = {
		.spans = &rest, .to = alone, .family = family, .bits = family_bits(family)};
	int rc = write_alone(&a, spans, &rest);

	a.to = found;
	if (!rc) {
		struct block all = visit(&a, 0, 0, rest.s.n && !span_first(&rest.s.v[0]), rest.s.n);

		write_runs(&a, 0, 0, &all, (struct lengths){{0}});
		rc = a.rc;
	}
	vec_free(&rest.s);
	return rc;
}

int prefix_set_aggregate(const struct prefix_set *s, struct range_list *result)
{
	struct range_list list = {0}, found = {0};
	int rc = spans_aggregate(&s->v4, IPV4, &list, &found);

	if (!rc)
		rc = spans_aggregate(&s->v6, IPV6, &list, &found);
	if (!rc)
		rc = range_list_normalize(&found);
	if (!rc)
		rc = range_list_merge(&list, &found);
	range_list_release(&found);
	if (rc) {
		range_list_release(&list);
		return rc;
	}
	*result = list;
	return 0;
}
