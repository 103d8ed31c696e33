#ifndef WEIR_BASE_HASH_H
#define WEIR_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * FNV-1a of 64 bits (draft-eastlake-fnv): the same on every machine and in every run. It tells names and files of
 * one border apart, and guards nothing: who chooses the bytes can choose the hash.
 */
#define HASH_START UINT64_C(0xcbf29ce484222325)

/* The hash of what made `h` (HASH_START: nothing), with `n` bytes behind it. O(n). */
static inline uint64_t hash_add(uint64_t h, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return h;
}

#endif
