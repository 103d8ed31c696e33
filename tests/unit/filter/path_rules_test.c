#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "filter/path_rules.h"

/* The bogon numbers of the first neighbor of a border, as one line of text. */
static const char *bogons_text(const char *text)
{
	static char line[512];
	const struct exceptions none = {0};
	const struct path_facts facts = {.any_origin = true, .exceptions = &none};
	const struct snapshot s = {0};
	struct border b = {0};
	struct path_rules p = {0};
	struct report errors = {0};
	size_t n = 0;

	assert_int_equal(border_read_mem(&b, "weir.yaml", text, strlen(text), &errors), 0);
	assert_int_equal(path_rules_make(&p, &s, &b, &b.neighbors.v[0], &facts), 0);
	line[0] = '\0';
	for (size_t i = 0; i < p.bogons.n; i++) {
		const struct asn_range *r = &p.bogons.v[i];

		n += (size_t)snprintf(line + n, sizeof line - n, "%s%u-%u", i ? " " : "", r->first, r->last);
		assert_true(path_rules_bogon(&p, r->first) && path_rules_bogon(&p, r->last));
		assert_false(path_rules_bogon(&p, r->first - 1) && r->first);
		assert_false(path_rules_bogon(&p, r->last + 1) && r->last != UINT32_MAX);
	}
	path_rules_release(&p);
	border_release(&b);
	return line;
}

static void test_special_numbers_are_bogons(void **state)
{
	(void)state;
	assert_string_equal(bogons_text("network: {asn: 3333}\n"
					"neighbors: [{asn: 1, relationship: peer}]\n"),
			    "0-0 23456-23456 64496-131071 4200000000-4294967295");
}

static void test_numbers_of_the_border_are_none(void **state)
{
	(void)state;
	assert_string_equal(bogons_text("network: {asn: 64500}\n"
					"neighbors: [{asn: 64496, relationship: peer},\n"
					"            {asn: 131071, relationship: peer},\n"
					"            {asn: 4294967294, relationship: peer}]\n"),
			    "0-0 23456-23456 64497-64499 64501-131070 4200000000-4294967293 "
			    "4294967295-4294967295");
}

static void test_without_bogons_there_are_none(void **state)
{
	(void)state;
	assert_string_equal(bogons_text("network: {asn: 3333}\nbogons: off\n"
					"neighbors: [{asn: 1, relationship: peer}]\n"),
			    "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_special_numbers_are_bogons),
		cmocka_unit_test(test_numbers_of_the_border_are_none),
		cmocka_unit_test(test_without_bogons_there_are_none),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
