#include "../check.h"

#include <string.h>

#include "net/range_json.h"

static const struct {
	const char *name;
	unsigned families, how;
	const char *text;
} cases[] = {
	{"in one line, with their lengths", RANGES_V4 | RANGES_V6, 0,
	 "{\"r\":[{\"prefix\":\"192.0.2.0/24\",\"ge\":24,\"le\":24},{\"prefix\":\"198.51.100.0/24\",\"ge\":25,\"le\":26},"
	 "{\"prefix\":\"2001:db8::/32\",\"ge\":32,\"le\":128}]}\n"},
	{"a line each", RANGES_V4, RANGES_IN_LINES,
	 "{\n\"r\":[\n{\"prefix\":\"192.0.2.0/24\",\"ge\":24,\"le\":24},\n"
	 "{\"prefix\":\"198.51.100.0/24\",\"ge\":25,\"le\":26}]}\n"},
	{"a prefix alone without lengths", RANGES_V4, RANGES_BRIEF,
	 "{\"r\":[{\"prefix\":\"192.0.2.0/24\"},{\"prefix\":\"198.51.100.0/24\",\"ge\":25,\"le\":26}]}\n"},
	{"a longer length is told", RANGES_V6, RANGES_BRIEF,
	 "{\"r\":[{\"prefix\":\"2001:db8::/32\",\"ge\":32,\"le\":128}]}\n"},
	{"no family", 0, 0, "{\"r\":[]}\n"},
};

static void add(struct range_list *l, const char *text, unsigned ge, unsigned le)
{
	struct prefix p;
	struct range r;

	assert_int_equal(prefix_parse(text, strlen(text), &p), PREFIX_OK);
	r = range_make(&p, ge, le);
	assert_int_equal(range_list_add(l, &r), 0);
}

static void ranges_are_an_array_of_objects(void **state)
{
	struct range_list l = {0};

	(void)state;
	add(&l, "192.0.2.0/24", 24, 24);
	add(&l, "198.51.100.0/24", 25, 26);
	add(&l, "2001:db8::/32", 32, 128);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct json_out j;
		struct out o;

		out_mem(&o, 1 << 16);
		json_out_init(&j, &o);
		json_open_object(&j, NULL);
		ranges_json(&j, "r", &l, cases[i].families, cases[i].how);
		json_close_object(&j);
		json_end(&j);
		out_ch(&o, '\0');
		assert_int_equal(out_finish(&o), 0);
		assert_string_equal(o.s, cases[i].text);
		out_release(&o);
	}
	range_list_release(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_are_an_array_of_objects),
	};

	return check_main(tests);
}
