#ifndef WEIR_IRR_CHAIN_H
#define WEIR_IRR_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "net/range.h"

/*
 * Any number of range operators, applied one after the other, as one small
 * value: on the way down from `RS-A^+` over `RS-B^24-28` each set is visited
 * once per distinct chain, and chains compare as integers.
 *
 * A chain maps a range of lengths ge..le to
 *	max(ge + plus, floor) .. top      if ge <= limit, and if anything is left,
 * where `top` beyond the family's bits means the bits, CHAIN_KEEP means le.
 * Every sequence of ^-, ^+, ^n and ^n-m of RFC 2622 section 2 has this form:
 * `limit` remembers the ranges that a ^n-m in the middle deleted.
 */
struct chain {
	uint8_t plus, floor, top, limit;
};

enum { CHAIN_KEEP = 255, CHAIN_ALL = 128, CHAIN_ANY = 255 };

static const struct chain chain_none = {0, 0, CHAIN_KEEP, CHAIN_ANY};

static inline bool chain_is_none(struct chain c)
{
	return c.top == CHAIN_KEEP;
}

static inline uint32_t chain_key(struct chain c)
{
	return (uint32_t)c.plus | (uint32_t)c.floor << 8 | (uint32_t)c.top << 16 |
	       (uint32_t)c.limit << 24;
}

/* `inner` first, then `outer`. False if nothing can be left for any range. O(1). */
bool chain_before(struct range_op inner, struct chain outer, struct chain *result);

/*
 * Whether `a` leaves of every range at least what `b` leaves of it; then so does `a` after any
 * operators more, and what was visited under `a` need not be under `b`. O(1).
 */
bool chain_covers(struct chain a, struct chain b);

/* False if nothing is left of the range. O(1). */
bool chain_apply(struct chain c, const struct range *r, struct range *result);

#endif
