#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "base/radix.h"

enum { MANY = 20000 };

struct narrow {
	uint32_t number;
};

struct wide {
	uint64_t high;
	uint32_t low, beside; /* beside is no part of the key */
};

struct widest {
	uint64_t a, b, c;
	uint32_t d;
};

static const struct radix_key narrow_key = {sizeof(struct narrow), 4, {RADIX_U32(0)}};
static const struct radix_key word_key = {sizeof(uint64_t), 8, {RADIX_U64(0)}};
static const struct radix_key wide_key = {
	sizeof(struct wide), 12, {RADIX_U32(offsetof(struct wide, low)), RADIX_U64(offsetof(struct wide, high))}};
static const struct radix_key widest_key = {sizeof(struct widest),
					    12,
					    {RADIX_U32(offsetof(struct widest, d)),
					     RADIX_U64(offsetof(struct widest, b))}};

/* Numbers that differ in all bytes, in few, or not at all. */
static uint64_t some(unsigned kind)
{
	uint64_t r = (uint64_t)random() << 33 ^ (uint64_t)random() << 8 ^ (uint64_t)random();

	return kind == 0 ? r : kind == 1 ? r & 0xff00ff : kind == 2 ? (r & 3) << 56 : 7;
}

static int cmp_word(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void words_come_in_order(void **state)
{
	static uint64_t v[MANY], expected[MANY];

	(void)state;
	for (unsigned kind = 0; kind < 4; kind++)
		for (size_t n = 0; n <= MANY; n = n * 3 + 1) {
			for (size_t i = 0; i < n; i++)
				v[i] = expected[i] = some(kind);
			qsort(expected, n, sizeof *expected, cmp_word);
			assert_int_equal(radix_sort(v, n, &word_key), 0);
			assert_memory_equal(v, expected, n * sizeof *v);
		}
}

static void small_records_too(void **state)
{
	static struct narrow v[MANY];

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		v[i].number = (uint32_t)some(0);
	assert_int_equal(radix_sort(v, MANY, &narrow_key), 0);
	for (size_t i = 1; i < MANY; i++)
		assert_true(v[i - 1].number <= v[i].number);
}

/* What is beside the key goes with it, and no record is lost. */
static void records_stay_whole(void **state)
{
	static struct wide v[MANY];
	static bool seen[MANY];

	(void)state;
	for (unsigned kind = 0; kind < 4; kind++) {
		memset(seen, 0, sizeof seen);
		for (uint32_t i = 0; i < MANY; i++)
			v[i] = (struct wide){some(kind), i * 2654435761u, i};
		assert_int_equal(radix_sort(v, MANY, &wide_key), 0);
		for (size_t i = 0; i < MANY; i++) {
			assert_int_equal(v[i].low, v[i].beside * 2654435761u);
			assert_false(seen[v[i].beside]);
			seen[v[i].beside] = true;
			assert_true(!i || v[i - 1].high < v[i].high ||
				    (v[i - 1].high == v[i].high && v[i - 1].low < v[i].low));
		}
	}
}

static void only_the_key_counts(void **state)
{
	static struct widest v[MANY];

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		v[i] = (struct widest){some(0), some(1), some(0), (uint32_t)some(0)};
	assert_int_equal(radix_sort(v, MANY, &widest_key), 0);
	for (size_t i = 1; i < MANY; i++)
		assert_true(v[i - 1].b < v[i].b || (v[i - 1].b == v[i].b && v[i - 1].d <= v[i].d));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_come_in_order),
		cmocka_unit_test(small_records_too),
		cmocka_unit_test(records_stay_whole),
		cmocka_unit_test(only_the_key_counts),
	};

	return check_main(tests);
}
