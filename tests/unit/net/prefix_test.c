#include "../check.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "net/prefix.h"

static enum prefix_status parse(const char *s, struct prefix *p)
{
	return prefix_parse(s, strlen(s), p);
}

static void reads_what_it_writes(void **state)
{
	static const char *const texts[] = {
		"0.0.0.0/0",        "10.0.0.0/8",     "255.255.255.255/32", "192.0.2.128/25",
		"::/0",             "2001:db8::/32",  "2001:db8:0:1::/64",  "::1/128",
		"1:0:0:2::3/128",   "::ffff:0:0/96",  "fe80::1:0:0:1/128",  "2001:db8:1:2:3:4:5:6/128",
		"2001:0:0:1::/64",  "1::/16",         "0:1::/32",
	};
	char buf[PREFIX_TEXT];
	struct prefix p;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_int_equal(parse(texts[i], &p), PREFIX_OK);
		if (strcmp(texts[i], "::ffff:0:0/96"))
			assert_string_equal(prefix_text(&p, buf), texts[i]);
		else
			assert_string_equal(prefix_text(&p, buf), "::ffff:0.0.0.0/96");
	}
}

static void says_what_is_wrong(void **state)
{
	static const struct {
		const char *text;
		enum prefix_status status;
	} rows[] = {
		{"", PREFIX_SYNTAX},
		{"/24", PREFIX_SYNTAX},
		{"192.0.2.0/", PREFIX_SYNTAX},
		{"192.0.2/24", PREFIX_SYNTAX},
		{"192.0.2.0.0/24", PREFIX_SYNTAX},
		{"256.0.0.0/8", PREFIX_SYNTAX},
		{"192.0.2.0/24x", PREFIX_SYNTAX},
		{"192.0.2.0/-1", PREFIX_SYNTAX},
		{"010.1.2.0/24", PREFIX_LEADING_ZERO},
		{"10.0.0.0/08", PREFIX_LEADING_ZERO},
		{"192.0.2.0/33", PREFIX_LENGTH},
		{"2001:db8::/129", PREFIX_LENGTH},
		{"192.0.2.1", PREFIX_NO_LENGTH},
		{"192.0.2.1/24", PREFIX_HOST_BITS},
		{"2001:db8::1/32", PREFIX_HOST_BITS},
		{"2001:db8:::/32", PREFIX_SYNTAX},
		{"1:2:3:4:5:6:7:8:9/128", PREFIX_SYNTAX},
		{"1::2::3/128", PREFIX_SYNTAX},
		{"12345::/16", PREFIX_SYNTAX},
		{":1/128", PREFIX_SYNTAX},
		{"1:/16", PREFIX_SYNTAX},
		{"1:2:3:4:5:6:7::8/128", PREFIX_SYNTAX},
		{"1:2:3:4:5:6::8/128", PREFIX_OK},
		{"::1.2.3.4/128", PREFIX_OK},
	};
	struct prefix p;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(parse(rows[i].text, &p), rows[i].status);
}

static void host_bits_are_cleared(void **state)
{
	struct prefix p;
	char buf[PREFIX_TEXT];

	(void)state;
	parse("192.0.2.77/25", &p);
	assert_string_equal(prefix_text(&p, buf), "192.0.2.0/25");
}

/* The C library is the judge of a million random addresses, sparse ones among them. */
static void agrees_with_inet_ntop(void **state)
{
	(void)state;
	srandom(1);
	for (int i = 0; i < 1000000; i++) {
		unsigned char a[16] = {0}, mask = (unsigned char)random();
		char want[INET6_ADDRSTRLEN], got[ADDRESS_TEXT];
		uint64_t hi = 0, lo = 0;
		struct prefix p;

		for (int k = 0; k < 16; k++)
			a[k] = mask >> k / 2 & 1 ? (unsigned char)(random() >> 7) : 0;
		for (int k = 0; k < 8; k++) {
			hi = hi << 8 | a[k];
			lo = lo << 8 | a[k + 8];
		}
		inet_ntop(AF_INET6, a, want, sizeof want);
		*address_put(got, IPV6, hi, lo) = '\0';
		assert_string_equal(got, want);
		assert_int_equal(address_parse(want, strlen(want), &p), PREFIX_OK);
		assert_true(p.hi == hi && p.lo == lo);
	}
}

static void covers(void **state)
{
	struct prefix a, b, c;

	(void)state;
	parse("10.0.0.0/8", &a);
	parse("10.255.0.0/16", &b);
	parse("2001:db8::/32", &c);
	assert_true(prefix_covers(&a, &b) && prefix_covers(&a, &a));
	assert_false(prefix_covers(&b, &a) || prefix_covers(&a, &c));
}

static void leading_bits_that_two_addresses_share(void **state)
{
	const u128 ends[] = {0, ~(u128)0, u128_make(0x20010db8deadbeef, 0x0123456789abcdef)};

	(void)state;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		assert_int_equal(u128_shared(ends[i], ends[i]), 128);
		for (unsigned bit = 0; bit < 128; bit++) {
			const u128 first = (u128)1 << (127 - bit);

			assert_int_equal(u128_shared(ends[i], ends[i] ^ first), bit);
			assert_int_equal(u128_shared(ends[i] ^ first ^ (first - 1), ends[i]), bit);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_it_writes), cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(host_bits_are_cleared), cmocka_unit_test(agrees_with_inet_ntop),
		cmocka_unit_test(covers),
		cmocka_unit_test(leading_bits_that_two_addresses_share),
	};

	return check_main(tests);
}
