/*
 * How this works: one pass in place brings the records into buckets by the leading bits in which
 * they differ (few buckets: each is a page that is touched at the same time); each bucket then
 * fits into the cache and is sorted byte by byte from the least significant end, leaving out
 * bytes that decide nothing. The memory beside the records is that of the largest bucket: fresh
 * pages cost more than the sorting. The size of a record is a constant wherever bytes are moved.
 */
#include "base/radix.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

enum { FEW = 48, BUCKET_BITS = 6, BUCKETS = 1 << BUCKET_BITS, BUCKET_SHIFT = 8 - BUCKET_BITS };

typedef unsigned char byte;

#define CONSTANT_SIZE static inline __attribute__((always_inline))

/* Of a lane, each byte against the one behind it in memory; the last one against nothing of use. */
static inline uint32_t steps_of(uint32_t lane)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return lane ^ lane >> 8;
#else
	return lane ^ lane << 8;
#endif
}

/* What all records of a bucket have in common, byte by byte. */
struct look {
	byte differs[RADIX_RECORD]; /* not 0: from record to record */
	byte steps[RADIX_RECORD];   /* not 0: from the byte behind it in the same lane */
};

CONSTANT_SIZE void look_at(const byte *v, size_t n, size_t size, struct look *l)
{
	uint32_t first[RADIX_RECORD / 4], r[RADIX_RECORD / 4];
	uint32_t differs[RADIX_RECORD / 4] = {0}, steps[RADIX_RECORD / 4] = {0};

	memcpy(first, v, size);
	for (size_t i = 0; i < n; i++) {
		memcpy(r, v + i * size, size);
		for (size_t k = 0; k < size / 4; k++) {
			differs[k] |= r[k] ^ first[k];
			steps[k] |= steps_of(r[k]);
		}
	}
	memcpy(l->differs, differs, size);
	memcpy(l->steps, steps, size);
}

/* A byte that is always the same as the next one of the key decides nothing: /24 with its 24 to 24. */
static bool repeats_next(const struct look *l, const struct radix_key *key, unsigned k)
{
	unsigned a = key->at[k], b = k + 1u < key->n ? key->at[k + 1] : a;
	unsigned low = a < b ? a : b;

	return (a == b + 1 || b == a + 1) && a / 4 == b / 4 && !l->steps[low];
}

/* The bytes of the key that decide, as places; returns how many. */
CONSTANT_SIZE unsigned find_deciding(const byte *v, size_t n, size_t size, const struct radix_key *key,
				     uint8_t deciding[RADIX_BYTES])
{
	struct look l;
	unsigned found = 0;

	look_at(v, n, size, &l);
	for (unsigned k = 0; k < key->n; k++)
		if (l.differs[key->at[k]] && !repeats_next(&l, key, k))
			deciding[found++] = key->at[k];
	return found;
}

static bool is_before(const byte *a, const byte *b, const struct radix_key *key)
{
	for (unsigned k = key->n; k--;)
		if (a[key->at[k]] != b[key->at[k]])
			return a[key->at[k]] < b[key->at[k]];
	return false;
}

CONSTANT_SIZE void sort_few(byte *v, size_t n, size_t size, const struct radix_key *key)
{
	byte r[RADIX_RECORD];

	for (size_t i = 1; i < n; i++) {
		size_t k = i;

		memcpy(r, v + i * size, size);
		for (; k && is_before(r, v + (k - 1) * size, key); k--)
			memcpy(v + k * size, v + (k - 1) * size, size);
		memcpy(v + k * size, r, size);
	}
}

CONSTANT_SIZE void sort_byte(const byte *from, byte *to, size_t n, size_t size, size_t at)
{
	uint32_t place[256] = {0}, sum = 0;

	for (size_t i = 0; i < n; i++)
		place[from[i * size + at]]++;
	for (int b = 0; b < 256; b++) {
		uint32_t count = place[b];

		place[b] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		memcpy(to + place[from[i * size + at]]++ * size, from + i * size, size);
}

CONSTANT_SIZE void sort_bucket(byte *v, byte *spare, size_t n, size_t size, const struct radix_key *key)
{
	uint8_t deciding[RADIX_BYTES];
	byte *from = v, *to = spare;
	unsigned bytes;

	if (n < FEW) {
		sort_few(v, n, size, key);
		return;
	}
	bytes = find_deciding(v, n, size, key, deciding);
	for (unsigned k = 0; k < bytes; k++) {
		byte *t = from;

		sort_byte(from, to, n, size, deciding[k]);
		from = to;
		to = t;
	}
	if (from != v)
		memcpy(v, from, n * size);
}

struct buckets {
	uint32_t from[BUCKETS + 1]; /* bucket b is [from[b], from[b + 1]) */
	uint32_t largest;
};

CONSTANT_SIZE void count_buckets(struct buckets *b, const byte *v, size_t n, size_t size, size_t at)
{
	uint32_t sum = 0;

	*b = (struct buckets){0};
	for (size_t i = 0; i < n; i++)
		b->from[v[i * size + at] >> BUCKET_SHIFT]++;
	for (int i = 0; i <= BUCKETS; i++) {
		uint32_t count = i < BUCKETS ? b->from[i] : 0;

		b->largest = count > b->largest ? count : b->largest;
		b->from[i] = sum;
		sum += count;
	}
}

/* Each record that is taken up drives out the one in its place, until a cycle is closed. */
CONSTANT_SIZE void spread(const struct buckets *b, byte *v, size_t size, size_t at)
{
	uint32_t next[BUCKETS];
	byte r[RADIX_RECORD], driven[RADIX_RECORD];

	memcpy(next, b->from, sizeof next);
	for (unsigned i = 0; i < BUCKETS; i++) {
		while (next[i] < b->from[i + 1]) {
			memcpy(r, v + next[i] * size, size);
			for (unsigned home = r[at] >> BUCKET_SHIFT; home != i; home = r[at] >> BUCKET_SHIFT) {
				byte *place = v + next[home]++ * size;

				memcpy(driven, place, size);
				memcpy(place, r, size);
				memcpy(r, driven, size);
			}
			memcpy(v + next[i]++ * size, r, size);
		}
	}
}

CONSTANT_SIZE int sort_many(byte *v, size_t n, size_t size, const struct radix_key *key)
{
	uint8_t deciding[RADIX_BYTES];
	unsigned bytes = find_deciding(v, n, size, key, deciding);
	struct buckets b;
	byte *spare;

	if (!bytes)
		return 0;
	count_buckets(&b, v, n, size, deciding[bytes - 1]);
	spare = malloc(b.largest * size);
	if (!spare)
		return WEIR_ENOMEM;
	spread(&b, v, size, deciding[bytes - 1]);
	for (int i = 0; i < BUCKETS; i++)
		sort_bucket(v + b.from[i] * size, spare, b.from[i + 1] - b.from[i], size, key);
	free(spare);
	return 0;
}

CONSTANT_SIZE int sort(byte *v, size_t n, size_t size, const struct radix_key *key)
{
	if (n >= FEW)
		return sort_many(v, n, size, key);
	sort_few(v, n, size, key);
	return 0;
}

int radix_sort(void *records, size_t n, const struct radix_key *key)
{
	if (n < 2)
		return 0;
	switch (key->size) {
	case 4:
		return sort(records, n, 4, key);
	case 8:
		return sort(records, n, 8, key);
	case 16:
		return sort(records, n, 16, key);
	case 24:
		return sort(records, n, 24, key);
	default:
		return sort(records, n, 32, key);
	}
}
