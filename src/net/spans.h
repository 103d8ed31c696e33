#ifndef WEIR_NET_SPANS_H
#define WEIR_NET_SPANS_H

#include "net/lengths.h"

/* The step functions under prefix_set.c and aggregate.c: spans in the order of their first addresses. */
enum { SPANS_MAX = 1u << 27 };

static inline u128 span_first(const struct span *s)
{
	return u128_make(s->hi, s->lo);
}

/*
 * Append a step; one at the same address overrides, one of equal lengths changes nothing. 0, WEIR_ENOMEM or
 * WEIR_ELIMIT. O(1) amortised.
 */
static inline int spans_put(struct spans *to, u128 first, struct lengths lengths)
{
	struct span span = {(uint64_t)(first >> 64), (uint64_t)first, lengths};
	size_t n = to->s.n;

	if (n && span_first(&to->s.v[n - 1]) == first)
		n = --to->s.n;
	if (n ? lengths_equal(to->s.v[n - 1].lengths, lengths) : lengths_none(lengths))
		return 0;
	return vec_push(&to->s, span, SPANS_MAX);
}

#endif
