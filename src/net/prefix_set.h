#ifndef WEIR_NET_PREFIX_SET_H
#define WEIR_NET_PREFIX_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "net/prefix.h"
#include "net/range.h"

/*
 * Sets of prefixes, kept symbolic: 2001:db8::/32^+ is one span, never 2^96 prefixes.
 *
 * A set S is held as a function of the address: at address `a`, the lengths L
 * for which the prefix a/L belongs to S. The function is constant over spans of
 * addresses, and the spans are kept sorted, neighbors with equal lengths merged,
 * so that equal sets have equal spans. Union, intersection and difference are
 * then OR, AND and AND-NOT of two step functions, and every operator of RPSL
 * changes the lengths of each span on its own.
 *
 * Sets are immutable once made; a zeroed one is the empty set. Every function
 * that makes one returns 0, WEIR_ENOMEM or WEIR_ELIMIT, and writes *result last,
 * so that it may be one of the operands (which are then the caller's old values:
 * release them first, or use a fresh result).
 */

/* Lengths 0 to 128 as bits. */
struct lengths {
	uint64_t w[3];
};

struct span {
	uint64_t hi, lo; /* first address; the span reaches to the next one's */
	struct lengths lengths;
};

struct spans {
	VEC(struct span) s;
};

struct prefix_set {
	struct spans v4, v6;
};

/* The set of all prefixes in the ranges of a normalized list. O(n). */
int prefix_set_make(struct prefix_set *result, const struct range_list *ranges);

/* O(n + m). */
int prefix_set_union(struct prefix_set *result, const struct prefix_set *a,
		     const struct prefix_set *b);
int prefix_set_intersect(struct prefix_set *result, const struct prefix_set *a,
			 const struct prefix_set *b);
int prefix_set_subtract(struct prefix_set *result, const struct prefix_set *a,
			const struct prefix_set *b);

/* The operator distributed over the elements, as RFC 2622 section 2 says. O(n). */
int prefix_set_apply(struct prefix_set *result, const struct prefix_set *a, struct range_op op);

/* The elements that are in a range. O(log n + spans of the set within the range's prefix). */
int prefix_set_within(struct prefix_set *result, const struct prefix_set *s, const struct range *r);

/* How many elements of a family there are; UINT64_MAX for that many or more. O(n * lengths). */
uint64_t prefix_set_count(const struct prefix_set *s, unsigned family);

/* Whether the prefix is an element. O(log n). */
bool prefix_set_has(const struct prefix_set *s, const struct prefix *p);

bool prefix_set_is_empty(const struct prefix_set *s);
bool prefix_set_equal(const struct prefix_set *a, const struct prefix_set *b);

/*
 * The set as few (prefix, ge, le) entries, never one prefix more or less, in
 * order of range_cmp(). An entry stands where its prefix is the largest block
 * that has all those lengths, unless smaller blocks' entries cover it anyway.
 * O(n * address bits). `result` is made anew.
 */
int prefix_set_aggregate(const struct prefix_set *s, struct range_list *result);

void prefix_set_release(struct prefix_set *s);

#endif
