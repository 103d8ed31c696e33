#include "../check.h"

#include <string.h>

#include "base/json_out.h"

static struct out o;
static struct json_out j;

static int begin(void **state)
{
	(void)state;
	out_mem(&o, 1 << 16);
	json_out_init(&j, &o);
	return 0;
}

static int end(void **state)
{
	(void)state;
	out_release(&o);
	return 0;
}

#define assert_json(text)                                      \
	do {                                                   \
		json_end(&j);                                  \
		assert_int_equal(out_finish(&o), 0);           \
		assert_int_equal(o.n, strlen(text "\n"));      \
		assert_memory_equal(o.s, text "\n", o.n);      \
	} while (0)

static void commas_and_nesting(void **state)
{
	(void)state;
	json_open_object(&j, NULL);
	json_str(&j, "a", "x");
	json_open_array(&j, "b");
	json_u64(&j, NULL, 1);
	json_open_object(&j, NULL);
	json_close_object(&j);
	json_bool(&j, NULL, false);
	json_close_array(&j);
	json_null(&j, "c");
	json_str(&j, "d", NULL);
	json_close_object(&j);
	assert_json("{\"a\":\"x\",\"b\":[1,{},false],\"c\":null,\"d\":null}");
}

static void a_stream_is_lines(void **state)
{
	(void)state;
	json_u64(&j, NULL, UINT64_MAX);
	json_end(&j);
	json_bool(&j, NULL, true);
	assert_json("18446744073709551615\ntrue");
}

static void a_value_may_be_written_by_hand(void **state)
{
	(void)state;
	json_open_array(&j, NULL);
	for (char c = '1'; c <= '3'; c++) {
		char *to = json_raw(&j, 1);

		assert_non_null(to);
		*to = c;
		json_raw_end(&j, to + 1);
		json_line(&j);
	}
	json_close_array(&j);
	assert_json("[1,\n2,\n3]");
}

static void what_json_escapes_is_escaped(void **state)
{
	static const char bytes[] = "q\" b\\ n\n t\t \1 \0 /\x7f";

	(void)state;
	json_strn(&j, NULL, bytes, sizeof bytes - 1);
	assert_json("\"q\\\" b\\\\ n\\n t\\t \\u0001 \\u0000 /\x7f\"");
}

/* RFC 3629: overlong forms, surrogates and what lies above U+10FFFF are no UTF-8. */
static void what_is_no_utf8_is_replaced(void **state)
{
	(void)state;
	json_open_array(&j, NULL);
	json_str(&j, NULL, "S\xc3\xa3o \xe2\x82\xac \xf0\x9f\x8c\x8a");
	json_str(&j, NULL, "S\xe3o");
	json_str(&j, NULL, "\xc0\xaf");
	json_str(&j, NULL, "\xed\xa0\x80");
	json_str(&j, NULL, "\xf4\x90\x80\x80");
	json_strn(&j, NULL, "\xe2\x82\xac", 2);
	json_close_array(&j);
#define R "\xef\xbf\xbd"
	assert_json("[\"S\xc3\xa3o \xe2\x82\xac \xf0\x9f\x8c\x8a\",\"S" R "o\",\"" R R "\",\"" R R R
		    "\",\"" R R R R "\",\"" R R "\"]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(commas_and_nesting, begin, end),
		cmocka_unit_test_setup_teardown(a_stream_is_lines, begin, end),
		cmocka_unit_test_setup_teardown(a_value_may_be_written_by_hand, begin, end),
		cmocka_unit_test_setup_teardown(what_json_escapes_is_escaped, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_utf8_is_replaced, begin, end),
	};

	return check_main(tests);
}
