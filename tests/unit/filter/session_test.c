#include "../check.h"

#include <string.h>

#include "../range_text.h"
#include "filter/export.h"
#include "filter/session.h"

/* What each relationship makes of a session, of its routes and of what it is told. */
static void each_relationship(void **state)
{
	static const struct {
		unsigned relationships;
		const char *role;
		enum learned_from from;
		bool everything;
	} rows[] = {
		{REL_CUSTOMER, "provider", LEARNED_CUSTOMER, true},
		{REL_PROVIDER, "customer", LEARNED_PROVIDER, false},
		{REL_PEER, "peer", LEARNED_PEER, false},
		{REL_RS, "rs-client", LEARNED_PEER, false},
		{REL_RS_CLIENT, "rs", LEARNED_CUSTOMER, true},
		{REL_SIBLING, "none", LEARNED_CUSTOMER, true},
		{REL_PARTIAL_CUSTOMER, "none", LEARNED_CUSTOMER, true},
		{REL_PARTIAL_PROVIDER, "none", LEARNED_PROVIDER, false},
		{REL_CUSTOMER | REL_PEER, "none", LEARNED_PEER, false},
		{REL_PEER | REL_PROVIDER, "none", LEARNED_PROVIDER, false},
		{REL_CUSTOMER | REL_SIBLING, "none", LEARNED_CUSTOMER, true},
	};
	const struct prefix_set none = {0};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct border_neighbor n = {.relationships = rows[i].relationships};
		const struct export_rules rules = export_rules_make(&n);
		struct session_rules session = {0};

		assert_int_equal(session_rules_make(&session, &n, &none), 0);
		assert_string_equal(bgp_role_text(session.role), rows[i].role);
		assert_true(session.graceful_shutdown && !session.blackhole);
		assert_int_equal(learned_from(&n), rows[i].from);
		assert_int_equal(rules.everything, rows[i].everything);
		session_rules_release(&session);
	}
}

static void limits_and_blackholes(void **state)
{
	static const struct {
		const char *set;
		uint32_t v4, v6;
		const char *hosts;
	} rows[] = {
		{"", 10, 10, ""},
		{"192.0.2.0/24", 11, 10, "192.0.2.0/24^32-32"},
		{"192.0.2.0/23^23-24 192.0.4.0/24 2001:db8::/32", 14, 11,
		 "192.0.2.0/23^32-32 192.0.4.0/24^32-32 2001:db8::/32^128-128"},
		{"10.0.0.0/8^8-24 192.0.2.1/32", 157296, 10, "10.0.0.0/8^32-32 192.0.2.1/32"},
		{"0.0.0.0/0^8-32 2001::/16^16-48", MAX_PREFIX_IPV4, MAX_PREFIX_IPV6, "0.0.0.0/0^32-32 2001::/16^128-128"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct border_neighbor n = {.relationships = REL_CUSTOMER, .blackhole = SWITCH_YES};
		struct session_rules session = {0};
		struct range_list list;
		struct prefix_set set = {0};
		struct max_prefix max;
		char text[256];

		list_read(&list, rows[i].set);
		assert_int_equal(prefix_set_make(&set, &list), 0);
		max = max_prefix_propose(&set);
		assert_int_equal(max.v4, rows[i].v4);
		assert_int_equal(max.v6, rows[i].v6);
		assert_int_equal(session_rules_make(&session, &n, &set), 0);
		assert_true(session.blackhole);
		assert_string_equal(list_text(&session.blackholes, text, sizeof text), rows[i].hosts);
		session_rules_release(&session);
		prefix_set_release(&set);
		range_list_release(&list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_relationship),
		cmocka_unit_test(limits_and_blackholes),
	};

	return check_main(tests);
}
