#include "base/json_shape.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/*
 * How this works: eight bytes are looked at as one number. A string ends, or stops being plain,
 * at the first byte that is a quote, a backslash, a control character, DEL or no ASCII; each of these
 * sets the upper bit of its byte in one of the sums below. A sum may also set bits above the first such
 * byte, by carrying, but none below: the lowest bit that is set is right. Where the processor can, strings
 * are looked at sixteen bytes at a time before that: most prefixes then take one look.
 */
enum { WORD = 8 };

static const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);

static inline uint64_t word_at(const char *s)
{
	uint64_t w;

	memcpy(&w, s, sizeof w);
	return le64toh(w);
}

static inline uint64_t ends_of_text(uint64_t w)
{
	const uint64_t quote = w ^ ones * '"', escape = w ^ ones * '\\';

	return (w | (quote - ones) | (escape - ones) | (w - ones * ' ') | (w + ones)) & highs;
}

static inline uint64_t ends_of_digits(uint64_t w)
{
	const uint64_t digit = w ^ ones * '0';

	return (digit | (digit + ones * (0x80 - 10))) & highs;
}

#ifdef __SSE2__
enum { BLOCK = 16 };

/* A bit for each of sixteen bytes that ends a string; as signed numbers, those of no ASCII are below the blank. */
static inline unsigned ends_of_block(const char *s)
{
	const __m128i b = _mm_loadu_si128((const __m128i *)(const void *)s);
	const __m128i quote = _mm_cmpeq_epi8(b, _mm_set1_epi8('"')), escape = _mm_cmpeq_epi8(b, _mm_set1_epi8('\\'));
	const __m128i below = _mm_cmplt_epi8(b, _mm_set1_epi8(' ')), del = _mm_cmpeq_epi8(b, _mm_set1_epi8(0x7f));

	return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, escape), _mm_or_si128(below, del)));
}
#endif

/* The first byte that ends a value; NULL where that cannot be told from whole words before `end`. */
static inline const char *find_end(const char *s, const char *end, uint64_t (*ends)(uint64_t w))
{
	for (; end - s >= WORD; s += WORD) {
		const uint64_t found = ends(word_at(s));

		if (found)
			return s + __builtin_ctzll(found) / 8;
	}
	return NULL;
}

/* The first byte that ends a string, or NULL as above. */
static inline const char *find_end_of_text(const char *s, const char *end)
{
#ifdef __SSE2__
	for (; end - s >= BLOCK; s += BLOCK) {
		const unsigned found = ends_of_block(s);

		if (found)
			return s + __builtin_ctz(found);
	}
#endif
	return find_end(s, end, ends_of_text);
}

static inline bool is_same(const char *a, const char *b, size_t n)
{
	if (n >= WORD && n <= 2 * WORD) /* as most gaps are: both ends, which may overlap */
		return !((word_at(a) ^ word_at(b)) | (word_at(a + n - WORD) ^ word_at(b + n - WORD)));
	if (n < WORD) {
		while (n && a[n - 1] == b[n - 1])
			n--;
		return !n;
	}
	for (; n > WORD; a += WORD, b += WORD, n -= WORD)
		if (word_at(a) != word_at(b))
			return false;
	/* the last word, which may reach back into the one before */
	return word_at(a + n - WORD) == word_at(b + n - WORD);
}

/* What follows an integer tells whether it was one, and is the next gap's to compare; so is a string's quote. */
static inline const char *read_value(const char *s, const char *end, struct json_plain_token *t)
{
	t->s = s;
	if (t->kind == JSON_STRING)
		return t->end = find_end_of_text(s, end);
	t->end = find_end(s, end, ends_of_digits);
	if (!t->end || t->end == s || (*s == '0' && t->end - s > 1))
		return NULL;
	return t->end;
}

const char *json_shape_read(const struct json_shape *shape, const char *s, const char *end, struct json_plain *o)
{
	const struct json_gap *g = shape->gap;

	if (!shape->n)
		return NULL;
	o->open = s + shape->open;
	o->n = shape->n;
	for (size_t i = 0;; i++, g++) {
		if ((size_t)(end - s) < g->n || !is_same(s, shape->text + g->at, g->n))
			return NULL;
		s += g->n;
		if (i == shape->n)
			return s;
		o->value[i].kind = g->kind;
		s = read_value(s, end, &o->value[i]);
		if (!s)
			return NULL;
	}
}

/* Line ends stand between values, so that all objects of a shape have them in the same places. */
static void learn_lines(struct json_shape *shape, size_t n)
{
	const char *open = shape->text + shape->open, *at = shape->text, *end;

	shape->lines = 0;
	while ((end = memchr(at, '\n', (size_t)(open - at)))) {
		shape->lines++;
		at = end + 1;
	}
	shape->indent = (uint32_t)(open - at);
	shape->one_line = !memchr(open, '\n', n - shape->open);
}

void json_shape_learn(struct json_shape *shape, const char *s, const char *end, struct json_plain *o)
{
	uint32_t at = 0;

	shape->n = 0;
	if (end - s > JSON_SHAPE_TEXT)
		return;
	memcpy(shape->text, s, (size_t)(end - s));
	shape->open = (uint32_t)(o->open - s);
	learn_lines(shape, (size_t)(end - s));
	for (size_t i = 0; i < o->n; i++) {
		const struct json_plain_token *v = &o->value[i];

		shape->gap[i] = (struct json_gap){at, (uint32_t)(v->s - s) - at, v->kind};
		at = (uint32_t)(v->end - s);
		o->name[i].end = shape->text + (o->name[i].end - s);
		o->name[i].s = shape->text + (o->name[i].s - s);
	}
	shape->gap[o->n] = (struct json_gap){at, (uint32_t)(end - s) - at, JSON_ABSENT};
	shape->n = o->n;
}
