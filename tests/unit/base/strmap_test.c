#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "base/strmap.h"

static void numbers_are_dense_and_in_order(void **state)
{
	enum { COUNT = 50000 };
	struct strmap m = {0};
	char name[32];
	uint32_t id;

	(void)state;
	assert_int_equal(strmap_find(&m, "AS1", 3), STRMAP_NONE);
	for (int round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < COUNT; i++) {
			int n = snprintf(name, sizeof name, "AS%u:AS-X", i * 7919);

			assert_int_equal(strmap_put(&m, name, (size_t)n, &id), 0);
			assert_int_equal(id, i);
		}
	}
	assert_int_equal(m.keys.n, COUNT);
	for (uint32_t i = 0; i < COUNT; i++) {
		int n = snprintf(name, sizeof name, "AS%u:AS-X", i * 7919);

		assert_int_equal(strmap_find(&m, name, (size_t)n), i);
		assert_string_equal(strmap_name(&m, i), name);
	}
	strmap_release(&m);
	strmap_release(&m);
}

static void bytes_are_compared_as_they_are(void **state)
{
	struct strmap m = {0};
	uint32_t a, b, c, d;

	(void)state;
	assert_int_equal(strmap_put(&m, "as-a", 4, &a), 0);
	assert_int_equal(strmap_put(&m, "AS-A", 4, &b), 0);
	assert_int_equal(strmap_put(&m, "as-a\0x", 6, &c), 0);
	assert_int_equal(strmap_put(&m, "", 0, &d), 0);
	assert_int_equal(a, 0);
	assert_int_equal(b, 1);
	assert_int_equal(c, 2);
	assert_int_equal(d, 3);
	assert_int_equal(strmap_find(&m, "as-", 3), STRMAP_NONE);
	assert_int_equal(strmap_find(&m, "", 0), 3);
	strmap_release(&m);
}

static void keys_are_copied(void **state)
{
	struct strmap m = {0};
	char key[] = "AS64500";
	uint32_t id;

	(void)state;
	assert_int_equal(strmap_put(&m, key, strlen(key), &id), 0);
	memset(key, 'x', strlen(key));
	assert_int_equal(strmap_find(&m, "AS64500", 7), 0);
	strmap_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_dense_and_in_order),
		cmocka_unit_test(bytes_are_compared_as_they_are),
		cmocka_unit_test(keys_are_copied),
	};

	return check_main(tests);
}
