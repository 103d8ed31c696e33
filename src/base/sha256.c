#include "base/sha256.h"

#include <stdint.h>
#include <string.h>

enum { BLOCK = 64, ROUNDS = 64, STATE = 8 };

/* The fractional parts of the cube roots of the first 64 primes (section 4.2.2). */
static const uint32_t constants[ROUNDS] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turn(uint32_t x, unsigned by)
{
	return x >> by | x << (32 - by);
}

/* The message schedule of one block (section 6.2.2, step 1). */
static void schedule(uint32_t w[ROUNDS], const uint8_t *p)
{
	for (unsigned i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	for (unsigned i = 16; i < ROUNDS; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3) + w[i - 7] +
		       (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
	}
}

static void add_block(uint32_t h[STATE], const uint8_t *p)
{
	uint32_t w[ROUNDS], s[STATE];

	schedule(w, p);
	memcpy(s, h, sizeof s);
	for (unsigned i = 0; i < ROUNDS; i++) {
		uint32_t t1 = s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) +
			      ((s[4] & s[5]) ^ (~s[4] & s[6])) + constants[i] + w[i];
		uint32_t t2 = (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) +
			      ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += t1;
		s[0] = t1 + t2;
	}
	for (unsigned i = 0; i < STATE; i++)
		h[i] += s[i];
}

/* The rest of the message, a one bit, zeros, and its length in bits (section 5.1.1). */
static void add_end(uint32_t h[STATE], const uint8_t *rest, size_t left, uint64_t bytes)
{
	uint8_t block[2 * BLOCK] = {0};
	size_t n = left + 9 <= BLOCK ? BLOCK : 2 * BLOCK;

	if (left)
		memcpy(block, rest, left);
	block[left] = 0x80;
	for (unsigned i = 0; i < 8; i++)
		block[n - 1 - i] = (uint8_t)(bytes * 8 >> 8 * i);
	add_block(h, block);
	if (n > BLOCK)
		add_block(h, block + BLOCK);
}

const char *sha256_text(const void *bytes, size_t n, char to[SHA256_TEXT])
{
	static const char digits[] = "0123456789abcdef";
	uint32_t h[STATE] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
			     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	const uint8_t *p = bytes;
	size_t left = n;

	for (; left >= BLOCK; left -= BLOCK, p += BLOCK)
		add_block(h, p);
	add_end(h, p, left, n);
	for (unsigned i = 0; i < STATE * 8; i++)
		to[i] = digits[h[i / 8] >> (28 - 4 * (i % 8)) & 15];
	to[SHA256_TEXT - 1] = '\0';
	return to;
}
