#include "base/err.h"
#include "facts.h"
#include "rtr/client.h"

static void feed(struct rtr_client *c, const char *hex)
{
	uint8_t b[4096];

	assert_int_equal(rtr_client_receive(c, b, unhex(hex, b)), 0);
}

static void expect(struct rtr_client *c, const char *hex)
{
	assert_hex(c->out.v, c->out.n, hex);
	rtr_client_sent(c, c->out.n);
}

#define BEGIN "02 03 1234 00000008"
#define END(serial) "02 07 1234 00000018" serial "00000e10 00000258 00001c20"
#define VRP(flag, asn) "02 04 0000 00000014" flag "18 18 00 c0000200" asn

static void synced(struct rtr_client *c)
{
	assert_int_equal(rtr_client_start(c, 2), 0);
	expect(c, "02 02 0000 00000008");
	feed(c, BEGIN VRP("01", "00000001") "02 0b 0100 00000010 00000005 00000006" END("00000007"));
	assert_int_equal(c->state, RTR_SYNCED);
	assert_int_equal(rtr_client_count(c), 2);
	assert_int_equal(c->serial, 7);
	assert_int_equal(c->intervals.expire, 7200);
}

static void all_and_then_what_changed(void **state)
{
	struct rtr_client c = {.state = RTR_ASKING};
	struct rpki r = {.v4 = {.n = 0}};

	(void)state;
	synced(&c);
	feed(&c, "02 00 1234 0000000c 00000008");
	assert_true(c.notified);
	assert_int_equal(rtr_client_ask(&c), 0);
	expect(&c, "02 01 1234 0000000c 00000007");
	feed(&c, BEGIN VRP("01", "00000002") VRP("00", "00000001") "02 0b 0000 0000000c 00000005" END("00000008"));
	assert_int_equal(c.state, RTR_SYNCED);
	assert_int_equal(c.disorder, 0);
	assert_hex(c.records.v, c.records.n, VRP("01", "00000002"));
	assert_int_equal(rpki_source(&r, "cache"), 0);
	assert_int_equal(rtr_client_facts(&c, &r), 0);
	assert_int_equal(r.v4.n, 1);
	assert_int_equal(r.v4.v[0].asn, 2);
	rpki_release(&r);
	rtr_client_release(&c);
}

static void a_response_counts_when_it_is_whole(void **state)
{
	struct rtr_client c = {.state = RTR_ASKING};

	(void)state;
	synced(&c);
	assert_int_equal(rtr_client_ask(&c), 0);
	feed(&c, BEGIN VRP("01", "00000002"));
	assert_int_equal(c.state, RTR_TAKING);
	assert_int_equal(rtr_client_count(&c), 2);
	/* the connection is lost: the next one asks for what changed since */
	assert_int_equal(rtr_client_start(&c, 2), 0);
	expect(&c, "02 01 1234 0000000c 00000007");
	feed(&c, BEGIN END("00000007"));
	assert_int_equal(rtr_client_count(&c), 2);
	rtr_client_release(&c);
}

static void a_cache_reset_is_followed(void **state)
{
	struct rtr_client c = {.state = RTR_ASKING};

	(void)state;
	synced(&c);
	assert_int_equal(rtr_client_ask(&c), 0);
	expect(&c, "02 01 1234 0000000c 00000007");
	feed(&c, "02 08 0000 00000008");
	expect(&c, "02 02 0000 00000008");
	feed(&c, "02 03 9999 00000008 02 07 9999 00000018 00000001 00000e10 00000258 00001c20");
	assert_int_equal(c.state, RTR_SYNCED);
	assert_int_equal(rtr_client_count(&c), 0);
	rtr_client_release(&c);
}

static void an_older_cache_is_asked_in_its_version(void **state)
{
	struct rtr_client c = {.state = RTR_ASKING};

	(void)state;
	assert_int_equal(rtr_client_start(&c, 2), 0);
	expect(&c, "02 02 0000 00000008");
	feed(&c, "05 00 0000 0000000c 00000001"); /* a Serial Notify means nothing yet */
	feed(&c, "01 0a 0004 00000018 00000008 02020000 00000008 00000000");
	expect(&c, "01 02 0000 00000008");
	feed(&c, "00 0a 0004 00000018 00000008 01020000 00000008 00000000");
	expect(&c, "00 02 0000 00000008");
	feed(&c, "00 03 1234 00000008 00 04 0000 00000014 01 18 18 00 c0000200 00000001 00 07 1234 0000000c 00000009");
	assert_int_equal(c.state, RTR_SYNCED);
	assert_int_equal(c.version, 0);
	assert_int_equal(c.intervals.refresh, 3600);
	rtr_client_release(&c);
	/* or it answers in that version at once */
	c = (struct rtr_client){.state = RTR_ASKING};
	assert_int_equal(rtr_client_start(&c, 2), 0);
	feed(&c, "01 03 1234 00000008 01 07 1234 00000018 00000009 00000e10 00000258 00001c20");
	assert_int_equal(c.state, RTR_SYNCED);
	assert_int_equal(c.version, 1);
	rtr_client_release(&c);
}

