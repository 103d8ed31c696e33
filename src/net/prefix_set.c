#include "net/prefix_set.h"

#include <string.h>

#include "base/err.h"
#include "net/lengths.h"

enum { SPANS_MAX = 1u << 27 };

static u128 span_first(const struct span *s)
{
	return u128_make(s->hi, s->lo);
}

/* Append a step; one at the same address overrides, one of equal lengths changes nothing. */
static int spans_put(struct spans *to, u128 first, struct lengths lengths)
{
	struct span span = {(uint64_t)(first >> 64), (uint64_t)first, lengths};
	size_t n = to->s.n;

	if (n && span_first(&to->s.v[n - 1]) == first)
		n = --to->s.n;
	if (n ? lengths_equal(to->s.v[n - 1].lengths, lengths) : lengths_none(lengths))
		return 0;
	return vec_push(&to->s, span, SPANS_MAX);
}

/* A block whose end is not reached yet: prefixes nest, so a stack holds them. */
struct open_block {
	u128 last;
	struct lengths lengths; /* of this block and all around it */
};

struct sweep {
	struct spans *to;
	struct open_block open[130];
	size_t depth;
};

/* Close every block that ends before `next`, or all of them. */
static int close_blocks(struct sweep *w, u128 next, bool all)
{
	int rc = 0;

	while (!rc && w->depth && (all || w->open[w->depth - 1].last < next)) {
		u128 after = w->open[--w->depth].last + 1;
		struct lengths outer = w->depth ? w->open[w->depth - 1].lengths
						: (struct lengths){{0}};

		if (after)
			rc = spans_put(w->to, after, outer);
	}
	return rc;
}

static int open_block(struct sweep *w, const struct range *r)
{
	struct prefix p = range_prefix(r);
	struct lengths lengths = lengths_run(r->ge, r->le);
	int rc = close_blocks(w, prefix_first(&p), false);

	if (rc)
		return rc;
	if (w->depth)
		lengths = lengths_or(lengths, w->open[w->depth - 1].lengths);
	if (w->depth && w->open[w->depth - 1].last == prefix_last(&p))
		w->depth--; /* the same prefix again, with other lengths */
	w->open[w->depth++] = (struct open_block){prefix_last(&p), lengths};
	return spans_put(w->to, prefix_first(&p), lengths);
}

int prefix_set_make(struct prefix_set *result, const struct range_list *ranges)
{
	struct prefix_set set = {0};
	size_t n = range_list_count(ranges);
	int rc = 0;

	for (unsigned family = IPV4; !rc && family <= IPV6; family += IPV6 - IPV4) {
		struct sweep w = {.to = family == IPV4 ? &set.v4 : &set.v6};
		size_t i = family == IPV4 ? 0 : ranges->v4.n;
		size_t end = family == IPV4 ? ranges->v4.n : n;

		for (; !rc && i < end; i++) {
			struct range r = range_list_get(ranges, i);

			rc = open_block(&w, &r);
		}
		if (!rc)
			rc = close_blocks(&w, 0, true);
	}
	if (rc) {
		prefix_set_release(&set);
		return rc;
	}
	*result = set;
	return 0;
}

typedef struct lengths (*combine)(struct lengths, struct lengths);

static int spans_combine(struct spans *to, const struct spans *a, const struct spans *b, combine f)
{
	struct lengths la = {{0}}, lb = {{0}};
	size_t i = 0, j = 0;
	int rc = 0;

	while (!rc && (i < a->s.n || j < b->s.n)) {
		u128 at = i < a->s.n ? span_first(&a->s.v[i]) : ~(u128)0;
		u128 bt = j < b->s.n ? span_first(&b->s.v[j]) : ~(u128)0;
		u128 first = at < bt ? at : bt;

		if (i < a->s.n && at == first)
			la = a->s.v[i++].lengths;
		if (j < b->s.n && bt == first)
			lb = b->s.v[j++].lengths;
		rc = spans_put(to, first, f(la, lb));
	}
	return rc;
}

static int set_combine(struct prefix_set *result, const struct prefix_set *a,
		       const struct prefix_set *b, combine f)
{
	struct prefix_set set = {0};
	int rc = spans_combine(&set.v4, &a->v4, &b->v4, f);

	if (!rc)
		rc = spans_combine(&set.v6, &a->v6, &b->v6, f);
	if (rc) {
		prefix_set_release(&set);
		return rc;
	}
	*result = set;
	return 0;
}

int prefix_set_union(struct prefix_set *result, const struct prefix_set *a,
		     const struct prefix_set *b)
{
	return set_combine(result, a, b, lengths_or);
}

int prefix_set_intersect(struct prefix_set *result, const struct prefix_set *a,
			 const struct prefix_set *b)
{
	return set_combine(result, a, b, lengths_and);
}

int prefix_set_subtract(struct prefix_set *result, const struct prefix_set *a,
			const struct prefix_set *b)
{
	return set_combine(result, a, b, lengths_and_not);
}

/*
 * At one address the elements are nested, and whatever an operator makes of a
 * longer one it also makes of the shortest: only that one counts.
 */
static struct lengths apply_op(struct lengths l, struct range_op op, unsigned bits)
{
	unsigned shortest = lengths_next(l, 0);
	struct range r = {.family = bits == 32 ? IPV4 : IPV6,
			  .ge = (uint8_t)shortest,
			  .le = (uint8_t)shortest};

	if (shortest > bits || !range_apply(&r, op, &r))
		return (struct lengths){{0}};
	return op.kind == RANGE_NONE ? l : lengths_run(r.ge, r.le);
}

