#include "facts.h"
#include "rtr/pdu.h"

static void controls_are_as_the_documents_draw_them(void **state)
{
	const struct rtr_intervals i = {3600, 600, 7200};
	uint8_t b[64];

	(void)state;
	assert_hex(b, (size_t)(rtr_put_notify(b, 1, 0xabcd, 5) - b), "01 00 abcd 0000000c 00000005");
	assert_hex(b, (size_t)(rtr_put_query(b, 2, 0x1234, 0xffffffff) - b), "02 01 1234 0000000c ffffffff");
	assert_hex(b, (size_t)(rtr_put_end(b, 0, 0xabcd, 9, &i) - b), "00 07 abcd 0000000c 00000009");
	assert_hex(b, (size_t)(rtr_put_end(b, 2, 0xabcd, 9, &i) - b),
		   "02 07 abcd 00000018 00000009 00000e10 00000258 00001c20");
	assert_hex(b, (size_t)(rtr_put_header(b, (struct rtr_header){1, RTR_CACHE_RESET, 0, 8}) - b),
		   "01 08 0000 00000008");
}

static void an_error_report_encloses_the_pdu(void **state)
{
	const uint8_t query[] = {9, 2, 0, 0, 0, 0, 0, 8};
	uint8_t b[64];
	struct rtr_report r;
	size_t n;

	(void)state;
	n = (size_t)(rtr_put_error(b, 2, RTR_UNSUPPORTED_VERSION, query, sizeof query, "hi") - b);
	assert_int_equal(n, rtr_error_size(sizeof query, "hi"));
	assert_hex(b, n, "02 0a 0004 0000001a 00000008 0902000000000008 00000002 6869");
	assert_true(rtr_report_read(b, n, &r));
	assert_int_equal(r.code, RTR_UNSUPPORTED_VERSION);
	assert_int_equal(r.npdu, sizeof query);
	assert_memory_equal(r.pdu, query, sizeof query);
	assert_int_equal(r.ntext, 2);
	assert_memory_equal(r.text, "hi", 2);
	n = (size_t)(rtr_put_error(b, 0, RTR_INTERNAL, NULL, 0, "") - b);
	assert_hex(b, n, "00 0a 0001 00000010 00000000 00000000");
}

static void a_long_pdu_is_cut_to_what_a_report_holds(void **state)
{
	static uint8_t pdu[RTR_PDU_MAX], b[RTR_PDU_MAX];
	struct rtr_report r;

	(void)state;
	assert_int_equal(rtr_error_size(sizeof pdu, "hi"), RTR_PDU_MAX);
	assert_ptr_equal(rtr_put_error(b, 2, 0, pdu, sizeof pdu, "hi"), b + RTR_PDU_MAX);
	assert_true(rtr_report_read(b, sizeof b, &r));
	assert_int_equal(r.npdu, RTR_PDU_MAX - 18);
}

static void damaged_reports_are_known(void **state)
{
	static const char *const damaged[] = {
		"02 0a 0000 00000010 00000001 00000000",
		"02 0a 0000 00000010 ffffffff 00000000",
		"02 0a 0000 00000010 00000000 00000001",
		"02 0a 0000 00000014 00000000 00000000 00000000",
		"02 0a 0000 0000000c 00000000",
		"02 0a",
	};
	struct rtr_report r;
	uint8_t b[32];

	(void)state;
	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++)
		assert_false(rtr_report_read(b, unhex(damaged[i], b), &r));
}

