#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_rows.h"

/* Rows are written down as "line:col a=.. b=..;" so that a test is one comparison. */
struct seen_rows {
	char text[4096];
	size_t n;
};

static void put(struct seen_rows *s, const char *text, size_t n)
{
	if (s->n + n < sizeof s->text) {
		memcpy(s->text + s->n, text, n);
		s->n += n;
		s->text[s->n] = '\0';
	}
}

static void put_field(struct seen_rows *s, const struct json_row *row, const struct json_field *f)
{
	if (f->kind == JSON_ABSENT)
		put(s, "-", 1);
	else if (f->kind == JSON_OBJECT)
		put(s, "{}", 2);
	else if (f->kind == JSON_ARRAY)
		for (uint32_t i = 0; i < f->n; i++) {
			put(s, "+", 1);
			put_field(s, row, &row->items.v[f->at + i]);
		}
	else if (f->n)
		put(s, json_row_text(row, f), f->n);
}

static int on_row(void *ctx, const struct json_row *row, struct err *e)
{
	struct seen_rows *s = ctx;
	char place[64];

	(void)e;
	put(s, place, (size_t)snprintf(place, sizeof place, "%zu:%zu ", row->line, row->col));
	put_field(s, row, &row->field[0]);
	put(s, ",", 1);
	put_field(s, row, &row->field[1]);
	put(s, ";", 1);
	return 0;
}

static const struct json_path paths[] = {
	{"rows", false, {"a", "b"}, on_row},
	{"in.rows", false, {"a", "b"}, on_row},
	{"version", true, {NULL}, on_row},
	{"turned", false, {"b", "a"}, on_row},
};

static int read_bytes(const char *text, size_t n, struct seen_rows *s, uint32_t *seen, struct err *e)
{
	struct input *in;
	int rc = input_open_mem(&in, "t.json", text, n, e);

	assert_int_equal(rc, 0);
	*s = (struct seen_rows){.n = 0};
	rc = json_rows_read(in, paths, sizeof paths / sizeof *paths, s, seen, e);
	input_close(in);
	return rc;
}

