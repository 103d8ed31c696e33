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

static void put_asns(char *to, size_t size, const struct asn_set *set)
{
	size_t n = strlen(to);

	for (size_t i = 0; i < set->asns.n; i++)
		n += (size_t)snprintf(to + n, size - n, "%s%u", i ? " " : "", set->asns.v[i]);
}

/* Who may not stand behind the first neighbor; 174 and 3356 are at the top of the relationships. */
static void test_peerlock(void **state)
{
	static const struct {
		const char *neighbors, *never;
	} rows[] = {
		{"{asn: 1, relationship: customer}", "174 3356"},
		{"{asn: 1, relationship: partial-customer}, {asn: 2, relationship: peer}, {asn: 3, relationship: provider}, "
		 "{asn: 4, relationship: partial-provider}, {asn: 5, relationship: rs}, {asn: 6, relationship: sibling}, "
		 "{asn: 7, relationship: customer}, {asn: 8, relationship: rs-client}",
		 "2 3 4 174 3356"},
		/* what the border file says is the better word */
		{"{asn: 1, relationship: customer}, {asn: 2, relationship: [customer, peer]}, "
		 "{asn: 3, relationship: [sibling, provider]}, {asn: 174, relationship: customer}",
		 "3356"},
		{"{asn: 174, relationship: customer}, {asn: 2, relationship: peer}", "2 3356"},
		{"{asn: 1, relationship: customer, exceptions: [{accept: AS174, reason: x, expires: 2027-01-01},\n"
		 "{accept: AS2, reason: x, expires: 2027-01-01}]}, {asn: 2, relationship: peer}",
		 "3356"},
		{"{asn: 1, relationship: [customer, peer]}, {asn: 2, relationship: peer}", ""},
		{"{asn: 1, relationship: peer}, {asn: 2, relationship: provider}", ""},
		{"{asn: 1, relationship: sibling}, {asn: 2, relationship: provider}", ""},
	};
	uint32_t top[] = {174, 3356};
	struct snapshot s = {0};

	(void)state;
	s.clique.asns.v = top;
	s.clique.asns.n = 2;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct asn_set cone = {0};
		struct exceptions x = {0};
		const struct path_facts facts = {.cone = &cone, .exceptions = &x};
		struct border b = {0};
		struct path_rules p = {0};
		struct report errors = {0};
		char text[1024], never[256] = "";

		snprintf(text, sizeof text, "network: {asn: 3333}\nneighbors: [%s]\n", rows[i].neighbors);
		assert_int_equal(border_read_mem(&b, "weir.yaml", text, strlen(text), &errors), 0);
		assert_int_equal(exceptions_make(&x, &b, &b.neighbors.v[0]), 0);
		assert_int_equal(path_rules_make(&p, &s, &b, &b.neighbors.v[0], &facts), 0);
		put_asns(never, sizeof never, &p.never);
		assert_string_equal(never, rows[i].never);
		path_rules_release(&p);
		exceptions_release(&x);
		border_release(&b);
	}
}

static void test_first_origins_and_exceptions(void **state)
{
	static const char text[] = "network: {asn: 3333}\nneighbors:\n"
				   "  - {asn: 9, relationship: customer, exceptions: [\n"
				   "     {accept: AS64512, reason: lab, expires: 2026-11-22},\n"
				   "     {accept: AS64513, reason: lab, expires: 2026-11-21},\n"
				   "     {reject: AS666, reason: leaks, expires: 2026-11-22},\n"
				   "     {reject: AS667, reason: leaks, expires: 2025-11-22}]}\n"
				   "  - {asn: 10, relationship: rs}\n";
	uint32_t asns[] = {4, 7};
	struct asn_set cone = {0};
	const struct snapshot s = {0};
	struct exceptions x = {0};
	const struct path_facts facts = {.cone = &cone, .exceptions = &x};
	struct border b = {0};
	struct path_rules p = {0}, rs = {0};
	struct report errors = {0}, in_force = {0}, expired = {0};
	char line[128] = "";

	(void)state;
	cone.asns.v = asns;
	cone.asns.n = 2;
	assert_int_equal(border_read_mem(&b, "weir.yaml", text, strlen(text), &errors), 0);
	b.date = 20261122;
	assert_int_equal(exceptions_make(&x, &b, &b.neighbors.v[0]), 0);
	assert_int_equal(x.expired, 2);
	assert_int_equal(path_rules_make(&p, &s, &b, &b.neighbors.v[0], &facts), 0);
	assert_int_equal(p.first_as, 9);
	put_asns(line, sizeof line, &p.origins);
	strcat(line, " | ");
	put_asns(line, sizeof line, &p.rejected);
	assert_string_equal(line, "4 7 9 | 666");
	assert_false(path_rules_bogon(&p, 64512));
	assert_true(path_rules_bogon(&p, 64513));
	assert_int_equal(path_rules_make(&rs, &s, &b, &b.neighbors.v[1], &facts), 0);
	assert_int_equal(rs.first_as, 0);
	exceptions_report(&in_force, &expired, &b);
	assert_true(in_force.total == 2 && expired.total == 2);
	assert_string_equal(in_force.notes.v[0].msg, "AS9: accept AS64512 until 2026-11-22: lab");
	assert_int_equal(in_force.notes.v[0].line, 4);
	assert_string_equal(expired.notes.v[1].msg, "AS9: reject AS667 had no effect after 2025-11-22: leaks");
	report_release(&in_force);
	report_release(&expired);
	path_rules_release(&p);
	path_rules_release(&rs);
	exceptions_release(&x);
	border_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_peerlock),
		cmocka_unit_test(test_first_origins_and_exceptions),
		cmocka_unit_test(test_special_numbers_are_bogons),
		cmocka_unit_test(test_numbers_of_the_border_are_none),
		cmocka_unit_test(test_without_bogons_there_are_none),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