static void no_data_is_no_failure(void **state)
{
	struct rtr_client c = {.state = RTR_ASKING};

	(void)state;
	assert_int_equal(rtr_client_start(&c, 1), 0);
	feed(&c, "01 0a 0002 00000013 00000000 00000003 6e6f21");
	assert_int_equal(c.state, RTR_WITHOUT_DATA);
	assert_string_equal(c.said, "no!");
	rtr_client_release(&c);
}

/* Version 2 on a Reset Query, behind a response, and on a Serial Query: the code, -1 where it is right. */
static const struct {
	const char *pdus;
	int asking, synced, serial;
} wrongs[] = {
	{BEGIN VRP("01", "00000001") VRP("01", "00000001") END("00000008"), RTR_DUPLICATE, RTR_CORRUPT, RTR_DUPLICATE},
	{BEGIN VRP("00", "00000009") END("00000008"), RTR_UNKNOWN_WITHDRAWAL, RTR_CORRUPT, RTR_UNKNOWN_WITHDRAWAL},
	{BEGIN VRP("01", "00000001") END("00000008"), -1, RTR_CORRUPT, RTR_DUPLICATE},
	{BEGIN "02 0b 0000 0000000c 00000063" END("00000008"), RTR_UNKNOWN_WITHDRAWAL, RTR_CORRUPT, RTR_UNKNOWN_WITHDRAWAL},
	{BEGIN "02 0b 0100 00000010 00000005 00000006" END("00000008"), -1, RTR_CORRUPT, -1},
	{BEGIN "02 0b 0100 0000000c 00000005", RTR_PROVIDER_LIST, RTR_CORRUPT, RTR_PROVIDER_LIST},
	{BEGIN "02 04 0000 00000014 01 18 17 00 c0000200 00000001", RTR_CORRUPT, RTR_CORRUPT, RTR_CORRUPT},
	{VRP("01", "00000001"), RTR_CORRUPT, RTR_CORRUPT, RTR_CORRUPT},
	{END("00000008"), RTR_CORRUPT, RTR_CORRUPT, RTR_CORRUPT},
	{BEGIN BEGIN, RTR_CORRUPT, RTR_CORRUPT, RTR_CORRUPT},
	{"02 03 9999 00000008", -1, RTR_CORRUPT, RTR_CORRUPT},
	{BEGIN "02 07 9999 00000018 00000008 00000e10 00000258 00001c20", RTR_CORRUPT, RTR_CORRUPT, RTR_CORRUPT},
	{"02 00 9999 0000000c 00000008", -1, RTR_CORRUPT, RTR_CORRUPT},
	{"02 08 0000 00000008", RTR_CORRUPT, RTR_CORRUPT, -1},
	{"02 01 1234 0000000c 00000001", RTR_INVALID_REQUEST, RTR_INVALID_REQUEST, RTR_INVALID_REQUEST},
	{"02 02 0000 00000008", RTR_INVALID_REQUEST, RTR_INVALID_REQUEST, RTR_INVALID_REQUEST},
	{"02 05 0000 00000008", RTR_UNSUPPORTED_TYPE, RTR_UNSUPPORTED_TYPE, RTR_UNSUPPORTED_TYPE},
	{"02 04 0000 00000013", RTR_CORRUPT, RTR_CORRUPT, RTR_CORRUPT},
	{"02 03 1234 00000000", RTR_CORRUPT, RTR_CORRUPT, RTR_CORRUPT},
	{"03 03 1234 00000008", RTR_UNEXPECTED_VERSION, RTR_UNEXPECTED_VERSION, RTR_UNEXPECTED_VERSION},
	{"01 04 0000 00000014", RTR_UNEXPECTED_VERSION, RTR_UNEXPECTED_VERSION, RTR_UNEXPECTED_VERSION},
};

