#ifndef WEIR_BASE_RADIX_H
#define WEIR_BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

/*
 * Sorting many small records by their bytes, in place of comparing them.
 *
 *	static const struct radix_key by_asn = {sizeof(struct row), 4, {RADIX_U32(offsetof(struct row, asn))}};
 *
 *	rc = radix_sort(rows, n, &by_asn);
 */
enum { RADIX_RECORD = 32, RADIX_BYTES = 24 };

/* Where in a record the bytes are that sort, the least significant first. */
struct radix_key {
	uint8_t size; /* of a record: 4, 8, 16, 24 or 32 */
	uint8_t n;    /* bytes in the key, at least 1 */
	uint8_t at[RADIX_BYTES];
};

/* All bytes of an unsigned member, by its offset. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define RADIX_U32(at) (at), (at) + 1, (at) + 2, (at) + 3
#define RADIX_U64(at) RADIX_U32(at), RADIX_U32((at) + 4)
#else
#define RADIX_U32(at) (at) + 3, (at) + 2, (at) + 1, (at)
#define RADIX_U64(at) RADIX_U32((at) + 4), RADIX_U32(at)
#endif

/*
 * Sort `n` records; those of equal keys come in any order. 0 or WEIR_ENOMEM. O(n) for each byte in
 * which keys differ. The memory beside the records is at most theirs, mostly a small part of it.
 */
int radix_sort(void *records, size_t n, const struct radix_key *key);

#endif
