#include "net/prefix_set.h"

#include <string.h>

#include "base/err.h"
#include "net/spans.h"

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

		rc = vec_reserve(&w.to->s, 2 * (end - i), SPANS_MAX); /* each begins and ends */
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

/* Append steps that lie side by side in another function, behind all that are there. */
static int spans_put_all(struct spans *to, const struct span *from, size_t n)
{
	int rc = spans_put(to, span_first(from), from->lengths);

	if (!rc)
		rc = vec_reserve(&to->s, to->s.n + n - 1, SPANS_MAX);
	if (rc)
		return rc;
	memcpy(to->s.v + to->s.n, from + 1, (n - 1) * sizeof *from);
	to->s.n += n - 1;
	return 0;
}

/* The first span from `i` on that begins at `addr` or later: near, or far behind it. O(log of how far). */
static size_t spans_from(const struct spans *s, size_t i, u128 addr)
{
	size_t step = 1, lo = i, hi;

	while (lo + step < s->s.n && span_first(&s->s.v[lo + step]) < addr) {
		lo += step;
		step *= 2;
	}
	hi = lo + step < s->s.n ? lo + step : s->s.n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (span_first(&s->s.v[mid]) < addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* How two functions are combined, and what is left of one where the other has no lengths. */
struct combination {
	struct lengths (*of)(struct lengths, struct lengths);
	bool keeps_a, keeps_b;
};

/* One of the two functions, as far as it has been walked. */
struct operand {
	const struct spans *spans;
	size_t i;
	struct lengths lengths; /* of the last span */
};

static u128 operand_next(const struct operand *o)
{
	return o->i < o->spans->s.n ? span_first(&o->spans->s.v[o->i]) : ~(u128)0;
}

static void operand_step(struct operand *o, u128 first)
{
	if (o->i < o->spans->s.n && span_first(&o->spans->s.v[o->i]) == first)
		o->lengths = o->spans->s.v[o->i++].lengths;
}

/* While the other one has no lengths, all spans at once: a long list beside a few bogons is mostly that. */
static int run_alone(struct spans *to, struct operand *o, const struct operand *other, bool keeps)
{
	const struct spans *s = o->spans;
	size_t end;
	int rc;

	if (o->i == s->s.n || !lengths_none(other->lengths))
		return 0;
	end = other->i < other->spans->s.n ? spans_from(s, o->i, operand_next(other)) : s->s.n;
	if (end == o->i)
		return 0;
	rc = keeps ? spans_put_all(to, s->s.v + o->i, end - o->i) : 0;
	o->lengths = s->s.v[end - 1].lengths;
	o->i = end;
	return rc;
}

static int spans_combine(struct spans *to, const struct spans *sa, const struct spans *sb,
			 const struct combination *c)
{
	struct operand a = {.spans = sa}, b = {.spans = sb};
	int rc = 0;

	while (!rc && (a.i < sa->s.n || b.i < sb->s.n)) {
		u128 at = operand_next(&a), bt = operand_next(&b), first = at < bt ? at : bt;

		operand_step(&a, first);
		operand_step(&b, first);
		rc = spans_put(to, first, c->of(a.lengths, b.lengths));
		if (!rc)
			rc = run_alone(to, &a, &b, c->keeps_a);
		if (!rc)
			rc = run_alone(to, &b, &a, c->keeps_b);
	}
	return rc;
}

static int set_combine(struct prefix_set *result, const struct prefix_set *a,
		       const struct prefix_set *b, const struct combination *c)
{
	struct prefix_set set = {0};
	int rc = spans_combine(&set.v4, &a->v4, &b->v4, c);

	if (!rc)
		rc = spans_combine(&set.v6, &a->v6, &b->v6, c);
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
	static const struct combination either = {lengths_or, true, true};

	return set_combine(result, a, b, &either);
}

int prefix_set_intersect(struct prefix_set *result, const struct prefix_set *a,
			 const struct prefix_set *b)
{
	static const struct combination both = {lengths_and, false, false};

	return set_combine(result, a, b, &both);
}

int prefix_set_subtract(struct prefix_set *result, const struct prefix_set *a,
			const struct prefix_set *b)
{
	static const struct combination first_only = {lengths_and_not, true, false};

	return set_combine(result, a, b, &first_only);
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

void prefix_set_release(struct prefix_set *s)
{
	vec_free(&s->v4.s);
	vec_free(&s->v6.s);
}
