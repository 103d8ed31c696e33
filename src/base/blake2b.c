#include "base/blake2b.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { BLOCK = 128, ROUNDS = 12, WORDS = 16, DIGEST = 32 };

/* Section 2.6. */
static const uint64_t iv[8] = {
	0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
	0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

/* Section 2.7; rounds 10 and 11 take the first two again. */
static const uint8_t sigma[ROUNDS][WORDS] = {
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
	{14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
	{11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
	{7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
	{9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
	{2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
	{12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
	{13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
	{6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
	{10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
	{14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
};

static inline uint64_t turn(uint64_t x, unsigned by)
{
	return x >> by | x << (64 - by);
}

static inline uint64_t word(const uint8_t *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof w);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	w = __builtin_bswap64(w);
#endif
	return w;
}

/* Section 3.1. */
static inline void mix(uint64_t v[WORDS], unsigned a, unsigned b, unsigned c, unsigned d, uint64_t x, uint64_t y)
{
	v[a] += v[b] + x;
	v[d] = turn(v[d] ^ v[a], 32);
	v[c] += v[d];
	v[b] = turn(v[b] ^ v[c], 24);
	v[a] += v[b] + y;
	v[d] = turn(v[d] ^ v[a], 16);
	v[c] += v[d];
	v[b] = turn(v[b] ^ v[c], 63);
}

/* Columns, then diagonals; written out, so that `v` lives in registers. */
static inline void round_of(uint64_t v[WORDS], const uint64_t m[WORDS], const uint8_t s[WORDS])
{
	mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
	mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
	mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
	mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
	mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
	mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
	mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
	mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
}

/* Section 3.2; `done` bytes with this block. */
static void add_block(uint64_t h[8], const uint8_t *p, uint64_t done, bool last)
{
	uint64_t v[WORDS], m[WORDS];

	for (unsigned i = 0; i < WORDS; i++)
		m[i] = word(p + 8 * i);
	memcpy(v, h, 8 * sizeof *v);
	memcpy(v + 8, iv, sizeof iv);
	v[12] ^= done;
	if (last)
		v[14] = ~v[14];
	for (unsigned r = 0; r < ROUNDS; r++)
		round_of(v, m, sigma[r]);
	for (unsigned i = 0; i < 8; i++)
		h[i] ^= v[i] ^ v[i + 8];
}

const char *blake2b_text(const void *bytes, size_t n, char to[BLAKE2B_TEXT])
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *p = bytes;
	uint8_t rest[BLOCK] = {0};
	uint64_t h[8];
	size_t at = 0;

	memcpy(h, iv, sizeof h);
	h[0] ^= 0x01010000 ^ DIGEST;
	for (; n - at > BLOCK; at += BLOCK)
		add_block(h, p + at, at + BLOCK, false);
	if (n)
		memcpy(rest, p + at, n - at);
	add_block(h, rest, n, true);
	for (unsigned i = 0; i < DIGEST; i++) {
		unsigned byte = h[i / 8] >> 8 * (i % 8) & 255;

		to[2 * i] = digits[byte >> 4];
		to[2 * i + 1] = digits[byte & 15];
	}
	to[2 * DIGEST] = '\0';
	return to;
}
