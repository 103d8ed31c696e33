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

static void digits_are_read_and_nothing_else(void **state)
{
	static const struct {
		const char *text;
		uint64_t max, v;
		size_t taken;
		bool take;
	} cases[] = {
		{"0", 9, 0, 1, true},		   {"00012", 12, 12, 5, true},	   {"13", 12, 0, 0, false},
		{"", 9, 0, 0, false},		   {"x1", 9, 0, 0, false},	   {"-1", 9, 0, 0, false},
		{"+1", 9, 0, 0, false},		   {" 1", 9, 0, 0, false},	   {"12-24", 128, 12, 2, true},
		{"4294967295", UINT32_MAX, UINT32_MAX, 10, true},		   {"4294967296", UINT32_MAX, 0, 0, false},
		{"99999999999999999999999999", (uint64_t)1 << 59, 0, 0, false},   {"7/", 7, 7, 1, true},
		{"7:", 7, 7, 1, true},
		{"999999999999999999", DECIMAL_18, 999999999999999999, 18, true},
		{"1000000000000000000", DECIMAL_18, 0, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *s = cases[i].text;
		const size_t n = strlen(s);
		uint64_t v;

		assert_int_equal(decimal_take(&s, s + n, cases[i].max, &v), cases[i].take);
		if (cases[i].take) {
			assert_int_equal(v, cases[i].v);
			assert_int_equal(s - cases[i].text, cases[i].taken);
		}
		assert_int_equal(decimal_parse(cases[i].text, n, cases[i].max, &v), cases[i].take && cases[i].taken == n);
	}
	assert_true(decimal_parse("123", 2, 99, &(uint64_t){0}));
}

/* All lengths that have a way of their own, each byte at each place. */
static void any_byte_at_any_place(void **state)
{
	(void)state;
	for (unsigned n = 1; n <= 10; n++) {
		for (unsigned at = 0; at < n; at++) {
			for (int byte = 0; byte < 256; byte++) {
				const bool digit = byte >= '0' && byte <= '9';
				char text[16], want[16];
				uint64_t v;

				memcpy(text, "1029384756", n);
				text[at] = (char)byte;
				text[n] = '\0';
				assert_int_equal(decimal_parse_many(text, n, UINT64_C(9999999999), &v), digit);
				if (!digit)
					continue;
				snprintf(want, sizeof want, "%0*llu", (int)n, (unsigned long long)v);
				assert_string_equal(want, text);
				assert_int_equal(decimal_parse_many(text, n, v, &v), true);
				assert_int_equal(v && decimal_parse_many(text, n, v - 1, &v), false);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_what_printf_writes),
		cmocka_unit_test(digits_are_read_and_nothing_else),
		cmocka_unit_test(any_byte_at_any_place),
	};

	return check_main(tests);
}