/* type, version, length, what it is: -1 fine, else a code */
static void lengths_and_types_follow_the_version(void **state)
{
	static const struct {
		uint8_t type, version;
		uint32_t length;
		int code;
	} cases[] = {
		{RTR_SERIAL_NOTIFY, 0, 12, -1},
		{RTR_SERIAL_QUERY, 1, 12, -1},
		{RTR_SERIAL_QUERY, 1, 11, RTR_CORRUPT},
		{RTR_SERIAL_QUERY, 1, 13, RTR_CORRUPT},
		{RTR_RESET_QUERY, 2, 8, -1},
		{RTR_RESET_QUERY, 2, 7, RTR_CORRUPT},
		{RTR_RESET_QUERY, 2, 0, RTR_CORRUPT},
		{RTR_CACHE_RESPONSE, 2, 8, -1},
		{RTR_IPV4, 0, 20, -1},
		{RTR_IPV4, 0, 32, RTR_CORRUPT},
		{RTR_IPV6, 0, 32, -1},
		{RTR_END_OF_DATA, 0, 12, -1},
		{RTR_END_OF_DATA, 0, 24, RTR_CORRUPT},
		{RTR_END_OF_DATA, 1, 12, RTR_CORRUPT},
		{RTR_END_OF_DATA, 1, 24, -1},
		{RTR_CACHE_RESET, 1, 8, -1},
		{RTR_ROUTER_KEY, 0, 123, RTR_UNSUPPORTED_TYPE},
		{RTR_ROUTER_KEY, 1, 123, -1},
		{RTR_ROUTER_KEY, 1, 32, RTR_CORRUPT},
		{RTR_ROUTER_KEY, 1, 32 + 4097, RTR_CORRUPT},
		{RTR_ERROR_REPORT, 0, 16, -1},
		{RTR_ERROR_REPORT, 0, 15, RTR_CORRUPT},
		{RTR_ERROR_REPORT, 2, 65535, -1},
		{RTR_ERROR_REPORT, 2, 65536, RTR_CORRUPT},
		{RTR_ASPA, 1, 12, RTR_UNSUPPORTED_TYPE},
		{RTR_ASPA, 2, 12, -1},
		{RTR_ASPA, 2, 65532, -1},
		{RTR_ASPA, 2, 0xffffffff, RTR_CORRUPT},
		{5, 2, 8, RTR_UNSUPPORTED_TYPE},
		{12, 2, 8, RTR_UNSUPPORTED_TYPE},
		{255, 0, 8, RTR_UNSUPPORTED_TYPE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct rtr_header h = {cases[i].version, cases[i].type, 0, cases[i].length};
		struct rtr_fault f;
		const bool fine = rtr_header_check(&h, &f);

		assert_int_equal(fine ? -1 : (int)f.code, cases[i].code);
	}
}

static void codes_belong_to_versions(void **state)
{
	(void)state;
	for (unsigned code = 0; code < 20; code++) {
		assert_int_equal(rtr_code_in(0, code), code <= 7);
		assert_int_equal(rtr_code_in(1, code), code <= 8);
		assert_int_equal(rtr_code_in(2, code), code <= 13);
		assert_int_equal(rtr_code_is_fatal(code), code != 2 && code != 4 && code != 12);
	}
	assert_int_equal(rtr_code_for(0, RTR_UNEXPECTED_VERSION), RTR_UNSUPPORTED_VERSION);
	assert_int_equal(rtr_code_for(1, RTR_UNEXPECTED_VERSION), RTR_UNEXPECTED_VERSION);
	assert_string_equal(rtr_code_text(RTR_SHUTDOWN), "Cache Shutdown");
	assert_string_equal(rtr_code_text(14), "unknown error");
}

static void intervals_have_bounds(void **state)
{
	(void)state;
	assert_true(rtr_intervals_valid(&rtr_intervals_default));
	assert_true(rtr_intervals_valid(&(struct rtr_intervals){1, 1, 600}));
	assert_true(rtr_intervals_valid(&(struct rtr_intervals){86400, 7200, 172800}));
	assert_false(rtr_intervals_valid(&(struct rtr_intervals){0, 600, 7200}));
	assert_false(rtr_intervals_valid(&(struct rtr_intervals){3600, 7201, 172800}));
	assert_false(rtr_intervals_valid(&(struct rtr_intervals){3600, 600, 3600}));
	assert_false(rtr_intervals_valid(&(struct rtr_intervals){100, 600, 600}));
	assert_false(rtr_intervals_valid(&(struct rtr_intervals){3600, 600, 172801}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(controls_are_as_the_documents_draw_them),
		cmocka_unit_test(an_error_report_encloses_the_pdu),
		cmocka_unit_test(a_long_pdu_is_cut_to_what_a_report_holds),
		cmocka_unit_test(damaged_reports_are_known),
		cmocka_unit_test(lengths_and_types_follow_the_version),
		cmocka_unit_test(codes_belong_to_versions),
		cmocka_unit_test(intervals_have_bounds),
	};

	return check_main(tests);
}
