#include "../check.h"

#include <string.h>

#include "registry/bogons.h"
#include "registry/special.h"

static struct prefix parse(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_parse(text, strlen(text), &p), PREFIX_OK);
	return p;
}

static void check_all(const struct prefix_set *set, const char *const *texts, bool want)
{
	for (; *texts; texts++) {
		struct prefix p = parse(*texts);

		if (prefix_set_has(set, &p) != want)
			fail_msg("%s: expected %s", *texts, want ? "a bogon" : "no bogon");
	}
}

static void what_is_a_bogon(void **state)
{
	static const char *const bogons[] = {
		"0.0.0.0/8", "0.0.0.0/32", "10.0.0.0/8", "10.255.255.0/24", "100.64.0.0/10",
		"127.0.0.1/32", "169.254.0.0/16", "172.16.0.0/12", "172.31.255.0/24", "192.0.0.0/24",
		"192.0.0.8/32", "192.0.2.0/24", "192.88.99.0/24", "192.88.99.2/32", "192.168.1.0/24",
		"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "239.1.0.0/16",
		"240.0.0.0/4", "255.255.255.255/32",
		"::/3", "::1/128", "::ffff:0:0/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64",
		"2001::/23", "2001:2::/48", "2001:10::/28", "2001:db8::/32", "2001:db8:1::/48",
		"2001:5::/32", "2002::/17", "2002:c000:200::/40", "3ffe::/16", "3fff::/20", "4000::/3",
		"5f00::/16", "fc00::/7", "fd00::/8", "fe80::/10", "fec0::/10", "ff00::/8", "ff0e::/16",
		NULL};
	static const char *const fine[] = {
		"0.0.0.0/0", "8.0.0.0/7", "8.8.8.0/24", "100.128.0.0/10", "172.32.0.0/12",
		"192.0.0.9/32", "192.0.0.10/32", "192.31.196.0/24", "192.52.193.0/24", "192.88.98.0/24",
		"192.175.48.0/24", "192.0.0.0/23", "223.255.255.0/24", "198.20.0.0/16",
		"::/0", "64:ff9b::/96", "2000::/3", "2001::/32", "2001:1::1/128", "2001:3::/32",
		"2001:4:112::/48", "2001:20::/28", "2001:30::/28", "2001:200::/23", "2002::/16",
		"2620:4f:8000::/48", "2a00::/12", "2001:4860::/32", NULL};
	struct prefix_set set;

	(void)state;
	assert_int_equal(bogons_make(&set, &(struct bogons_ask){0}), 0);
	check_all(&set, bogons, true);
	check_all(&set, fine, false);
	prefix_set_release(&set);
}

/* By the smallest block that has it, whatever the order of nesting. */
static void every_block_is_as_its_row_says(void **state)
{
	size_t n;
	const struct special_block *b = special_blocks(&n);
	struct prefix_set set;

	(void)state;
	assert_int_equal(bogons_make(&set, &(struct bogons_ask){0}), 0);
	for (size_t i = 0; i < n; i++) {
		struct prefix last = prefix_make(b[i].prefix.family, prefix_last(&b[i].prefix),
						 family_bits(b[i].prefix.family));
		const struct special_block *inner = special_find(&last);

		assert_int_equal(prefix_set_has(&set, &b[i].prefix),
				 b[i].global == SPECIAL_FALSE || b[i].terminated);
		if (inner == &b[i] && b[i].global != SPECIAL_NA)
			assert_int_equal(prefix_set_has(&set, &last), b[i].global == SPECIAL_FALSE);
	}
	prefix_set_release(&set);
}

static void exceptions_are_taken_out(void **state)
{
	const struct prefix except[] = {parse("192.0.2.0/24"), parse("2001:db8::/32"),
					parse("10.1.0.0/16"), parse("2001:db8::/32")};
	const struct bogons_ask ask = {.except = except, .n_except = sizeof except / sizeof *except};
	static const char *const fine[] = {"192.0.2.0/24", "192.0.2.128/25", "2001:db8::/32",
					   "2001:db8:1::/48", "10.1.0.0/16", "10.1.2.0/24", NULL};
	static const char *const bogons[] = {"10.0.0.0/8", "10.0.0.0/15", "10.2.0.0/16",
					     "198.51.100.0/24", NULL};
	struct prefix_set set;

	(void)state;
	assert_int_equal(bogons_make(&set, &ask), 0);
	check_all(&set, fine, false);
	check_all(&set, bogons, true);
	prefix_set_release(&set);
}

/* Space that nobody holds; what is held in the midst of it, what is special, and exceptions are none. */
static void unheld_space_is_a_bogon(void **state)
{
	static const char file[] = "2|ripencc|20260101|6|19830705|20251231|+0100\n"
				   "ripencc|*|ipv4|*|4|summary\nripencc|*|ipv6|*|2|summary\n"
				   "ripencc||ipv4|185.0.0.0|1024||available\n"
				   "ripencc|NL|ipv4|185.0.1.0|256|20200101|allocated|x\n"
				   "ripencc||ipv4|192.175.48.0|256||available\n"
				   "ripencc||ipv4|186.0.0.0|256||reserved\n"
				   "ripencc||ipv6|2a10::|29||available\n"
				   "ripencc||ipv6|2a20::|29||reserved\n";
	static const char *const always[] = {"185.0.0.0/24", "185.0.2.0/24", "185.0.2.0/23", "185.0.3.128/25",
					     "2a10::/29", "2a10::/32", "10.0.0.0/8", NULL};
	static const char *const reserved[] = {"186.0.0.0/24", "2a20::/29", NULL};
	static const char *const never[] = {"185.0.1.0/24", "185.0.0.0/23", "185.0.0.0/22", "192.175.48.0/24",
					    "2a10:5::/32", "8.8.8.0/24", NULL};
	const struct prefix except = parse("2a10:5::/32");
	struct delegations d = {0};
	struct bogons_ask ask = {.delegations = &d, .except = &except, .n_except = 1};
	struct report report = {0};
	struct err e;
	struct input *in;

	(void)state;
	assert_int_equal(input_open_mem(&in, "file", file, sizeof file - 1, &e), 0);
	assert_int_equal(delegations_read(&d, in, &report, &e), 0);
	input_close(in);
	assert_int_equal(report.total, 0);
	assert_int_equal(delegations_index(&d), 0);
	for (unsigned on = 0; on < 2; on++) {
		struct prefix_set set;

		ask.reserved = on;
		assert_int_equal(bogons_make(&set, &ask), 0);
		check_all(&set, always, true);
		check_all(&set, reserved, on);
		check_all(&set, never, false);
		prefix_set_release(&set);
	}
	delegations_release(&d);
}

static void bogon_asns(void **state)
{
	(void)state;
	assert_true(bogon_asn(0) && bogon_asn(23456) && bogon_asn(64512) && bogon_asn(4294967295));
	assert_false(bogon_asn(112) || bogon_asn(3333) || bogon_asn(131072) || bogon_asn(4199999999));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_a_bogon),
		cmocka_unit_test(every_block_is_as_its_row_says),
		cmocka_unit_test(exceptions_are_taken_out),
		cmocka_unit_test(unheld_space_is_a_bogon),
		cmocka_unit_test(bogon_asns),
	};

	return check_main(tests);
}
