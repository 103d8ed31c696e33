#include "../check.h"

#include <string.h>
#include <unistd.h>

#include "fetch/report.h"

static void what_is_told_is_read(void **state)
{
	struct fetch_report r = {.vrps = 7, .anchors = 1, .anchor = {{"ripe", .vrps = 7, .was = 6}}}, back;
	struct err e;
	int fd = fetch_report_open();

	(void)state;
	assert_true(fd >= 0);
	fetch_report_say(&r, FETCH_HELD, "%d of %d", 1, 2);
	fetch_report_note(&r, "first\n\x9b");
	for (int i = 0; i < 2 * FETCH_NOTES; i++)
		fetch_report_note(&r, "more");
	assert_int_equal(fetch_report_write(fd, &r, &e), 0);
	assert_int_equal(fetch_report_read(fd, &back, &e), 0);
	assert_int_equal(back.result, FETCH_HELD);
	assert_string_equal(back.why, "1 of 2");
	assert_int_equal(back.notes, FETCH_NOTES);
	assert_string_equal(back.note[0], "first??"); /* nothing that a terminal obeys */
	assert_string_equal(back.anchor[0].name, "ripe");
	close(fd);
}

static void what_is_beyond_its_bounds_is_refused(void **state)
{
	struct fetch_report good = {.vrps = 7}, r;
	struct err e;
	int fd = fetch_report_open();

	(void)state;
	assert_int_equal(fetch_report_read(fd, &r, &e), WEIR_ESYNTAX); /* empty */
	for (int i = 0; i < 5; i++) {
		assert_int_equal(fetch_report_write(fd, &good, &e), 0);
		r = good;
		if (i == 0)
			r.magic++;
		else if (i == 1)
			r.anchors = FETCH_ANCHORS + 1;
		else if (i == 2)
			r.notes = FETCH_NOTES + 1;
		else if (i == 3)
			r.result = FETCH_RESULTS;
		else
			r.over = 2;
		assert_int_equal(pwrite(fd, &r, sizeof r, 0), sizeof r);
		assert_int_equal(fetch_report_read(fd, &r, &e), WEIR_ESYNTAX);
	}
	memset(good.why, 'x', sizeof good.why); /* without an end */
	assert_int_equal(fetch_report_write(fd, &good, &e), 0);
	assert_int_equal(fetch_report_read(fd, &r, &e), 0);
	assert_int_equal(strlen(r.why), sizeof r.why - 1);
	assert_int_equal(ftruncate(fd, sizeof r - 1), 0);
	assert_int_equal(fetch_report_read(fd, &r, &e), WEIR_ESYNTAX);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_told_is_read),
		cmocka_unit_test(what_is_beyond_its_bounds_is_refused),
	};

	return check_main(tests);
}
