#ifndef WEIR_NET_LENGTHS_H
#define WEIR_NET_LENGTHS_H

#include <stdbool.h>

#include "net/prefix_set.h"

/* The small algebra of prefix lengths under sets of prefixes; all O(1). */

static inline struct lengths lengths_or(struct lengths a, struct lengths b)
{
	return (struct lengths){{a.w[0] | b.w[0], a.w[1] | b.w[1], a.w[2] | b.w[2]}};
}

static inline struct lengths lengths_and(struct lengths a, struct lengths b)
{
	return (struct lengths){{a.w[0] & b.w[0], a.w[1] & b.w[1], a.w[2] & b.w[2]}};
}

static inline struct lengths lengths_and_not(struct lengths a, struct lengths b)
{
	return (struct lengths){{a.w[0] & ~b.w[0], a.w[1] & ~b.w[1], a.w[2] & ~b.w[2]}};
}

static inline bool lengths_equal(struct lengths a, struct lengths b)
{
	return a.w[0] == b.w[0] && a.w[1] == b.w[1] && a.w[2] == b.w[2];
}

static inline bool lengths_none(struct lengths a)
{
	return !(a.w[0] | a.w[1] | a.w[2]);
}

static inline bool lengths_has(struct lengths a, unsigned len)
{
	return a.w[len / 64] >> len % 64 & 1;
}

/* Bits of one word from lo to hi, where they fall into word `i`. */
static inline uint64_t lengths_word(unsigned i, unsigned lo, unsigned hi)
{
	unsigned first = i * 64, last = first + 63;

	if (hi < first || lo > last)
		return 0;
	lo = lo > first ? lo - first : 0;
	hi = hi < last ? hi - first : 63;
	return (~(uint64_t)0 >> (63 - hi)) & (~(uint64_t)0 << lo);
}

/* All lengths from lo to hi; lo <= hi <= 128. */
static inline struct lengths lengths_run(unsigned lo, unsigned hi)
{
	return (struct lengths){
		{lengths_word(0, lo, hi), lengths_word(1, lo, hi), lengths_word(2, lo, hi)}};
}

/* The smallest length that is in `a` and at least `from`, or 129. */
static inline unsigned lengths_next(struct lengths a, unsigned from)
{
	for (unsigned i = from / 64; i < 3; i++) {
		uint64_t w = a.w[i] & (i == from / 64 ? ~(uint64_t)0 << from % 64 : ~(uint64_t)0);

		if (w)
			return i * 64 + (unsigned)__builtin_ctzll(w);
	}
	return 129;
}

/* The last length of the unbroken run in `a` that begins at `from`. */
static inline unsigned lengths_run_end(struct lengths a, unsigned from)
{
	struct lengths gaps = {{~a.w[0], ~a.w[1], ~a.w[2]}};

	return lengths_next(gaps, from) - 1;
}

#endif