static void good_documents(void **state)
{
	static const struct {
		const char *json, *rows;
		uint32_t seen;
	} cases[] = {
		{"{\"rows\":[{\"a\":1,\"b\":\"x\"},\n {\"b\":null}]}", "1:10 1,x;2:2 -,null;", 1},
		{"{\"in\":{\"x\":{},\"rows\":[{\"a\":[1,[7],\"2\",{\"a\":9}],\"b\":{\"a\":5}}]}}",
		 "1:23 +1++2+{},{};", 2},
		{"{\"rows\":[5,[{\"a\":3}],{\"a\":true}]}", "1:10 -,-;1:12 -,-;1:22 true,-;", 1},
		{"{\"rows\":null}", "", 1},
		{"{\"rows\":[]}", "", 1},
		{"\xef\xbb\xbf{\"version\":3}", "1:12 3,-;", 4},
		{"{\"other\":[{\"rows\":[{\"a\":1}]}],\"in\":{\"in\":{\"rows\":[{\"a\":1}]}}}", "", 0},
		{"{\"in\":[{\"rows\":[{\"a\":1}]}]}", "", 0},
		{"{\"rows\":[{\"a\":\"\\u0041\\n\",\"a\":\"2\"}]}", "1:10 2,-;", 1},
		{"{}", "", 0},
		{"{\"rows\":[{\"a\":1},{\"b\":2},\n{\"b\":\"},{\"},{\"a\":4,\"c\":5}\n,\t{\"a\":[6]},{\"a\":7}]}",
		 "1:10 1,-;1:18 -,2;2:1 -,},{;2:13 4,-;3:3 +6,-;3:13 7,-;", 1},
		{"{\"x\":{\"a\":1},\"y\":[{\"a\":1},{\"rows\":2}],\"rows\":[{\"a\":1},{\"a\":2}]}",
		 "1:47 1,-;1:55 2,-;", 1},
		{"{\"rows\":[{\"b\":1,\"c\":2,\"a\":3},{\"b\":4,\"c\":5,\"a\":6},{\"b\":7,\"c\":8,\"a\":9},{\"b\":\"x\",\"c\":5,\"a\":\"y\"},{\"a\":0}]}",
		 "1:10 3,1;1:30 6,4;1:50 9,7;1:70 y,x;1:94 0,-;", 1},
		{"{\"x\":[{\"a\":1,\"b\":2},{\"a\":1,\"b\":2},{\"a\":1,\"b\":2}],\"rows\":[{\"a\":1,\"b\":2},{\"a\":3,\"b\":4},{\"a\":5,\"b\":6}],\"turned\":[{\"a\":7,\"b\":8},{\"a\":9,\"b\":0},{\"a\":1,\"b\":2}]}",
		 "1:58 1,2;1:72 3,4;1:86 5,6;1:111 8,7;1:125 0,9;1:139 2,1;", 9},
		{"{\"rows\":[{\"a\":1,\"a\":2},{\"a\":3,\"a\":4},{\"a\":5,\"a\":6},[{\"a\":1},{\"a\":2},{\"a\":3}],{\"a\":[{\"z\":1},{\"z\":2},{\"z\":3}]}]}",
		 "1:10 2,-;1:24 4,-;1:38 6,-;1:52 -,-;1:78 +{}+{}+{},-;", 1},
		{"{\"\":{\"rows\":[{}]},\"rows\":[{}]}", "1:27 -,-;", 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct seen_rows s;
		struct err e = {.code = 0};
		uint32_t seen;

		assert_int_equal(read_bytes(cases[i].json, strlen(cases[i].json), &s, &seen, &e), 0);
		assert_string_equal(s.text, cases[i].rows);
		assert_int_equal(seen, cases[i].seen);
	}
}

static void bad_documents(void **state)
{
	static const struct {
		const char *json;
		size_t line, col;
		const char *msg;
	} cases[] = {
		{"", 1, 1, "found the end of the file"},
		{"{\"rows\":[{\"a\":1}", 1, 17, "found the end of the file"},
		{"{\"rows\":[]} x", 1, 13, "expected JSON"},
		{"{\"rows\":\n[{]}", 2, 3, "expected JSON"},
		{"{\"rows\":[{\"a\":1},{\"a\":2},]}", 1, 26, "expected JSON"},
		{"{\"rows\":[{\"a\":1},\n{\"a\":2},{\"a\":3}{\"a\":4}]}", 2, 16, "expected JSON"},
		{"{\"rows\":[{\"a\":1},{\"a\":2}, 5 }", 1, 29, "expected JSON"},
		{"{\"x\":{\"a\":1},{\"a\":2},\"rows\":[]}", 1, 14, "expected JSON"},
		{"[]", 1, 1, "expected an object, found an array"},
		{"7 ", 1, 1, "expected an object, found a single value"},
		{"{\"rows\":{}}", 1, 9, "rows: expected an array, found an object"},
		{"{\"rows\":5}", 1, 9, "rows: expected an array, found a single value"},
		{"{\"version\":[]}", 1, 12, "version: expected a number or a string, found an array"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct seen_rows s;
		struct err e = {.code = 0};
		uint32_t seen;

		assert_int_equal(read_bytes(cases[i].json, strlen(cases[i].json), &s, &seen, &e),
				 WEIR_ESYNTAX);
		assert_non_null(strstr(e.msg, cases[i].msg));
		assert_string_equal(e.file, "t.json");
		assert_int_equal(e.line, cases[i].line);
		assert_int_equal(e.col, cases[i].col);
	}
}

static void nul_and_bytes_that_are_no_utf8(void **state)
{
	static const char nul[] = "{\"rows\":[{\"a\":\0}]}";
	struct seen_rows s;
	struct err e = {.code = 0};
	uint32_t seen;

	(void)state;
	assert_int_equal(read_bytes(nul, sizeof nul - 1, &s, &seen, &e), WEIR_ESYNTAX);
	assert_int_equal(read_bytes("{\"c\":\"\xe9t\xe9\",\"rows\":[]}", 21, &s, &seen, &e), 0);
	assert_int_equal(seen, 1);
}

/* Unknown nests up to the limit are passed over; beyond it is an error, never a deep stack. */
static void depth_is_limited(void **state)
{
	enum { DEEP = 100000 };
	char *text = malloc(2 * DEEP + 64);

	(void)state;
	assert_non_null(text);
	for (int deep = 60; deep <= DEEP; deep += DEEP - 60) {
		struct seen_rows s;
		struct err e = {.code = 0};
		uint32_t seen;
		size_t n = (size_t)sprintf(text, "{\"x\":");

		memset(text + n, '[', (size_t)deep);
		memset(text + n + deep, ']', (size_t)deep);
		n += 2 * (size_t)deep;
		text[n++] = '}';
		assert_int_equal(read_bytes(text, n, &s, &seen, &e), deep == 60 ? 0 : WEIR_ELIMIT);
	}
	free(text);
}

static void tokens_are_limited(void **state)
{
	enum { LONG = 3 << 20 };
	char *text = malloc(LONG + 64);
	struct seen_rows s;
	struct err e = {.code = 0};
	uint32_t seen;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', LONG);
	memcpy(text, "{\"c\":\"", 6);
	memcpy(text + LONG, "\"}", 2);
	assert_int_equal(read_bytes(text, LONG + 2, &s, &seen, &e), WEIR_ELIMIT);
	free(text);
}

/* A row that crosses from one chunk of the input to the next keeps its text and its place. */
static void rows_over_chunks(void **state)
{
	enum { ROWS = 40000 };
	static char text[ROWS * 40];
	struct seen_rows s;
	struct err e = {.code = 0};
	uint32_t seen;
	size_t n = 0;

	(void)state;
	n += (size_t)sprintf(text, "{\"rows\":[\n");
	for (int i = 0; i < ROWS; i++)
		n += (size_t)sprintf(text + n, "%s{\"c\":\"%06d\"}\n", i ? "," : "", i);
	n += (size_t)sprintf(text + n, ",{\"a\":\"last\"}, x]}");
	assert_int_equal(read_bytes(text, n, &s, &seen, &e), WEIR_ESYNTAX);
	assert_int_equal(e.line, ROWS + 2);
	assert_int_equal(e.col, 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_documents),
		cmocka_unit_test(bad_documents),
		cmocka_unit_test(nul_and_bytes_that_are_no_utf8),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(tokens_are_limited),
		cmocka_unit_test(rows_over_chunks),
	};

	return check_main(tests);
}
