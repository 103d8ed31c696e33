#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "deliver/checker.h"

/* What a checker that is this shell script answers about two files, in words. */
static const char *ask(const char *script)
{
	static char text[600];
	const char *const arguments[] = {"-c", script, NULL};
	const struct checker c = {"sh -c", ".x", "sh", arguments, "AS %u\n", "include \"%s\"\n", false};
	struct out one, two;
	struct checker_file files[] = {{"one.x", &one}, {"two.x", &two}};
	struct checker_answer a;
	struct err e = {0};
	int rc;

	out_mem(&one, 1000);
	out_mem(&two, 1 << 24);
	out_str(&one, "first\n");
	for (int i = 0; i < 1 << 20; i++)
		out_str(&two, "a second\n");
	rc = checker_ask(&c, "/bin/sh", 64500, files, 2, &a, &e);
	if (rc)
		snprintf(text, sizeof text, "%d: %s", rc, e.msg);
	else
		snprintf(text, sizeof text, "%s, file %zu: %s", a.takes ? "takes" : "refuses", a.file, a.text);
	out_release(&one);
	out_release(&two);
	return text;
}

/* The script gets the configuration's path as $0. */
static void the_checker_reads_all_that_it_is_asked_about(void **state)
{
	(void)state;
	assert_string_equal(ask("head -n 1 \"$0\""), "takes, file 512: AS 64500");
	assert_string_equal(ask("cat \"$0\""), "takes, file 0: one.x\"");
	assert_string_equal(ask("tail -n 1 \"$0\"; exit 3"), "refuses, file 1: two.x\"");
	assert_string_equal(ask("cat /proc/self/fd/11; exit 1"), "refuses, file 512: first");
	assert_string_equal(ask("wc -c </proc/self/fd/12"), "takes, file 512: 9437184");
	assert_string_equal(ask("echo bad: /proc/self/fd/12:3:1 syntax error >&2; echo more; exit 1"),
			    "refuses, file 1: two.x:3:1 syntax error");
	assert_string_equal(ask("echo /proc/self/fd/99: none; exit 1"), "refuses, file 512: /proc/self/fd/99: none");
	assert_string_equal(ask("exit 1"), "refuses, file 512: ");
	assert_int_equal(strlen(ask("head -c 100000 /dev/zero | tr '\\0' x; exit 1")), strlen("refuses, file 512: ") + 150);
}

static void one_that_cannot_be_asked_is_an_error(void **state)
{
	(void)state;
	assert_string_equal(ask("kill -9 $$"), "-2: 'sh -c' did not start, or died");
}

static void it_has_no_privileges_and_nothing_of_the_environment(void **state)
{
	const char *said;

	(void)state;
	setenv("WEIR_SECRET", "x", 1);
	assert_string_equal(ask("echo ${WEIR_SECRET:-none}"), "takes, file 512: none");
	said = ask("id -u");
	if (!geteuid())
		assert_string_equal(said, "takes, file 512: 65534");
}

static void real_ones_take_and_refuse(void **state)
{
	char path[128];

	(void)state;
	for (const struct checker *c = checkers; c->name; c++) {
		struct out good, bad;
		struct checker_file files[] = {{"good.x", &good}, {"bad.x", &bad}};
		struct checker_answer a;
		struct err e = {0};

		if (!checker_find(c, path, sizeof path))
			continue;
		out_mem(&good, 100);
		out_mem(&bad, 100);
		out_str(&good, "# nothing\n");
		out_str(&bad, "\nno such thing\n");
		assert_int_equal(checker_ask(c, path, 64500, files, 1, &a, &e), 0);
		assert_true(a.takes && a.judges);
		assert_int_equal(checker_ask(c, path, 64500, files, 2, &a, &e), 0);
		assert_true(a.judges && !a.takes);
		assert_int_equal(a.file, 1);
		assert_memory_equal(a.text, "bad.x:2:", 7);
		out_release(&good);
		out_release(&bad);
	}
}

/* The first row that asks the kernel; NULL where it is not installed. */
static const struct checker *kernel_checker(char *path, size_t size)
{
	const struct checker *c = checkers;

	while (c->name && !c->asks_kernel)
		c++;
	return c->name && checker_find(c, path, size) ? c : NULL;
}

/* What nft -c answers about a set of these elements. */
static struct checker_answer ask_kernel(const struct checker *c, const char *path, const char *elements)
{
	struct checker_file file = {.name = "sources.nft"};
	struct checker_answer a;
	struct err e = {0};
	struct out text;

	out_mem(&text, 1000);
	out_printf(&text, "table inet x {\n\tset s {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = {%s}\n\t}\n}\n",
		   elements);
	file.content = &text;
	assert_int_equal(checker_ask(c, path, 64500, &file, 1, &a, &e), 0);
	out_release(&text);
	return a;
}

static void the_kernel_judges_what_nft_reads(void **state)
{
	struct checker_answer a;
	const struct checker *c;
	char path[128];

	(void)state;
	c = kernel_checker(path, sizeof path);
	a = c ? ask_kernel(c, path, "10.0.0.0/8, 11.0.0.0/8") : (struct checker_answer){0};
	if (!a.judges)
		skip(); /* no nft, or no network namespace */
	assert_true(a.takes);
	a = ask_kernel(c, path, "10.0.0.0/8 }} table inet y { set s {"); /* open at its end, which is the configuration's */
	assert_true(a.judges && !a.takes);
	a = ask_kernel(c, path, "10.0.0.0/8, 10.1.0.0/16");
	assert_true(a.judges && !a.takes && a.file == 0);
	assert_string_equal(a.text, "sources.nft:5:27-37: Error: conflicting intervals specified");
}

/* Only what it says about a file is a judgment. */
static void a_kernel_that_does_not_answer_judges_nothing(void **state)
{
	static const char *const scripts[] = {"echo 'netlink: Error: cache initialization failed: Operation not permitted'; exit 1",
					      "echo no; exit 1", "exit 0", "echo '/proc/self/fd/10:3:1-1: Error: unexpected end'; exit 1",
					      "echo 'In file included from /proc/self/fd/10:1:1-26:'; echo '/proc/self/fd/11:5:2-3: Error: no'; exit 1"};
	static const bool judges[] = {false, false, true, true, true};

	(void)state;
	for (size_t i = 0; i < sizeof judges; i++) {
		const char *const arguments[] = {"-c", scripts[i], NULL};
		const struct checker c = {"sh -c", ".x", "sh", arguments, "", "%s", true};
		struct checker_answer a = ask_kernel(&c, "/bin/sh", "");

		assert_int_equal(a.judges, judges[i]);
		if (i == 4)
			assert_string_equal(a.text, "sources.nft:5:2-3: Error: no");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_checker_reads_all_that_it_is_asked_about),
		cmocka_unit_test(one_that_cannot_be_asked_is_an_error),
		cmocka_unit_test(it_has_no_privileges_and_nothing_of_the_environment),
		cmocka_unit_test(real_ones_take_and_refuse),
		cmocka_unit_test(the_kernel_judges_what_nft_reads),
		cmocka_unit_test(a_kernel_that_does_not_answer_judges_nothing),
	};

	return check_main(tests);
}
