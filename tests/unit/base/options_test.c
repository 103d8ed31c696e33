#include "../check.h"

#include <string.h>

#include "base/options.h"

struct opts {
	bool four, aggregate, json;
	const char *vrps;
	unsigned more;
	struct text_list irr;
};

static const struct option_row rows[] = {
	{'4', NULL, NULL, OPTION_FLAG, offsetof(struct opts, four), "IPv4"},
	{'A', "aggregate", NULL, OPTION_FLAG, offsetof(struct opts, aggregate), "aggregate"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct opts, json), "JSON"},
	{'V', "vrps", "FILE", OPTION_TEXT, offsetof(struct opts, vrps), "VRPs"},
	{'R', NULL, "LEN", OPTION_NUMBER, offsetof(struct opts, more),
	 "more specific routes, up to that length, in words enough to be wrapped by the help"},
	{0, "irr", "FILE", OPTION_LIST, offsetof(struct opts, irr), "a dump; repeatable"},
};
static const struct option_table table = {rows, sizeof rows / sizeof *rows};

static struct opts o;
static struct err e;
static char *argv[16];
static int operands;

/* Parse words, which end with NULL. */
static int parse(char *first, ...)
{
	va_list ap;
	int argc = 1;

	o = (struct opts){0};
	e = (struct err){0};
	argv[0] = (char[]){"test"};
	va_start(ap, first);
	for (char *w = first; w; w = va_arg(ap, char *))
		argv[argc++] = w;
	va_end(ap);
	return options_parse(&table, argc, argv, &o, &operands, &e);
}

/* parse() takes char *, as main() gets it; literals are const under -Wwrite-strings. */
#define W(s) ((char[]){s})
#define END ((char *)NULL)

static void letters_cluster_and_values_attach(void **state)
{
	(void)state;
	assert_int_equal(parse(W("-4A"), W("-R24"), W("AS64500"), END), 0);
	assert_true(o.four && o.aggregate && !o.json);
	assert_int_equal(o.more, 24);
	assert_int_equal(operands, 1);
	assert_string_equal(argv[1], "AS64500");
	assert_int_equal(parse(W("-4R"), W("25"), END), 0);
	assert_int_equal(o.more, 25);
	assert_int_equal(parse(W("-Vfile"), END), 0);
	assert_string_equal(o.vrps, "file");
}

static void long_names_take_values_both_ways(void **state)
{
	(void)state;
	assert_int_equal(parse(W("--vrps=a"), W("--vrps"), W("b=c"), W("--json"), END), 0);
	assert_string_equal(o.vrps, "b=c");
	assert_true(o.json);
	assert_int_equal(parse(W("--irr"), W("one"), W("x"), W("--irr=two"), W("y"), END), 0);
	assert_int_equal(o.irr.items.n, 2);
	assert_string_equal(o.irr.items.v[0], "one");
	assert_string_equal(o.irr.items.v[1], "two");
	vec_free(&o.irr.items);
	assert_int_equal(operands, 2);
	assert_string_equal(argv[1], "x");
	assert_string_equal(argv[2], "y");
}

static void a_lone_dash_and_what_follows_two_are_operands(void **state)
{
	(void)state;
	assert_int_equal(parse(W("-"), W("--"), W("-4"), W("--"), END), 0);
	assert_int_equal(operands, 3);
	assert_string_equal(argv[1], "-");
	assert_string_equal(argv[2], "-4");
	assert_string_equal(argv[3], "--");
	assert_false(o.four);
}

static void what_is_wrong_is_said(void **state)
{
	(void)state;
	assert_int_equal(parse(W("--vrp"), W("x"), END), WEIR_ESYNTAX);
	assert_string_equal(e.msg, "unknown option '--vrp'; did you mean '--vrps'?");
	assert_int_equal(parse(W("--vrpz=x"), END), WEIR_ESYNTAX);
	assert_non_null(strstr(e.msg, "did you mean '--vrps'"));
	assert_int_equal(parse(W("-4x"), END), WEIR_ESYNTAX);
	assert_string_equal(e.msg, "unknown option '-x'");
	assert_int_equal(parse(W("--vrps"), END), WEIR_ESYNTAX);
	assert_string_equal(e.msg, "option '--vrps' expects a value");
	assert_int_equal(parse(W("-4R"), END), WEIR_ESYNTAX);
	assert_int_equal(parse(W("--json=yes"), END), WEIR_ESYNTAX);
	assert_string_equal(e.msg, "option '--json' takes no value");
}

static void numbers_are_numbers(void **state)
{
	static const char *const bad[] = {"x", "-1", "+1", " 1", "1x", "4294967296",
					  "99999999999999999999", ""};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char word[40] = "";

		strcpy(word, bad[i]);
		assert_int_equal(parse(W("-R"), word, END), WEIR_ESYNTAX);
		assert_non_null(strstr(e.msg, "expected a number"));
	}
	assert_int_equal(parse(W("-R"), W("4294967295"), END), 0);
	assert_int_equal(o.more, 4294967295u);
	assert_int_equal(parse(W("-R010"), END), 0);
	assert_int_equal(o.more, 10);
}

static void help_fits_a_terminal_and_completion_names_all(void **state)
{
	struct out s;

	(void)state;
	out_mem(&s, 1 << 16);
	options_help(&table, &s);
	out_ch(&s, '\0');
	for (char *line = strtok(s.s, "\n"); line; line = strtok(NULL, "\n")) {
		assert_in_range(strlen(line), 1, 80);
		assert_int_not_equal(line[strlen(line) - 1], ' ');
	}
	out_release(&s);
	out_mem(&s, 1 << 16);
	options_complete(&table, &s);
	out_ch(&s, '\0');
	assert_string_equal(s.s, "-4\n--aggregate\n--json\n--vrps\n-R\n--irr\n");
	out_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_cluster_and_values_attach),
		cmocka_unit_test(long_names_take_values_both_ways),
		cmocka_unit_test(a_lone_dash_and_what_follows_two_are_operands),
		cmocka_unit_test(what_is_wrong_is_said),
		cmocka_unit_test(numbers_are_numbers),
		cmocka_unit_test(help_fits_a_terminal_and_completion_names_all),
	};

	return check_main(tests);
}
