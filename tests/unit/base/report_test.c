#include "../check.h"

#include "base/report.h"

static void the_first_are_kept_and_all_are_counted(void **state)
{
	struct report r = {0};

	(void)state;
	for (unsigned i = 1; i <= 1000; i++)
		report_note(&r, "rib.mrt", i, 2, "record %u", i);
	report_note(NULL, "rib.mrt", 1, 0, "nobody listens");
	assert_int_equal(r.total, 1000);
	assert_int_equal(r.notes.n, REPORT_NOTES);
	for (unsigned i = 0; i < REPORT_NOTES; i++) {
		assert_int_equal(r.notes.v[i].line, i + 1);
		assert_int_equal(r.notes.v[i].col, 2);
	}
	assert_string_equal(r.notes.v[0].msg, "record 1");
	report_release(&r);
	assert_int_equal(r.total, 0);
	report_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_are_kept_and_all_are_counted),
	};

	return check_main(tests);
}