static int spans_apply(struct spans *to, const struct spans *a, struct range_op op, unsigned bits)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < a->s.n; i++)
		rc = spans_put(to, span_first(&a->s.v[i]), apply_op(a->s.v[i].lengths, op, bits));
	return rc;
}

int prefix_set_apply(struct prefix_set *result, const struct prefix_set *a, struct range_op op)
{
	struct prefix_set set = {0};
	int rc = spans_apply(&set.v4, &a->v4, op, 32);

	if (!rc)
		rc = spans_apply(&set.v6, &a->v6, op, 128);
	if (rc) {
		prefix_set_release(&set);
		return rc;
	}
	*result = set;
	return 0;
}

static const struct spans *family_spans(const struct prefix_set *s, unsigned family)
{
	return family == IPV4 ? &s->v4 : &s->v6;
}

/* How many of the spans begin at or before `addr`. */
static size_t spans_upto(const struct spans *s, u128 addr)
{
	size_t lo = 0, hi = s->s.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (span_first(&s->s.v[mid]) <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool prefix_set_has(const struct prefix_set *s, const struct prefix *p)
{
	const struct spans *spans = family_spans(s, p->family);
	size_t n = spans_upto(spans, prefix_first(p));

	return n && lengths_has(spans->s.v[n - 1].lengths, p->len);
}

int prefix_set_within(struct prefix_set *result, const struct prefix_set *s, const struct range *r)
{
	const struct prefix p = range_prefix(r);
	const struct spans *from = family_spans(s, r->family);
	const struct lengths run = lengths_run(r->ge, r->le);
	struct prefix_set set = {0};
	struct spans *to = r->family == IPV4 ? &set.v4 : &set.v6;
	u128 last = prefix_last(&p);
	size_t i = spans_upto(from, prefix_first(&p));
	int rc = 0;

	if (i)
		rc = spans_put(to, prefix_first(&p), lengths_and(from->s.v[i - 1].lengths, run));
	for (; !rc && i < from->s.n && span_first(&from->s.v[i]) <= last; i++)
		rc = spans_put(to, span_first(&from->s.v[i]), lengths_and(from->s.v[i].lengths, run));
	if (!rc && last + 1)
		rc = spans_put(to, last + 1, (struct lengths){{0}});
	if (rc)
		prefix_set_release(&set);
	else
		*result = set;
	return rc;
}

/* How many blocks of a length begin from `first` to `last`. */
static u128 blocks_between(u128 first, u128 last, unsigned len)
{
	u128 below;

	if (!len)
		return !first;
	below = first ? ((first - 1) >> (128 - len)) + 1 : 0;
	return (last >> (128 - len)) + 1 - below;
}

/* Each prefix is counted in the span in which its first address is. */
static uint64_t spans_count(const struct spans *s)
{
	u128 sum = 0;

	for (size_t i = 0; i < s->s.n; i++) {
		struct lengths l = s->s.v[i].lengths;
		u128 first = span_first(&s->s.v[i]);
		u128 last = i + 1 < s->s.n ? span_first(&s->s.v[i + 1]) - 1 : ~(u128)0;

		for (unsigned len = lengths_next(l, 0); len <= 128; len = lengths_next(l, len + 1)) {
			u128 more = blocks_between(first, last, len);

			if (more > UINT64_MAX - sum)
				return UINT64_MAX;
			sum += more;
		}
	}
	return (uint64_t)sum;
}

uint64_t prefix_set_count(const struct prefix_set *s, unsigned family)
{
	return spans_count(family_spans(s, family));
}

bool prefix_set_is_empty(const struct prefix_set *s)
{
	return !s->v4.s.n && !s->v6.s.n;
}

static bool spans_equal(const struct spans *a, const struct spans *b)
{
	return a->s.n == b->s.n &&
	       (!a->s.n || !memcmp(a->s.v, b->s.v, a->s.n * sizeof *a->s.v));
}

bool prefix_set_equal(const struct prefix_set *a, const struct prefix_set *b)
{
	return spans_equal(&a->v4, &b->v4) && spans_equal(&a->v6, &b->v6);
}

/*
 * Aggregation. For a block of the trie let `full` be the lengths that every
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

/* Write what stands alone; the rest is for the walk. */
static int write_alone(struct aggregation *a, const struct spans *from, struct spans *rest)
{
	const struct lengths none = {{0}};
	int rc = 0;

	for (size_t i = 0; !rc && !a->rc && i < from->s.n; i++) {
		struct lengths lengths = from->s.v[i].lengths;
		struct prefix block;

		if (!lengths_none(lengths) && stands_alone(from, i, &block, a->family)) {
			write_runs(a, prefix_first(&block), block.len, &(struct block){lengths, none}, none);
			lengths = none;
		}
		rc = spans_put(rest, span_first(&from->s.v[i]), lengths);
	}
	return rc ? rc : a->rc;
}

static int spans_aggregate(const struct spans *spans, unsigned family, struct range_list *to)
{
	struct spans rest = {0};
	struct aggregation a = {
		.spans = &rest, .to = to, .family = family, .bits = family_bits(family)};
	int rc = write_alone(&a, spans, &rest);

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
	struct range_list list = {0};
	int rc = spans_aggregate(&s->v4, IPV4, &list);

	if (!rc)
		rc = spans_aggregate(&s->v6, IPV6, &list);
	if (!rc)
		rc = range_list_normalize(&list);
	if (rc) {
		range_list_release(&list);
		return rc;
	}
	*result = list;
	return 0;
}

void prefix_set_release(struct prefix_set *s)
{
	vec_free(&s->v4.s);
	vec_free(&s->v6.s);
}
