#include "../check.h"

#include "base/err.h"
#include "base/vec.h"

/* The linker hands the library's realloc() to us (-Wl,--wrap=realloc). */
void *__real_realloc(void *p, size_t n);
void *__wrap_realloc(void *p, size_t n);

static int failures;

void *__wrap_realloc(void *p, size_t n)
{
	return failures > 0 && failures-- ? NULL : __real_realloc(p, n);
}

static void pushes_up_to_the_maximum(void **state)
{
	VEC(int) v = {0};

	(void)state;
	for (int i = 0; i < 40; i++)
		assert_int_equal(vec_push(&v, i, 40), 0);
	assert_int_equal(vec_push(&v, 40, 40), WEIR_ELIMIT);
	assert_int_equal(v.n, 40);
	for (int i = 0; i < 40; i++)
		assert_int_equal(v.v[i], i);
	vec_free(&v);
}

/* Memory that is short once and there again: the item must not vanish with a 0. */
static void one_failed_allocation_is_told(void **state)
{
	VEC(int) v = {0};

	(void)state;
	failures = 1;
	assert_int_equal(vec_push(&v, 7, 40), WEIR_ENOMEM);
	assert_int_equal(v.n, 0);
	assert_int_equal(vec_push(&v, 7, 40), 0);
	assert_int_equal(v.n, 1);
	vec_free(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pushes_up_to_the_maximum),
		cmocka_unit_test(one_failed_allocation_is_told),
	};

	return check_main(tests);
}
