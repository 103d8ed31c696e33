#ifndef WEIR_BASE_BLAKE2B_H
#define WEIR_BASE_BLAKE2B_H

#include <stddef.h>

/*
 * BLAKE2b of 256 bits (RFC 7693) as the 64 lower-case digits that `b2sum -l 256` prints: as safe as
 * SHA-256, and several times as fast where the processor has no instructions for that. O(n).
 */
enum { BLAKE2B_TEXT = 65 };

const char *blake2b_text(const void *bytes, size_t n, char to[BLAKE2B_TEXT]);

#endif
