#include "base/err.h"
#include "facts.h"

static void a_set_is_what_a_router_is_sent(void **state)
{
	struct rtr_set *s = SET("192.0.2.0/24 24 64496", "192.0.2.0/24 25 0", "192.0.2.0/25 25 7", "10.0.0.0/8 8 1",
				"2001:db8::/32 48 64496", "aspa 64496 64497 65536", "aspa 5 0", "key 64496 a");

	(void)state;
	assert_hex(rtr_set_bytes(s), rtr_set_size(s),
		   "02 04 0000 00000014 01 19 19 00 c0000200 00000007"
		   "02 04 0000 00000014 01 18 19 00 c0000200 00000000"
		   "02 04 0000 00000014 01 18 18 00 c0000200 0000fbf0"
		   "02 04 0000 00000014 01 08 08 00 0a000000 00000001"
		   "02 06 0000 00000020 01 20 30 00 20010db8 00000000 00000000 00000000 0000fbf0"
		   "02 09 0100 00000023 6161616161616161616161616161616161616161 0000fbf0 300102"
		   "02 0b 0100 00000010 00000005 00000000"
		   "02 0b 0100 00000014 0000fbf0 0000fbf1 00010000");
	assert_int_equal(s->count[RTR_PART_IPV4], 4);
	assert_int_equal(s->count[RTR_PART_IPV6], 1);
	assert_int_equal(s->count[RTR_PART_KEY], 1);
	assert_int_equal(s->count[RTR_PART_ASPA], 2);
	rtr_set_unref(s);
}

static void an_empty_set_is_one(void **state)
{
	struct rtr_set *s = set_of((const char *const[]){NULL});

	(void)state;
	assert_int_equal(rtr_set_size(s), 0);
	rtr_set_unref(s);
}

/* Several ASPAs of one customer are one record, or none where one PDU cannot hold it. */
static void a_customer_with_too_many_providers_is_left_out(void **state)
{
	struct rpki r = {.v4 = {.n = 0}};
	struct rtr_set *s;
	size_t left_out;

	(void)state;
	assert_int_equal(rpki_source(&r, "test"), 0);
	for (uint32_t i = 0; i < RPKI_ASPA_PROVIDERS; i++) {
		assert_int_equal(rpki_add_aspa(&r, 1, 100 + i, 1), 0);
		assert_int_equal(rpki_add_aspa(&r, 2, 100 + i, 1), 0);
	}
	assert_int_equal(rpki_add_aspa(&r, 2, 99, 2), 0);
	assert_int_equal(rpki_finish(&r), 0);
	assert_int_equal(rtr_set_make(&s, &r, &left_out), 0);
	assert_int_equal(left_out, 1);
	assert_int_equal(s->count[RTR_PART_ASPA], 1);
	assert_int_equal(rtr_set_size(s), 12 + 4 * RPKI_ASPA_PROVIDERS);
	/* one more than draft 10 can hold */
	assert_int_equal(rtr_record_size(rtr_set_bytes(s), (struct rtr_form){2, RTR_ASPA_DRAFT10}, true), 0);
	rtr_set_unref(s);
	rpki_release(&r);
}

static int read_hex(const char *hex)
{
	struct rtr_set *s = NULL;
	uint8_t b[512];
	const int rc = rtr_set_read(&s, b, unhex(hex, b));

	rtr_set_unref(s);
	return rc;
}

