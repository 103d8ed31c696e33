/* What a run of weir build says of itself: taken whole, or nothing of it. */
#include "../check.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "serve/build_result.h"

#define LIST(state, reason) "{\"list\":\"as64501-in\",\"hold\":3,\"router\":\"edge1\",\"state\":" state ",\"reason\":" reason "}"

struct told {
	size_t n;
	struct build_list last;
};

static void take(void *context, const struct build_list *l)
{
	struct told *t = context;

	t->n++;
	t->last = *l;
}

static int read_it(const char *text, size_t n, struct build_result *r, struct told *t, struct err *e)
{
	const int fd = memfd_create("result", MFD_CLOEXEC);
	int rc;

	assert_true(fd >= 0 && write(fd, text, n) == (ssize_t)n); /* which leaves its position at its end */
	*t = (struct told){.n = 0};
	*e = (struct err){.code = 0};
	rc = build_result_read(r, fd, take, t, e);
	assert_int_equal(rc, e->code);
	close(fd);
	return rc;
}

static void lists_are_counted_by_their_states(void **state)
{
	static const char text[] =
		"{\"border\":\"9 lists: 9 written, 9 unchanged, 9 held, 9 failed\",\"status\":1,\"written\":true,"
		"\"losses\":[{\"state\":\"held\"}],\"lists\":[" LIST("\"written\"", "null") "," LIST("\"unchanged\"", "null")
		"," LIST("\"frozen\"", "\"by edge1/as64500-out\"") "," LIST("\"held\"", "\"5 entries, \\\"held\\\"\"")
		"],\"errors\":{\"total\":0,\"notes\":[]}}\n";
	struct build_result r;
	struct told t;
	struct err e;

	(void)state;
	assert_int_equal(read_it(text, sizeof text - 1, &r, &t, &e), 0);
	assert_int_equal(r.status, 1);
	for (unsigned s = 0; s < BUILD_STATES; s++)
		assert_int_equal(r.lists[s], s == BUILD_FAILED ? 0 : 1);
	assert_int_equal(t.n, 4);
	assert_int_equal(t.last.state, BUILD_HELD);
	assert_string_equal(t.last.router, "edge1");
	assert_string_equal(t.last.list, "as64501-in");
	assert_string_equal(t.last.reason, "5 entries, \"held\"");
	assert_int_equal(read_it("{\"status\":0,\"lists\":[]}", 23, &r, &t, &e), 0);
	assert_int_equal(t.n, 0);
}

static void a_cut_summary_is_none(void **state)
{
	static const char text[] = "{\"status\":0,\"lists\":[" LIST("\"written\"", "null") "]}";
	struct build_result r;
	struct told t;
	struct err e;

	(void)state;
	assert_int_equal(read_it(text, sizeof text - 1, &r, &t, &e), 0);
	assert_int_equal(read_it("", 0, &r, &t, &e), WEIR_ENOTFOUND);
	for (size_t n = 1; n < sizeof text - 1; n++)
		assert_int_equal(read_it(text, n, &r, &t, &e), WEIR_ESYNTAX);
}

static void what_is_no_summary_is_refused(void **state)
{
	static const struct {
		const char *text, *word;
	} cases[] = {
		{"border of AS64500\n  2 lists: 2 written, 0 unchanged, 0 held, 0 failed\n", "an object"},
		{"\x1f\x8b\x08", "an object"},
		{"{\"lists\":[]}", "'status'"},
		{"{\"status\":0}", "'lists'"},
		{"{\"status\":\"0\",\"lists\":[]}", "an exit status"},
		{"{\"status\":10,\"lists\":[]}", "an exit status"},
		{"{\"status\":0,\"lists\":[" LIST("\"delivered\"", "null") "]}", "the state"},
		{"{\"status\":0,\"lists\":[" LIST("\"hel\"", "null") "]}", "the state"},
		{"{\"status\":0,\"lists\":[" LIST("null", "null") "]}", "the state"},
		{"{\"status\":0,\"lists\":[" LIST("\"held\"", "7") "]}", "reason"},
		{"{\"status\":0,\"lists\":[\"held\"]}", "the state"},
	};
	struct build_result r;
	struct told t;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(read_it(cases[i].text, strlen(cases[i].text), &r, &t, &e), WEIR_ESYNTAX);
		if (!strstr(e.msg, cases[i].word))
			fail_msg("%s: %s", cases[i].text, e.msg);
	}
}

static void long_texts_are_cut(void **state)
{
	char text[2000], reason[1000];
	struct build_result r;
	struct told t;
	struct err e;
	int n;

	(void)state;
	memset(reason, 'r', sizeof reason);
	n = snprintf(text, sizeof text, "{\"status\":1,\"lists\":[" LIST("\"held\"", "\"%.*s\"") "]}",
		     (int)sizeof reason, reason);
	assert_int_equal(read_it(text, (size_t)n, &r, &t, &e), 0);
	assert_int_equal(strlen(t.last.reason), sizeof t.last.reason - 1);
}

static void what_is_too_long_is_not_read(void **state)
{
	const int fd = memfd_create("result", MFD_CLOEXEC);
	struct build_result r;
	struct told t = {.n = 0};
	struct err e;

	(void)state;
	assert_int_equal(ftruncate(fd, (off_t)BUILD_RESULT_MAX + 1), 0);
	assert_int_equal(build_result_read(&r, fd, take, &t, &e), WEIR_ELIMIT);
	close(fd);
	assert_int_equal(build_result_read(&r, -1, take, &t, &e), WEIR_EIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_counted_by_their_states),
		cmocka_unit_test(a_cut_summary_is_none),
		cmocka_unit_test(what_is_no_summary_is_refused),
		cmocka_unit_test(long_texts_are_cut),
		cmocka_unit_test(what_is_too_long_is_not_read),
	};

	return check_main(tests);
}
