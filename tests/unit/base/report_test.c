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

/* One report behind another: no note is lost while there is room, and none is counted twice. */
static void one_follows_the_other(void **state)
{
	struct report first = {0}, second = {0};

	(void)state;
	for (unsigned i = 1; i <= 60; i++)
		report_note(&first, "a.db", i, 0, "object %u", i);
	for (unsigned i = 1; i <= 100; i++)
		report_note(&second, "b.db", i, 3, "object %u", i);
	report_append(&first, &second);
	assert_int_equal(first.total, 160);
	assert_int_equal(first.notes.n, REPORT_NOTES);
	assert_string_equal(first.notes.v[59].file, "a.db");
	for (unsigned i = 60; i < REPORT_NOTES; i++) {
		assert_string_equal(first.notes.v[i].file, "b.db");
		assert_int_equal(first.notes.v[i].line, i - 59);
		assert_int_equal(first.notes.v[i].col, 3);
	}
	assert_int_equal(second.total, 100);
	report_release(&first);
	report_release(&second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_are_kept_and_all_are_counted),
		cmocka_unit_test(one_follows_the_other),
	};

	return check_main(tests);
}
