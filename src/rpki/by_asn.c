#include "rpki/by_asn.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/radix.h"

int rpki_by_asn_make(struct rpki_by_asn *b, const struct rpki *r)
{
	static const struct radix_key whole = {sizeof(uint64_t), 8, {RADIX_U64(0)}};
	size_t n = rpki_vrp_count(r);
	uint64_t *keys = malloc((n + 1) * sizeof *keys);
	int rc;

	if (!keys)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < n; i++)
		keys[i] = (uint64_t)rpki_vrp(r, i).asn << 32 | i;
	rc = radix_sort(keys, n, &whole);
	if (rc)
		free(keys);
	else
		*b = (struct rpki_by_asn){keys, n};
	return rc;
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

static void mark(const struct rpki_by_asn *b, uint32_t asn, uint64_t *marks)
{
	for (size_t i = below(b, (uint64_t)asn << 32); i < b->n && b->keys[i] >> 32 == asn; i++)
		marks[(uint32_t)b->keys[i] / 64] |= (uint64_t)1 << b->keys[i] % 64;
}

static int list(const uint64_t *marks, size_t words, struct rpki_numbers *to)
{
	int rc = 0;

	for (size_t i = 0; i < words; i++)
		for (uint64_t left = marks[i]; !rc && left; left &= left - 1)
			rc = vec_push(&to->numbers, (uint32_t)(i * 64 + (unsigned)__builtin_ctzll(left)), RPKI_VRPS * 2);
	return rc;
}

int rpki_by_asn_find(const struct rpki_by_asn *b, const uint32_t *asns, size_t n, struct rpki_numbers *found)
{
	size_t words = b->n / 64 + 1;
	uint64_t *marks = calloc(words, sizeof *marks);
	int rc;

	if (!marks)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < n; i++)
		mark(b, asns[i], marks);
	rc = list(marks, words, found);
	free(marks);
	return rc;
}

void rpki_by_asn_release(struct rpki_by_asn *b)
{
	free(b->keys);
	*b = (struct rpki_by_asn){0};
}
