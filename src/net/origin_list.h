#ifndef WEIR_NET_ORIGIN_LIST_H
#define WEIR_NET_ORIGIN_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "net/prefix_set.h"
#include "net/range.h"

/* Prefix ranges bound to the AS that may originate them: what a route object or a ROA says. */
struct origin_range {
	struct range range;
	uint32_t origin;
};

/* The range as range_pack4() packs it. */
struct origin_range4 {
	uint64_t range;
	uint32_t origin;
};

/* In order of range_cmp(), then origin, after origin_list_normalize(). */
struct origin_list {
	VEC(struct origin_range4) v4;
	VEC(struct origin_range) v6;
};

/* Add without order; 0, WEIR_ENOMEM or WEIR_ELIMIT (RANGE_LIST_MAX). O(1) amortised. */
int origin_list_add(struct origin_list *l, const struct range *r, uint32_t origin);

/* Append all pairs of `from`, or take them over where `l` is empty; `from` is empty then. O(n). */
int origin_list_move(struct origin_list *l, struct origin_list *from);

/* Sort and drop equal pairs. 0 or WEIR_ENOMEM. O(n), by radix; nothing where they are in order. */
int origin_list_normalize(struct origin_list *l);

/*
 * Take over all pairs of `from`, which is empty afterwards; the result is normalized. 0, WEIR_ENOMEM
 * or WEIR_ELIMIT. O(n + m), after normalizing both.
 */
int origin_list_merge(struct origin_list *l, struct origin_list *from);

/*
 * Drop each pair whose prefixes another pair of the same origin has, and normalize. 0 or
 * WEIR_ENOMEM. O(n log n) where a range has several prefixes, else that of normalizing.
 */
int origin_list_reduce(struct origin_list *l);

/*
 * Append to `kept` what a set has of each pair of a normalized list: single prefixes
 * whole or not at all, a range as few ranges. 0, WEIR_ENOMEM or WEIR_ELIMIT. O(n + set), and
 * for each range of several prefixes O(set within its prefix * address bits).
 */
int origin_list_within(const struct origin_list *l, const struct prefix_set *set,
		       struct origin_list *kept);

/* How many pairs there are; the i-th, IPv4 first. O(1). */
static inline size_t origin_list_count(const struct origin_list *l)
{
	return l->v4.n + l->v6.n;
}

static inline struct origin_range origin_list_get(const struct origin_list *l, size_t i)
{
	if (i < l->v4.n)
		return (struct origin_range){range_unpack4(l->v4.v[i].range), l->v4.v[i].origin};
	return l->v6.v[i - l->v4.n];
}

/* Make the `to`-th pair that of number `from`, of the same family. O(1). */
static inline void origin_list_copy(struct origin_list *l, size_t to, size_t from)
{
	if (from < l->v4.n)
		l->v4.v[to] = l->v4.v[from];
	else
		l->v6.v[to - l->v4.n] = l->v6.v[from - l->v4.n];
}

/* Append the ranges without their origins to a list. 0, WEIR_ENOMEM or WEIR_ELIMIT. O(n). */
int origin_list_ranges(const struct origin_list *l, struct range_list *to);

void origin_list_release(struct origin_list *l);

#endif
