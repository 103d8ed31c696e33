#ifndef WEIR_BASE_DECIMAL_H
#define WEIR_BASE_DECIMAL_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Decimal text without printf, for the lines of large tables. The caller has
 * room for DECIMAL_TEXT bytes; no NUL is written.
 */
enum { DECIMAL_TEXT = 10 };

/* "00" to "99". */
extern const char decimal_pairs[200];

/* Write `v` at `to`; returns its end. */
static inline char *decimal_put(char *to, uint32_t v)
{
	char digits[DECIMAL_TEXT];
	char *p = digits + DECIMAL_TEXT;

	if (v < 10) {
		*to = (char)('0' + v);
		return to + 1;
	}
	while (v >= 100) {
		p -= 2;
		memcpy(p, decimal_pairs + v % 100 * 2, 2);
		v /= 100;
	}
	if (v >= 10) {
		p -= 2;
		memcpy(p, decimal_pairs + v * 2, 2);
	} else {
		*--p = (char)('0' + v);
	}
	memcpy(to, p, (size_t)(digits + DECIMAL_TEXT - p));
	return to + (digits + DECIMAL_TEXT - p);
}

/* What 18 digits can make. */
#define DECIMAL_18 UINT64_C(999999999999999999)

/*
 * Read the digits from *s on, before `end`; *s moves behind them. False where there are none, or they make more
 * than `max`, which is below 2^60.
 */
static inline bool decimal_take(const char **s, const char *end, uint64_t max, uint64_t *v)
{
	const char *start = *s;

	*v = 0;
	for (; *s < end && **s >= '0' && **s <= '9'; (*s)++) {
		*v = *v * 10 + (uint64_t)(**s - '0');
		if (*v > max)
			return false;
	}
	return *s > start;
}

/* The same of exactly `n` bytes, which are digits and nothing else. */
static inline bool decimal_parse(const char *s, size_t n, uint64_t max, uint64_t *v)
{
	const char *end = s + n;

	return decimal_take(&s, end, max, v) && s == end;
}

static inline uint32_t decimal_word(const char *s)
{
	uint32_t w;

	memcpy(&w, s, sizeof w);
	return le32toh(w) ^ 0x30303030;
}

/*
 * Four to eight digits, and nothing else, without a branch on how many: they are made eight with zeros
 * before them, the first in the lowest byte, and then added up in pairs, fours and eights.
 */
static inline bool decimal_parse_some(const char *s, size_t n, uint64_t *v)
{
	const uint64_t head = (uint64_t)decimal_word(s) << (64 - 8 * n) & UINT32_MAX;
	const uint64_t digits = head | (uint64_t)decimal_word(s + n - 4) << 32;
	const uint64_t pairs = digits * 10 + (digits >> 8), each = UINT64_C(0x000000ff000000ff);

	*v = (pairs & each) * (100 + (UINT64_C(1000000) << 32)) + (pairs >> 16 & each) * (1 + (UINT64_C(10000) << 32));
	*v >>= 32;
	return !((digits | (digits + UINT64_C(0x7676767676767676))) & UINT64_C(0x8080808080808080));
}

/* As decimal_parse(), for numbers by the hundred thousand: most of them take the same time. */
static inline bool decimal_parse_many(const char *s, size_t n, uint64_t max, uint64_t *v)
{
	if (n < 4 || n > 8)
		return decimal_parse(s, n, max, v);
	return decimal_parse_some(s, n, v) && *v <= max;
}

#endif
