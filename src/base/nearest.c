#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

enum { WORD_MAX = 64 };

/* Levenshtein's distance, one row at a time. */
static size_t edit_distance(const char *a, size_t na, const char *b, size_t nb)
{
	size_t row[WORD_MAX + 1];

	if (na > WORD_MAX || nb > WORD_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= nb; j++)
		row[j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = row[j];
			row[j] = best;
		}
	}
	return row[nb];
}

void nearest_start(struct nearest *n, const char *word, size_t len)
{
	*n = (struct nearest){.word = word, .len = len, .distance = len / 3 + 2};
}

void nearest_try(struct nearest *n, const char *candidate)
{
	size_t d = edit_distance(n->word, n->len, candidate, strlen(candidate));

	if (d < n->distance) {
		n->distance = d;
		n->best = candidate;
	}
}
