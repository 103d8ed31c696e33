#include "../check.h"

#include "base/date.h"

static void months_have_their_days(void **state)
{
	static const struct {
		unsigned year, month, days;
	} cases[] = {
		{2026, 1, 31}, {2026, 2, 28}, {2026, 4, 30}, {2026, 12, 31}, {2024, 2, 29}, {1900, 2, 28}, {2000, 2, 29},
		{2100, 2, 28}, {2400, 2, 29}, {2024, 3, 31}, {2025, 6, 30}, {2025, 7, 31}, {2025, 8, 31}, {2025, 9, 30},
		{2025, 11, 30},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(date_month_days(cases[i].year, cases[i].month), cases[i].days);
}

static void times_have_their_day(void **state)
{
	(void)state;
	assert_int_equal(date_of(0), 19700101);
	assert_int_equal(date_of(951782399), 20000228);
	assert_int_equal(date_of(951782400), 20000229);
	assert_int_equal(date_of(253402300799), 99991231);
	assert_int_equal(date_of(253402300800), 0);
	assert_int_equal(date_of(-1), 19691231);
	assert_int_equal(date_of((time_t)INT64_MIN), 0);
	assert_true(date_make(2026, 12, 31) < date_make(2027, 1, 1));
}

static void times_are_read_whole(void **state)
{
	static const char *const wrong[] = {"", "2026-11-22", "2026-11-22T08:32:34", "2026-11-22 08:32:34Z", "2026-13-22T08:32:34Z",
					    "2026-11-22T24:32:34Z", "2026-11-22T08:32:34+", "2026-11-22T08:32:34Z "};
	time_t t;

	(void)state;
	assert_true(date_time_read("1970-01-01T00:00:00Z", 20, &t) && t == 0);
	assert_true(date_time_read("2000-02-29T00:00:00Z", 20, &t) && t == 951782400);
	assert_true(date_time_read("2026-11-22T08:32:34Z and more", 20, &t) && t == 1795336354);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(date_time_read(wrong[i], strlen(wrong[i]), &t));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(months_have_their_days),
		cmocka_unit_test(times_have_their_day),
		cmocka_unit_test(times_are_read_whole),
	};

	return check_main(tests);
}
