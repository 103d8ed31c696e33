#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_shape.h"

/* The shape of the first object of `text`. */
static void learn(struct json_shape *shape, const char *text, struct json_plain *o)
{
	const char *end = json_plain_read(text, text + strlen(text), o);

	assert_non_null(end);
	json_shape_learn(shape, text, end, o);
}

/* How many bytes of the text are an object of the shape and its comma; nothing stands behind, for the sanitizer to see. */
static size_t taken(const struct json_shape *shape, const char *text, size_t n, struct json_plain *o)
{
	char *copy = calloc(n ? n : 1, 1);
	const char *end;
	size_t used;

	memcpy(copy, text, n);
	end = json_shape_read(shape, copy, copy + n, o);
	used = end ? (size_t)(end - copy) : 0;
	free(copy);
	return used;
}

static const char first[] = "\n\t{ \"asn\": 64500, \"prefix\": \"192.0.2.0/24\", \"n\":7 },";

static void values_and_names(void **state)
{
	static const char text[] = "\n\t{ \"asn\": 4200000000, \"prefix\": \"\", \"n\":0 }, and what follows";
	struct json_shape shape;
	struct json_plain o;
	const char *end;

	(void)state;
	learn(&shape, first, &o);
	assert_memory_equal(o.name[1].s, "prefix\"", 7);
	assert_int_equal(o.name[1].end - o.name[1].s, 6);
	end = json_shape_read(&shape, text, text + strlen(text), &o);
	assert_string_equal(end, " and what follows");
	assert_ptr_equal(o.open, text + 3);
	assert_int_equal(o.n, 3);
	assert_int_equal(o.value[0].kind, JSON_NUMBER);
	assert_memory_equal(o.value[0].s, "4200000000", 10);
	assert_int_equal(o.value[0].end - o.value[0].s, 10);
	assert_int_equal(o.value[1].kind, JSON_STRING);
	assert_ptr_equal(o.value[1].s, strstr(text, "\"\"") + 1);
	assert_int_equal(o.value[1].end - o.value[1].s, 0);
	assert_int_equal(o.value[2].end - o.value[2].s, 1);
	assert_memory_equal(o.name[0].s, "asn\"", 4); /* in the shape: the text it came from may be gone */
}

/* Every place that a value can end, in a word and over words. */
static void values_of_all_lengths(void **state)
{
	struct json_shape shape;
	struct json_plain o;

	(void)state;
	learn(&shape, "{\"a\":1,\"b\":\"\"},", &o);
	for (int n = 1; n <= 40; n++)
		for (int m = 0; m <= 40; m++) {
			char text[128];
			const int used = sprintf(text, "{\"a\":%.*s,\"b\":\"%.*s\"},", n, "1234567890123456789012345678901234567890", m,
						 "!#$%&'()*+,-./0123456789:;<=>?@AZ[]^_`az{|}~");

			strcat(text, "........");
			assert_int_equal(taken(&shape, text, strlen(text), &o), used);
			assert_int_equal(o.value[0].end - o.value[0].s, n);
			assert_int_equal(o.value[1].end - o.value[1].s, m);
		}
}

static void what_differs_is_left(void **state)
{
	static const char *const texts[] = {
		"\n\t{ \"asn\": 01, \"prefix\": \"x\", \"n\":7 },",   "\n\t{ \"asn\": -1, \"prefix\": \"x\", \"n\":7 },",
		"\n\t{ \"asn\": , \"prefix\": \"x\", \"n\":7 },",     "\n\t{ \"asn\": 1.5, \"prefix\": \"x\", \"n\":7 },",
		"\n\t{ \"asn\": 1, \"prefix\": \"\\n\", \"n\":7 },",  "\n\t{ \"asn\": 1, \"prefix\": \"\x7f\", \"n\":7 },",
		"\n\t{ \"asn\": 1, \"prefix\": \"\x1f\", \"n\":7 },", "\n\t{ \"asn\": 1, \"prefix\": \"\xc3\xa9\", \"n\":7 },",
		"\n\t{ \"asn\": 1, \"prefix\": \"\n\", \"n\":7 },",   "\n\t{ \"asn\": 1, \"prefix\": 5, \"n\":7 },",
		"\n\t{ \"asn\": \"1\", \"prefix\": \"x\", \"n\":7 },", "\n\t{ \"asn\": 1,  \"prefix\": \"x\", \"n\":7 },",
		"\n\t{ \"asn\": 1, \"prefix\": \"x\", \"m\":7 },",    "\n\t{ \"asn\": 1, \"prefix\": \"x\", \"n\":7 ] ",
		"\n\t{ \"asn\": 1, \"prefix\": \"x\", \"n\":7, \"o\":8 },", "\n { \"asn\": 1, \"prefix\": \"x\", \"n\":7 },",
		"\n\t{ \"asn\": null, \"prefix\": \"x\", \"n\":7 },", "\n\t{ \"asn\": 1, \"prefix\": \"x\" },",
	};
	struct json_shape shape;
	struct json_plain o;

	(void)state;
	learn(&shape, first, &o);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char text[128];

		snprintf(text, sizeof text, "%s            ", texts[i]);
		assert_int_equal(taken(&shape, text, strlen(text), &o), 0);
	}
}

/* A piece of one is none, wherever it ends. */
static void only_whole_objects(void **state)
{
	struct json_shape shape;
	struct json_plain o;

	(void)state;
	learn(&shape, first, &o);
	for (size_t k = 0; k < sizeof first - 1; k++)
		assert_int_equal(taken(&shape, first, k, &o), 0);
}

static void no_shape(void **state)
{
	struct json_shape shape = {.n = 0};
	char text[JSON_SHAPE_TEXT + 2] = "{\"a\":\"";
	struct json_plain o;

	(void)state;
	assert_int_equal(taken(&shape, first, strlen(first), &o), 0);
	memset(text + 6, 'x', JSON_SHAPE_TEXT - 9);
	strcpy(text + JSON_SHAPE_TEXT - 3, "\"},");
	learn(&shape, text, &o);
	assert_int_equal(shape.n, 1);
	strcpy(text + JSON_SHAPE_TEXT - 3, "x\"},");
	learn(&shape, text, &o);
	assert_int_equal(shape.n, 0);
	assert_memory_equal(o.name[0].s, "a", 1);
}

static void line_ends(void **state)
{
	static const struct {
		const char *text;
		uint32_t lines, indent;
		bool one_line;
	} cases[] = {
		{"{\"a\":1},", 0, 1, true},
		{"\n\n  {\"a\":1},", 2, 3, true},
		{"\n{\"a\":1\n},", 1, 1, false},
		{"{\n\"a\":1},", 0, 1, false},
	};
	struct json_shape shape;
	struct json_plain o;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		learn(&shape, cases[i].text, &o);
		assert_int_equal(shape.lines, cases[i].lines);
		assert_int_equal(shape.indent, cases[i].indent);
		assert_int_equal(shape.one_line, cases[i].one_line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_and_names),
		cmocka_unit_test(values_of_all_lengths),
		cmocka_unit_test(what_differs_is_left),
		cmocka_unit_test(only_whole_objects),
		cmocka_unit_test(no_shape),
		cmocka_unit_test(line_ends),
	};

	return check_main(tests);
}
