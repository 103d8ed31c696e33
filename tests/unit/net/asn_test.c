#include "../check.h"

#include <string.h>

#include "net/asn.h"

static void numbers_are_read(void **state)
{
	static const struct {
		const char *text;
		uint32_t asn;
	} good[] = {
		{"AS64500", 64500},  {"as64500", 64500},       {"aS1", 1},
		{"64500", 64500},    {"0", 0},                 {"AS0", 0},
		{"AS1.10", 65546},   {"0.65535", 65535},       {"65535.65535", 4294967295},
		{"4294967295", 4294967295}, {"AS4294967295", 4294967295},
	};
	static const char *const bad[] = {
		"",      "AS",     "A1",        "AS ",       "AS 1",     " AS1",    "AS1 ",
		"ASAS1", "AS-1",   "-1",        "+1",        "AS1.",     ".1",      "1.65536",
		"65536.0", "1.2.3", "AS4294967296", "4294967296", "18446744073709551616",
		"36893488147419103233", "AS1x", "0x1",      "AS1-AS2",  "AS-FOO",  "1,2",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		uint32_t asn;

		assert_true(asn_parse(good[i].text, strlen(good[i].text), &asn));
		assert_int_equal(asn, good[i].asn);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		uint32_t asn;

		if (asn_parse(bad[i], strlen(bad[i]), &asn))
			fail_msg("'%s' was read as %u", bad[i], asn);
	}
}

/* Exactly `n` bytes, whatever follows them. */
static void bytes_beyond_are_not_read(void **state)
{
	uint32_t asn;

	(void)state;
	assert_true(asn_parse("AS1234", 4, &asn));
	assert_int_equal(asn, 12);
	assert_false(asn_parse("AS1", 2, &asn));
	assert_true(asn_parse("1.23", 3, &asn));
	assert_int_equal(asn, 65538);
}

static void sets_are_sorted_and_unique(void **state)
{
	static const uint32_t in[] = {7, 4294967295, 0, 7, 3, 0, 3};
	static const uint32_t out[] = {0, 3, 7, 4294967295};
	struct asn_set s = {0};

	(void)state;
	asn_set_normalize(&s);
	assert_false(asn_set_has(&s, 0));
	for (size_t i = 0; i < sizeof in / sizeof *in; i++)
		assert_int_equal(asn_set_add(&s, in[i]), 0);
	asn_set_normalize(&s);
	assert_int_equal(s.asns.n, 4);
	assert_memory_equal(s.asns.v, out, sizeof out);
	assert_true(asn_set_has(&s, 0) && asn_set_has(&s, 4294967295));
	assert_false(asn_set_has(&s, 1) || asn_set_has(&s, 4294967294));
	for (size_t i = 0; i < sizeof out / sizeof *out; i++)
		assert_int_equal(asn_set_find(&s, out[i]), i);
	assert_true(asn_set_find(&s, 5) == SIZE_MAX);
	asn_set_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read),
		cmocka_unit_test(bytes_beyond_are_not_read),
		cmocka_unit_test(sets_are_sorted_and_unique),
	};

	return check_main(tests);
}
