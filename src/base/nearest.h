#ifndef WEIR_BASE_NEAREST_H
#define WEIR_BASE_NEAREST_H

#include <stddef.h>

/*
 * "did you mean …?": of the candidates tried, the one nearest to a mistyped word
 * by edit distance, or NULL where none is near enough to be a typing error.
 */
struct nearest {
	const char *word, *best;
	size_t len, distance;
};

void nearest_start(struct nearest *n, const char *word, size_t len);

/* O(len * length of the candidate). The candidate must outlive `n`. */
void nearest_try(struct nearest *n, const char *candidate);

#endif
