#include "rpki/by_asn.h"

#include <stdlib.h>

#include "base/err.h"

/* ASN << 32 | number of the VRP: sorting by the upper bytes alone keeps the numbers in order. */
static void sort_byte(const uint64_t *from, uint64_t *to, size_t n, unsigned shift)
{
	uint32_t at[256] = {0}, sum = 0;

	for (size_t i = 0; i < n; i++)
		at[from[i] >> shift & 255]++;
	for (int b = 0; b < 256; b++) {
		uint32_t count = at[b];

		at[b] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[at[from[i] >> shift & 255]++] = from[i];
}

int rpki_by_asn_make(struct rpki_by_asn *b, const struct rpki *r)
{
	size_t n = rpki_vrp_count(r);
	uint64_t *keys = calloc(n + 1, sizeof *keys), *spare = calloc(n + 1, sizeof *spare);

	if (!keys || !spare) {
		free(keys);
		free(spare);
		return WEIR_ENOMEM;
	}
	for (size_t i = 0; i < n; i++)
		keys[i] = (uint64_t)rpki_vrp(r, i).asn << 32 | i;
	for (unsigned shift = 32; shift < 64; shift += 16) {
		sort_byte(keys, spare, n, shift);
		sort_byte(spare, keys, n, shift + 8);
	}
	free(spare);
	*b = (struct rpki_by_asn){keys, n};
	return 0;
}

/* How many keys are below `key`. */
static size_t below(const struct rpki_by_asn *b, uint64_t key)
{
	size_t lo = 0, hi = b->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (b->keys[mid] < key)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

size_t rpki_by_asn_find(const struct rpki_by_asn *b, uint32_t asn, size_t *n)
{
	size_t first = below(b, (uint64_t)asn << 32), end = first;

	while (end < b->n && b->keys[end] >> 32 == asn)
		end++;
	*n = end - first;
	return first;
}

void rpki_by_asn_release(struct rpki_by_asn *b)
{
	free(b->keys);
	*b = (struct rpki_by_asn){0};
}