/* What another process hands on is believed in no point. */
static void only_the_bytes_of_a_set_are_read(void **state)
{
	static const char *const wrong[] = {
		"02", /* cut off */
		"02 04 0000 00000014 01 18 18 00 c0000200",
		"01 04 0000 00000014 01 18 18 00 c0000200 00000001",			 /* version */
		"02 04 0000 00000014 00 18 18 00 c0000200 00000001",			 /* withdrawn */
		"02 04 0000 00000014 01 18 18 00 c0000201 00000001",			 /* host bits */
		"02 04 0001 00000014 01 18 18 00 c0000200 00000001",			 /* not zero */
		"02 04 0000 00000014 01 18 17 00 c0000200 00000001",			 /* lengths */
		"02 02 0000 00000008",							 /* no record */
		"02 0b 0101 00000010 00000005 00000001",				 /* draft 10 */
		"02 0b 0100 0000000c 00000005",						 /* no providers */
		"02 0b 0100 00000010 00000005 00000001 02 0b 0100 00000010 00000005 00000002", /* twice */
		"02 04 0000 00000014 01 18 18 00 c0000200 00000001"
		"02 04 0000 00000014 01 18 18 00 c0000200 00000001",
		"02 04 0000 00000014 01 18 18 00 c0000200 00000001"
		"02 04 0000 00000014 01 18 18 00 c0000200 00000002", /* order */
		"02 04 0000 00000014 01 18 18 00 c0000200 00000001"
		"02 04 0000 00000014 01 18 19 00 c0000200 00000001", /* maxLength */
		"02 04 0000 00000014 01 17 18 00 c0000200 00000001"
		"02 04 0000 00000014 01 18 18 00 c0000200 00000001", /* length */
		"02 04 0000 00000014 01 18 18 00 c0000200 00000001"
		"02 04 0000 00000014 01 18 18 00 c0000300 00000001", /* address */
		"02 04 0000 00000014 01 18 18 00 c0000200 00000001"
		"02 04 0000 00000014 01 18 21 00 c0000100 00000001", /* beyond IPv4 */
		"02 04 0000 00000014 01 18 18 00 c0000200 00000001"
		"02 04 0000 00000014 01 18 18 01 c0000100 00000001",
		"02 04 0000 00000014 01 18 18 00 c0000200 00000001"
		"02 04 0000 00000014 01 17 18 00 c0000100 00000001",
		"02 04 0000 00000014 01 18 18 00 c0000200 00000001"
		"02 04 0000 00000018 01 18 18 00 c0000100 00000001 00000000",
		"02 06 0000 00000020 01 20 30 00 20010db8 00000000 00000000 00000001 0000fbf0", /* host bits */
		"02 06 0000 00000020 01 20 81 00 20010db8 00000000 00000000 00000000 0000fbf0", /* beyond IPv6 */
		"02 06 0000 00000020 01 20 30 00 20010db8 00000000 00000000 00000000 0000fbf0"
		"02 06 0000 00000020 01 20 30 00 20010db8 00000000 00000000 00000000 0000fbf0", /* twice */
		"02 06 0000 00000020 01 20 30 00 20010db8 00000000 00000000 00000000 0000fbf0"
		"02 06 0000 00000020 01 20 31 00 20010db8 00000000 00000000 00000000 0000fbf0", /* order */
		"02 06 0000 00000020 01 20 30 00 20010db8 00000000 00000000 00000000 0000fbf0"
		"02 04 0000 00000014 01 18 18 00 c0000200 00000001", /* IPv6 first */
	};

	(void)state;
	assert_int_equal(read_hex(""), 0);
	assert_int_equal(read_hex("02 04 0000 00000014 01 18 18 00 c0000200 00000001"), 0);
	assert_int_equal(read_hex("02 06 0000 00000020 01 80 80 00 ffffffff ffffffff ffffffff ffffffff ffffffff"
				  "02 06 0000 00000020 01 20 31 00 20010db8 00000000 00000000 00000000 0000fbf0"
				  "02 06 0000 00000020 01 20 30 00 20010db8 00000000 00000000 00000000 0000fbf1"
				  "02 06 0000 00000020 01 20 30 00 20010db8 00000000 00000000 00000000 0000fbf0"
				  "02 06 0000 00000020 01 00 00 00 00000000 00000000 00000000 00000000 00000000"), 0);
	assert_int_equal(read_hex("02 04 0000 00000014 01 20 20 00 ffffffff ffffffff"
				  "02 04 0000 00000014 01 18 19 00 c0000200 00000000"
				  "02 04 0000 00000014 01 18 18 00 c0000200 00000002"
				  "02 04 0000 00000014 01 18 18 00 c0000200 00000001"
				  "02 04 0000 00000014 01 17 18 00 c0000200 00000001"
				  "02 04 0000 00000014 01 00 00 00 00000000 00000000"), 0);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(read_hex(wrong[i]), WEIR_ESYNTAX);
}

static void impossible_facts_are_refused(void **state)
{
	struct rpki r = {.v4 = {.n = 0}};
	struct vrp v = {.prefix = prefix_ipv4(0xc0000200, 24), .max_len = 23};
	struct rtr_set *s;
	size_t left_out;

	(void)state;
	assert_int_equal(rpki_source(&r, "test"), 0);
	assert_int_equal(rpki_add_vrp(&r, &v), 0);
	assert_int_equal(rtr_set_make(&s, &r, &left_out), WEIR_ESYNTAX);
	rpki_release(&r);
}

static void a_difference_of_long_sets_is_found_wherever_it_is(void **state)
{
	enum { N = 3000 };

	(void)state;
	for (size_t at = 0; at < N; at += 271) {
		struct rpki r = {.v4 = {.n = 0}};
		struct rtr_set *a, *b, *gone, *come;
		size_t left_out;

		assert_int_equal(rpki_source(&r, "test"), 0);
		for (uint32_t i = 0; i < N; i++) {
			struct vrp v = {.prefix = prefix_ipv4(i << 8, 24), .max_len = 24, .asn = i};

			assert_int_equal(rpki_add_vrp(&r, &v), 0);
		}
		assert_int_equal(rtr_set_make(&a, &r, &left_out), 0);
		r.v4.v[at].max_len = 25;
		assert_int_equal(rtr_set_make(&b, &r, &left_out), 0);
		assert_int_equal(rtr_set_diff(a, b, &gone, &come), 0);
		assert_int_equal(gone->count[RTR_PART_IPV4], 1);
		assert_int_equal(come->count[RTR_PART_IPV4], 1);
		assert_int_equal(rtr_set_bytes(gone)[10], 24);
		assert_int_equal(rtr_set_bytes(come)[10], 25);
		rtr_set_unref(a);
		rtr_set_unref(b);
		rtr_set_unref(gone);
		rtr_set_unref(come);
		rpki_release(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_is_what_a_router_is_sent),
		cmocka_unit_test(an_empty_set_is_one),
		cmocka_unit_test(a_customer_with_too_many_providers_is_left_out),
		cmocka_unit_test(only_the_bytes_of_a_set_are_read),
		cmocka_unit_test(impossible_facts_are_refused),
		cmocka_unit_test(a_difference_of_long_sets_is_found_wherever_it_is),
	};

	return check_main(tests);
}
