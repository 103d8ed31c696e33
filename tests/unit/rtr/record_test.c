#include "facts.h"
#include "rtr/record.h"

/* on the wire; the record, or the code of what is wrong with it */
static const struct {
	const char *wire, *record;
	int code;
	bool announce;
} cases[] = {
	/* 192.0.2.0/24-25 AS64496 */
	{"01 04 0000 00000014 01 18 19 00 c0000200 0000fbf0", "02 04 0000 00000014 01 18 19 00 c0000200 0000fbf0", -1, true},
	{"00 04 0000 00000014 00 18 19 00 c0000200 0000fbf0", "02 04 0000 00000014 01 18 19 00 c0000200 0000fbf0", -1, false},
	/* reserved fields and bits beyond the length say nothing */
	{"02 04 ffff 00000014 ff 18 19 ff c00002ff 0000fbf0", "02 04 0000 00000014 01 18 19 00 c0000200 0000fbf0", -1, true},
	{"02 04 0000 00000014 fe 14 14 00 c000ffff 0000fbf0", "02 04 0000 00000014 01 14 14 00 c000f000 0000fbf0", -1, false},
	{"02 04 0000 00000014 01 00 00 00 ffffffff 00000000", "02 04 0000 00000014 01 00 00 00 00000000 00000000", -1, true},
	{"02 04 0000 00000014 01 20 20 00 ffffffff 00000000", "02 04 0000 00000014 01 20 20 00 ffffffff 00000000", -1, true},
	{"02 04 0000 00000014 01 19 18 00 c0000200 0000fbf0", NULL, RTR_CORRUPT, true},
	{"02 04 0000 00000014 01 18 21 00 c0000200 0000fbf0", NULL, RTR_CORRUPT, true},
	{"02 04 0000 00000014 01 21 21 00 c0000200 0000fbf0", NULL, RTR_CORRUPT, true},
	/* 2001:db8::/32-48 AS0 */
	{"02 06 0000 00000020 01 20 30 00 20010db8 00000000 00000000 00000001 00000000",
	 "02 06 0000 00000020 01 20 30 00 20010db8 00000000 00000000 00000000 00000000", -1, true},
	{"02 06 0000 00000020 01 81 81 00 20010db8 00000000 00000000 00000000 00000000", NULL, RTR_CORRUPT, true},
	/* a router key */
	{"01 09 0100 00000022 000102030405060708090a0b0c0d0e0f10111213 0000fbf0 3000",
	 "02 09 0100 00000022 000102030405060708090a0b0c0d0e0f10111213 0000fbf0 3000", -1, true},
	{"02 09 00ff 00000022 000102030405060708090a0b0c0d0e0f10111213 0000fbf0 3000",
	 "02 09 0100 00000022 000102030405060708090a0b0c0d0e0f10111213 0000fbf0 3000", -1, false},
	/* ASPAs of today: section 5.12 */
	{"02 0b 0100 00000014 0000fbf0 0000fbf1 00010000", "02 0b 0100 00000014 0000fbf0 0000fbf1 00010000", -1, true},
	{"02 0b 0000 0000000c 0000fbf0", "02 0b 0100 0000000c 0000fbf0", -1, false},
	{"02 0b 0100 00000010 0000fbf0 00000000", "02 0b 0100 00000010 0000fbf0 00000000", -1, true},
	{"02 0b 0100 0000000c 0000fbf0", NULL, RTR_PROVIDER_LIST, true},
	{"02 0b 0100 00000013 0000fbf0 0000fbf1 000100", NULL, RTR_PROVIDER_LIST, true},
	{"02 0b 0100 00000014 0000fbf0 00010000 0000fbf1", NULL, RTR_PROVIDER_LIST, true},
	{"02 0b 0100 00000014 0000fbf0 0000fbf1 0000fbf1", NULL, RTR_PROVIDER_LIST, true},
	{"02 0b 0100 00000014 0000fbf0 00000000 0000fbf1", NULL, RTR_PROVIDER_LIST, true},
	{"02 0b 0000 0000000e 0000fbf0 0000", NULL, RTR_PROVIDER_LIST, false},
	/* a withdrawal of today with providers is no ASPA of draft 10 either */
	{"02 0b 0000 00000014 0000fbf0 0000fbf1 00010000", NULL, RTR_PROVIDER_LIST, false},
	/* draft 10, as stayrtr 0.5.1 sends it */
	{"02 0b 0000 00000018 01 00 0002 0000fbf0 0000fbf1 00010000", "02 0b 0101 00000014 0000fbf0 0000fbf1 00010000", -1, true},
	{"02 0b 0000 00000018 01 01 0002 0000fbf0 00010000 0000fbf1", "02 0b 0102 00000014 0000fbf0 0000fbf1 00010000", -1, true},
	{"02 0b 0000 00000010 00 01 0000 0000fbf0", "02 0b 0102 0000000c 0000fbf0", -1, false},
	{"02 0b 0000 00000018 01 00 0003 0000fbf0 0000fbf1 00010000", NULL, RTR_PROVIDER_LIST, true},
	{"02 0b 0000 00000018 01 02 0002 0000fbf0 0000fbf1 00010000", NULL, RTR_PROVIDER_LIST, true},
	{"02 0b 0000 00000010 01 00 0000 0000fbf0", NULL, RTR_PROVIDER_LIST, true},
	{"02 0b 0000 00000014 00 00 0001 0000fbf0 0000fbf1", NULL, RTR_PROVIDER_LIST, false},
};

