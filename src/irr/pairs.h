#ifndef WEIR_IRR_PAIRS_H
#define WEIR_IRR_PAIRS_H

#include <stddef.h>
#include <stdint.h>

/* A set of pairs of numbers: what was visited, by which way. A zeroed one is empty. */
struct pairs {
	uint64_t *slots; /* 0 empty, so that pairs are kept + 1 */
	size_t n, cap;
};

enum { PAIRS_MAX = 1u << 23 };

/* 1 if the pair is new, 0 if it was there, WEIR_ENOMEM, or WEIR_ELIMIT. O(1) amortised. */
int pairs_add(struct pairs *p, uint32_t a, uint32_t b);

void pairs_release(struct pairs *p);

#endif
