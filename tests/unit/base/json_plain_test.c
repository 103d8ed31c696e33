#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_plain.h"

/* How many bytes of the text are a plain object and its comma; 0 where they are none. */
static size_t taken(const char *text, size_t n, struct json_plain *o)
{
	char *copy = malloc(n ? n : 1); /* nothing behind it, for the sanitizer to see */
	const char *end;
	size_t used;

	memcpy(copy, text, n);
	end = json_plain_read(copy, copy + n, o);
	used = end ? (size_t)(end - copy) : 0;
	free(copy);
	return used;
}

static void members_and_places(void **state)
{
	static const char text[] = " {\"asn\" : -12 ,\n\t\"p\":\"10.0.0.0/8\", \"\":0} , rest";
	struct json_plain o;
	const char *end = json_plain_read(text, text + strlen(text), &o);

	(void)state;
	assert_string_equal(end, " rest");
	assert_int_equal(o.n, 3);
	assert_ptr_equal(o.open, text + 2);
	assert_int_equal(o.value[0].kind, JSON_NUMBER);
	assert_memory_equal(o.value[0].s, "-12", 3);
	assert_int_equal(o.value[0].end - o.value[0].s, 3);
	assert_int_equal(o.value[1].kind, JSON_STRING);
	assert_memory_equal(o.value[1].s, "10.0.0.0/8\"", 11);
	assert_int_equal(o.value[1].end - o.value[1].s, 10);
	assert_memory_equal(o.name[0].s, "asn\"", 4);
	assert_int_equal(o.name[2].end - o.name[2].s, 0);
}

static void what_is_not_plain_is_left(void **state)
{
	static const char *const texts[] = {
		"", "{", "{}", "{},", "5,", "[1],", "{\"a\":1}", "{\"a\":1} x,", "{\"a\":01},",
		"{\"a\":-},", "{\"a\":1.5},", "{\"a\":1e3},", "{\"a\":+1},", "{\"a\":true},",
		"{\"a\":null},", "{\"a\":{}},", "{\"a\":[]},", "{\"a\":\"\\n\"},", "{\"\\u0061\":1},",
		"{\"a\":\"\x01\"},", "{\"a\":\"\xc3\xa9\"},", "{\"a\":1,},", "{,\"a\":1},", "{\"a\" 1},",
		"{\"a\":},", "{a:1},", "{\"a\":1 \"b\":2},", "{\"a\":1];", "{\"a\":\"x},", "/* */{\"a\":1},",
	};
	struct json_plain o;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(taken(texts[i], strlen(texts[i]), &o), 0);
}

/* A piece of one is none, wherever it ends. */
static void only_whole_objects(void **state)
{
	static const char text[] = "\n{ \"asn\": 64500, \"prefix\": \"192.0.2.0/24\" },";
	const size_t n = sizeof text - 1;
	struct json_plain o;

	(void)state;
	for (size_t k = 0; k < n; k++)
		assert_int_equal(taken(text, k, &o), 0);
	assert_int_equal(taken(text, n, &o), n);
}

static void no_more_members_than_there_is_room(void **state)
{
	struct json_plain o;
	char text[256] = "{";

	(void)state;
	for (size_t i = 1; i <= JSON_PLAIN_MEMBERS + 1; i++) {
		char whole[sizeof text + 8];

		strcat(text, i > 1 ? ",\"a\":1" : "\"a\":1");
		snprintf(whole, sizeof whole, "%s},", text);
		assert_int_equal(taken(whole, strlen(whole), &o),
				 i <= JSON_PLAIN_MEMBERS ? strlen(whole) : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_and_places),
		cmocka_unit_test(what_is_not_plain_is_left),
		cmocka_unit_test(only_whole_objects),
		cmocka_unit_test(no_more_members_than_there_is_room),
	};

	return check_main(tests);
}
