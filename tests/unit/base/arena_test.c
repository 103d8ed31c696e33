#include "../check.h"

#include <stdalign.h>
#include <string.h>

#include "base/arena.h"

static void allocations_are_zeroed_aligned_and_stay(void **state)
{
	enum { COUNT = 2000 };
	struct arena a = {0};
	unsigned char *p[COUNT];

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		size_t size = 1 + i * 37 % 900;

		p[i] = arena_alloc(&a, size);
		assert_non_null(p[i]);
		assert_int_equal((uintptr_t)p[i] % alignof(max_align_t), 0);
		for (size_t k = 0; k < size; k++)
			assert_int_equal(p[i][k], 0);
		memset(p[i], (int)(i & 0xff), size);
	}
	for (size_t i = 0; i < COUNT; i++)
		for (size_t k = 0; k < 1 + i * 37 % 900; k++)
			assert_int_equal(p[i][k], i & 0xff);
	arena_release(&a);
	arena_release(&a);
}

static void copies_end_with_a_nul(void **state)
{
	struct arena a = {0};
	char *s = arena_strndup(&a, "AS64500:AS-ALL", 7), *t = arena_strndup(&a, "x", 0);

	(void)state;
	assert_string_equal(s, "AS64500");
	assert_string_equal(t, "");
	arena_release(&a);
}

static void the_maximum_is_hard(void **state)
{
	struct arena a = {.max = 1000};

	(void)state;
	assert_non_null(arena_alloc(&a, 500));
	assert_null(arena_alloc(&a, 501));
	assert_null(arena_alloc(&a, SIZE_MAX));
	assert_non_null(arena_strndup(&a, "0123456789", 9));
	arena_release(&a);
}

static void alignment_counts(void **state)
{
	struct arena a = {.max = 1600};
	size_t n = 0;

	(void)state;
	while (arena_alloc(&a, 1) && n < 2000)
		n++;
	assert_in_range(n, 100, 101);
	arena_release(&a);
}

static void large_ones_leave_the_block_in_use(void **state)
{
	enum { LARGE = 70000 };
	struct arena a = {0};
	char *before = arena_strndup(&a, "a", 1), *after;

	(void)state;
	assert_non_null(arena_alloc(&a, LARGE));
	after = arena_strndup(&a, "b", 1);
	assert_ptr_equal(after, before + 2);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allocations_are_zeroed_aligned_and_stay),
		cmocka_unit_test(copies_end_with_a_nul),
		cmocka_unit_test(the_maximum_is_hard),
		cmocka_unit_test(alignment_counts),
		cmocka_unit_test(large_ones_leave_the_block_in_use),
	};

	return check_main(tests);
}