static void records_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint8_t wire[64], to[64];
		struct rtr_fault f = {.code = RTR_CODES};
		bool announce;

		unhex(cases[i].wire, wire);
		if (!rtr_record_read(wire, to, &announce, &f)) {
			assert_int_equal(f.code, cases[i].code);
			continue;
		}
		assert_int_equal(cases[i].code, -1);
		assert_int_equal(announce, cases[i].announce);
		assert_hex(to, rtr_length(to), cases[i].record);
	}
}

static void assert_written(const char *record, struct rtr_form form, bool announce, const char *expected)
{
	uint8_t r[64], to[128];
	size_t n;

	unhex(record, r);
	n = rtr_record_size(r, form, announce);
	assert_ptr_equal(rtr_record_write(to, r, form, announce), to + n);
	assert_hex(to, n, expected);
}

static void records_are_written_in_each_form(void **state)
{
	static const char vrp[] = "02 04 0000 00000014 01 18 19 00 c0000200 0000fbf0";
	static const char key[] = "02 09 0100 00000021 000102030405060708090a0b0c0d0e0f10111213 0000fbf0 30";
	static const char aspa[] = "02 0b 0100 00000014 0000fbf0 0000fbf1 00010000";
	const struct rtr_form v0 = {0, RTR_ASPA_CURRENT}, v1 = {1, RTR_ASPA_CURRENT}, v2 = {2, RTR_ASPA_CURRENT};
	const struct rtr_form draft10 = {2, RTR_ASPA_DRAFT10}, off = {2, RTR_ASPA_OFF};

	(void)state;
	assert_written(vrp, v0, true, "00 04 0000 00000014 01 18 19 00 c0000200 0000fbf0");
	assert_written(vrp, v2, false, "02 04 0000 00000014 00 18 19 00 c0000200 0000fbf0");
	assert_written(key, v0, true, "");
	assert_written(key, v1, false, "01 09 0000 00000021 000102030405060708090a0b0c0d0e0f10111213 0000fbf0 30");
	assert_written(aspa, v1, true, "");
	assert_written(aspa, off, true, "");
	assert_written(aspa, v2, true, aspa);
	assert_written(aspa, v2, false, "02 0b 0000 0000000c 0000fbf0");
	assert_written(aspa, draft10, true,
		       "02 0b 0000 00000018 01 00 0002 0000fbf0 0000fbf1 00010000"
		       "02 0b 0000 00000018 01 01 0002 0000fbf0 0000fbf1 00010000");
	assert_written(aspa, draft10, false,
		       "02 0b 0000 00000010 00 00 0000 0000fbf0 02 0b 0000 00000010 00 01 0000 0000fbf0");
}

/* Section 11.2, each before the next as announcements. */
static const char *const announced[] = {
	"02 04 0000 00000014 01 18 19 00 c0000300 00000001",
	"02 04 0000 00000014 01 18 1a 00 c0000200 00000001",
	"02 04 0000 00000014 01 19 19 00 c0000200 00000001",
	"02 04 0000 00000014 01 18 19 00 c0000200 00000002",
	"02 04 0000 00000014 01 18 19 00 c0000200 00000000",
	"02 04 0000 00000014 01 18 18 00 0a000000 ffffffff",
	"02 06 0000 00000020 01 20 20 00 20010db9 000000000000000000000000 00000000",
	"02 06 0000 00000020 01 30 30 00 20010db8 000000000000000000000000 00000000",
	"02 06 0000 00000020 01 20 30 00 20010db8 000000000000000000000000 00000000",
	"02 09 0100 00000022 0000000000000000000000000000000000000000 ffffffff 3000",
	"02 09 0100 00000021 0000000000000000000000000000000000000001 00000002 ff",
	"02 09 0100 00000022 0000000000000000000000000000000000000001 00000002 3000",
	"02 09 0100 00000022 0000000000000000000000000000000000000001 00000003 3000",
	"02 09 0100 00000022 0000000000000000000000000000000000000001 00000001 3001",
	"02 0b 0100 00000010 00000001 00000007",
	"02 0b 0100 00000010 00000002 00000001",
};

static int sign(int d)
{
	return (d > 0) - (d < 0);
}

static void the_order_is_that_of_section_11_2(void **state)
{
	enum { N = sizeof announced / sizeof *announced };
	static uint8_t r[N][64];

	(void)state;
	for (int i = 0; i < N; i++)
		unhex(announced[i], r[i]);
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			assert_int_equal(sign(rtr_record_order(r[i], r[j])), sign(i - j));
			assert_int_equal(sign(rtr_response_order(r[i], true, r[j], true)), sign(i - j));
			/* types first; then announcements; prefixes are withdrawn the other way round */
			if (r[i][1] != r[j][1])
				assert_int_equal(sign(rtr_response_order(r[i], false, r[j], true)), sign(i - j));
			else
				assert_int_equal(sign(rtr_response_order(r[i], false, r[j], true)), 1);
			if (r[i][1] == r[j][1] && r[i][1] < RTR_ROUTER_KEY)
				assert_int_equal(sign(rtr_response_order(r[i], false, r[j], false)), sign(j - i));
			else
				assert_int_equal(sign(rtr_response_order(r[i], false, r[j], false)), sign(i - j));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_read),
		cmocka_unit_test(records_are_written_in_each_form),
		cmocka_unit_test(the_order_is_that_of_section_11_2),
	};

	return check_main(tests);
}
