#include "../check.h"

#include <stdio.h>

#include "base/decimal.h"

static void is_what_printf_writes(void **state)
{
	char want[16], got[DECIMAL_TEXT + 1];
	uint32_t v = 0;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		uint32_t cases[] = {(uint32_t)i, v, UINT32_MAX - (uint32_t)i};

		for (int k = 0; k < 3; k++) {
			*decimal_put(got, cases[k]) = '\0';
			snprintf(want, sizeof want, "%u", cases[k]);
			assert_string_equal(got, want);
		}
		v = v * 1664525 + 1013904223;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(is_what_printf_writes)};

	return check_main(tests);
}