static void assert_refused(struct rtr_client *c, const char *pdus, int code)
{
	struct rtr_report r;

	rtr_client_sent(c, c->out.n);
	feed(c, pdus);
	if (code < 0) {
		assert_int_not_equal(c->state, RTR_FAILED);
	} else {
		assert_int_equal(c->state, RTR_FAILED);
		assert_int_equal(c->code, code);
		assert_int_equal(rtr_client_count(c), 0);
		assert_true(rtr_report_read(c->out.v, c->out.n, &r));
		assert_int_equal(r.code, code);
		assert_true(r.npdu >= 8);
	}
	rtr_client_release(c);
	*c = (struct rtr_client){.state = RTR_ASKING};
}

static void wrong_pdus_are_told_and_end_it(void **state)
{
	struct rtr_client c = {.state = RTR_ASKING};

	(void)state;
	for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
		assert_int_equal(rtr_client_start(&c, 2), 0);
		assert_refused(&c, wrongs[i].pdus, wrongs[i].asking);
		synced(&c);
		assert_refused(&c, wrongs[i].pdus, wrongs[i].synced);
		synced(&c);
		assert_int_equal(rtr_client_ask(&c), 0);
		assert_refused(&c, wrongs[i].pdus, wrongs[i].serial);
	}
}

/* The PDU that is wrong, as it came; in draft 10 that of its family. */
static void the_report_has_the_pdu(void **state)
{
	struct rtr_client c = {.state = RTR_ASKING};
	struct rtr_report r;

	(void)state;
	assert_int_equal(rtr_client_start(&c, 2), 0);
	rtr_client_sent(&c, c.out.n);
	feed(&c, BEGIN "02 0b 0000 00000014 01 01 0001 00000005 00000006 02 0b 0000 00000010 00 01 0000 00000007" END("00000001"));
	assert_true(c.draft10);
	assert_true(rtr_report_read(c.out.v, c.out.n, &r));
	assert_int_equal(r.code, RTR_UNKNOWN_WITHDRAWAL);
	assert_hex(r.pdu, r.npdu, "02 0b 0000 00000010 00 01 0000 00000007");
	rtr_client_release(&c);
}

static void an_error_report_is_heard_and_not_answered(void **state)
{
	static const struct {
		const char *report;
		size_t kept; /* records, where the error is not fatal */
	} reports[] = {
		{"02 0a 0001 00000014 00000000 00000004 6f6f7073", 0},
		{"02 0a 000d 00000010 00000000 00000000", 0},
		{"02 0a 000c 00000010 00000000 00000000", 2}, /* it comes back soon */
		{"02 0a 0004 00000010 00000000 00000000", 2},
		{"02 0a 0063 00000010 00000000 00000000", 0},
		{"02 0a 0000 00000010 ffffffff 00000000", 0},
		{"02 0a 0000 00000000", 0},
		{"09 0a 0000 00000010 00000000 00000000", 0},
	};
	struct rtr_client c = {.state = RTR_ASKING};

	(void)state;
	for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
		synced(&c);
		feed(&c, reports[i].report);
		expect(&c, "");
		assert_int_equal(c.state, RTR_FAILED);
		assert_int_equal(rtr_client_count(&c), reports[i].kept);
		if (!i)
			assert_string_equal(c.said, "oops");
		rtr_client_release(&c);
		c = (struct rtr_client){.state = RTR_ASKING};
	}
}

/* Any order is taken, and counted. */
static void records_out_of_order(void **state)
{
	struct rtr_client c = {.state = RTR_ASKING};

	(void)state;
	assert_int_equal(rtr_client_start(&c, 2), 0);
	feed(&c, BEGIN "02 0b 0100 00000010 00000005 00000006" VRP("01", "00000001") VRP("01", "00000003")
			VRP("01", "00000002") END("00000001"));
	assert_int_equal(c.state, RTR_SYNCED);
	assert_int_equal(c.disorder, 2);
	assert_hex(c.records.v, c.records.n, VRP("01", "00000003") VRP("01", "00000002") VRP("01", "00000001")
		   "02 0b 0100 00000010 00000005 00000006");
	rtr_client_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_and_then_what_changed),
		cmocka_unit_test(a_response_counts_when_it_is_whole),
		cmocka_unit_test(a_cache_reset_is_followed),
		cmocka_unit_test(an_older_cache_is_asked_in_its_version),
		cmocka_unit_test(no_data_is_no_failure),
		cmocka_unit_test(wrong_pdus_are_told_and_end_it),
		cmocka_unit_test(the_report_has_the_pdu),
		cmocka_unit_test(an_error_report_is_heard_and_not_answered),
		cmocka_unit_test(records_out_of_order),
	};

	return check_main(tests);
}
