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
	uint32_t *order = malloc((n + 1) * sizeof *order);

	if (keys && spare && order) {
		for (size_t i = 0; i < n; i++)
			keys[i] = (uint64_t)rpki_vrp(r, i).asn << 32 | i;
		for (unsigned shift = 32; shift < 64; shift += 16) {
			sort_byte(keys, spare, n, shift);
			sort_byte(spare, keys, n, shift + 8);
		}
		for (size_t i = 0; i < n; i++)
			order[i] = (uint32_t)keys[i];
		*b = (struct rpki_by_asn){order, n};
		order = NULL;
	}
	free(keys);
	free(spare);
	free(order);
	return b->order ? 0 : WEIR_ENOMEM;
}

/* How many VRPs stand before those of `asn`. */
static size_t before(const struct rpki_by_asn *b, const struct rpki *r, uint64_t asn)
{
	size_t lo = 0, hi = b->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (rpki_vrp(r, b->order[mid]).asn < asn)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

size_t rpki_by_asn_find(const struct rpki_by_asn *b, const struct rpki *r, uint32_t asn, size_t *n)
{
	size_t first = before(b, r, asn);

	*n = before(b, r, (uint64_t)asn + 1) - first;
	return first;
}

void rpki_by_asn_release(struct rpki_by_asn *b)
{
	free(b->order);
	*b = (struct rpki_by_asn){0};
}
