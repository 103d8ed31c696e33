#include "facts.h"
#include "rtr/session.h"

/* One session at a cache of serial 7, whose sessions are 0x0a00, 0x0a01, 0x0a02. */
struct scene {
	struct rtr_service service;
	struct rtr_session s;
	uint64_t now;
};

static struct rtr_cache *a_cache(void)
{
	struct rtr_set *set = SET("192.0.2.0/24 24 1", "aspa 5 6");
	struct rtr_cache *c;

	assert_int_equal(rtr_cache_first(&c, set, &(struct rtr_identity){{0x0a00, 0x0a01, 0x0a02}, 7}), 0);
	rtr_set_unref(set);
	return c;
}

static void begin(struct scene *x)
{
	rtr_session_release(&x->s);
	rtr_session_start(&x->s, &x->service, (struct rtr_options){RTR_ASPA_CURRENT, 2}, x->now);
}

static int setup(void **state)
{
	struct scene *x = calloc(1, sizeof *x);

	x->service = (struct rtr_service){a_cache(), false, {3600, 600, 7200}};
	x->now = 1000;
	begin(x);
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct scene *x = *state;

	rtr_session_release(&x->s);
	rtr_cache_unref(x->service.cache);
	free(x);
	return 0;
}

static void update(struct scene *x, struct rtr_set *set)
{
	struct rtr_cache *next;

	assert_int_equal(rtr_cache_next(&next, x->service.cache, set, &rtr_limits_default), 0);
	rtr_cache_unref(x->service.cache);
	rtr_set_unref(set);
	x->service.cache = next;
}

static void feed(struct scene *x, const char *hex)
{
	uint8_t b[1024];

	rtr_session_receive(&x->s, b, unhex(hex, b), x->now);
}

/* Take up to `room` bytes of output. */
static size_t take(struct scene *x, uint8_t *to, size_t room)
{
	struct iovec v[RTR_QUEUE];
	const int parts = rtr_session_output(&x->s, v);
	size_t n = 0;

	for (int i = 0; i < parts && n < room; i++) {
		const size_t part = v[i].iov_len < room - n ? v[i].iov_len : room - n;

		memcpy(to + n, v[i].iov_base, part);
		n += part;
	}
	if (n)
		rtr_session_sent(&x->s, n, x->now);
	return n;
}

static void expect(struct scene *x, const char *hex)
{
	uint8_t b[4096];

	assert_hex(b, take(x, b, sizeof b), hex);
}

#define VRP_1 "01 04 0000 00000014 01 18 18 00 c0000200 00000001"
#define VRP_2 "02 04 0000 00000014 01 18 18 00 c0000200 00000001"
#define ASPA_2 "02 0b 0100 00000010 00000005 00000006"
#define END_1 "01 07 0a01 00000018 00000007 00000e10 00000258 00001c20"
#define END_2 "02 07 0a02 00000018 00000007 00000e10 00000258 00001c20"
#define ALL_1 "01 03 0a01 00000008" VRP_1 END_1
#define ALL_2 "02 03 0a02 00000008" VRP_2 ASPA_2 END_2

static void each_version_is_answered_in_its_own(void **state)
{
	struct scene *x = *state;

	feed(x, "00 02 0000 00000008");
	expect(x, "00 03 0a07 00000008 00 04 0000 00000014 01 18 18 00 c0000200 00000001"
		  "00 07 0a07 0000000c 00000007");
	begin(x);
	feed(x, "01 02 0000 00000008");
	expect(x, ALL_1);
	begin(x);
	feed(x, "02 02 0000 00000008");
	expect(x, ALL_2);
}

static void serial_queries(void **state)
{
	struct scene *x = *state;

	feed(x, "02 01 0a02 0000000c 00000007");
	expect(x, "02 03 0a02 00000008" END_2);
	update(x, SET("192.0.2.0/24 24 2", "aspa 5 6"));
	feed(x, "02 01 0a02 0000000c 00000007");
	expect(x, "02 03 0a02 00000008 02 04 0000 00000014 01 18 18 00 c0000200 00000002"
		  "02 04 0000 00000014 00 18 18 00 c0000200 00000001"
		  "02 07 0a02 00000018 00000008 00000e10 00000258 00001c20");
	/* a serial that is not known, and one that is still to come */
	feed(x, "02 01 0a02 0000000c 00000001");
	expect(x, "02 08 0000 00000008");
	feed(x, "02 01 0a02 0000000c 00000009");
	expect(x, "02 08 0000 00000008");
	assert_int_equal(x->s.state, RTR_OPEN);
}

/* On a new connection a session of before may be one that we forgot: Cache Reset. Later it is corrupt. */
static void session_ids(void **state)
{
	struct scene *x = *state;

	feed(x, "02 01 9999 0000000c 00000007");
	expect(x, "02 08 0000 00000008");
	feed(x, "02 01 9999 0000000c 00000007");
	expect(x, "02 08 0000 00000008");
	feed(x, "02 02 0000 00000008");
	expect(x, ALL_2);
	feed(x, "02 01 9999 0000000c 00000007");
	assert_int_equal(x->s.reason, RTR_ERROR_SENT);
	assert_int_equal(x->s.code, RTR_CORRUPT);
	assert_false(rtr_session_is_over(&x->s, x->now));
	expect(x, "02 0a 0000 00000043 0000000c 02 01 9999 0000000c 00000007 00000027"
		  "6578706563746564207468652073657373696f6e204944206f6620746869732073657373696f6e");
	assert_true(rtr_session_is_over(&x->s, x->now));
}

/* In version 0 all records of another serial are another session, and each goes on (rtr/cache.h). */
static void sessions_of_version_0(void **state)
{
	struct scene *x = *state;

	feed(x, "00 02 0000 00000008");
	expect(x, "00 03 0a07 00000008 00 04 0000 00000014 01 18 18 00 c0000200 00000001"
		  "00 07 0a07 0000000c 00000007");
	update(x, SET("192.0.2.0/24 24 2"));
	rtr_session_tick(&x->s, x->now);
	expect(x, "00 00 0a07 0000000c 00000008");
	feed(x, "00 01 0a07 0000000c 00000007");
	expect(x, "00 03 0a07 00000008 00 04 0000 00000014 01 18 18 00 c0000200 00000002"
		  "00 04 0000 00000014 00 18 18 00 c0000200 00000001 00 07 0a07 0000000c 00000008");
	feed(x, "00 02 0000 00000008");
	expect(x, "00 03 0a08 00000008 00 04 0000 00000014 01 18 18 00 c0000200 00000002"
		  "00 07 0a08 0000000c 00000008");
	begin(x); /* the session of before, on a new connection */
	feed(x, "00 01 0a07 0000000c 00000008");
	expect(x, "00 03 0a07 00000008 00 07 0a07 0000000c 00000008");
	feed(x, "00 01 0a08 0000000c 00000008");
	assert_int_equal(x->s.code, RTR_CORRUPT);
	begin(x);
	feed(x, "00 01 1a07 0000000c 00000008");
	expect(x, "00 08 0000 00000008");
}

static void queries_in_pieces_and_in_a_row(void **state)
{
	struct scene *x = *state;

	feed(x, "01 02 00");
	expect(x, "");
	feed(x, "00 0000 00");
	expect(x, "");
	feed(x, "08 01 01 0a01 0000000c 000000");
	expect(x, ALL_1);
	feed(x, "07 01 01 0a01 0000000c 00000007 01 02 0000 00000008");
	expect(x, "01 03 0a01 00000008" END_1);
	expect(x, "01 03 0a01 00000008" END_1);
	expect(x, ALL_1); /* only after the answer before was taken */
	expect(x, "");
}

/* While an answer waits nothing more is taken in; a byte at a time is the same answer. */
static void a_slow_reader_holds_one_answer(void **state)
{
	struct scene *x = *state;
	uint8_t b[4096], query[RTR_SESSION_IN];
	size_t n = 0, got;

	assert_int_equal(rtr_session_wants(&x->s), RTR_SESSION_IN);
	for (size_t i = 0; i + 8 <= sizeof query; i += 8)
		memcpy(query + i, "\x01\x02\0\0\0\0\0\x08", 8);
	rtr_session_receive(&x->s, query, sizeof query, x->now);
	assert_int_equal(rtr_session_wants(&x->s), 0);
	while (x->s.counts.reset_queries < 2 && (got = take(x, b + n, 1)))
		n += got;
	assert_hex(b, n, ALL_1);
	while (take(x, b, sizeof b))
		;
	assert_int_equal(x->s.counts.reset_queries, sizeof query / 8);
}

static void a_version_above_ours_may_ask_again(void **state)
{
	struct scene *x = *state;

	feed(x, "03 01 1234 0000000c 00000007");
	expect(x, "02 0a 0004 0000003d 0000000c 03 01 1234 0000000c 00000007 00000021"
		  "65787065637465642061206c6f7765722070726f746f636f6c2076657273696f6e");
	assert_int_equal(x->s.state, RTR_NEGOTIATING);
	feed(x, "02 02 0000 00000008");
	expect(x, ALL_2);
	begin(x);
	feed(x, "09 02 0000 00000008 09 02 0000 00000008");
	assert_int_equal(x->s.state, RTR_NEGOTIATING);
	while (x->s.nqueue)
		rtr_session_sent(&x->s, 1, x->now);
	assert_int_equal(x->s.reason, RTR_ERROR_SENT); /* it has learnt nothing */
	assert_int_equal(x->s.code, RTR_UNSUPPORTED_VERSION);
}

static void a_listener_may_speak_less(void **state)
{
	struct scene *x = *state;

	x->s.options.max_version = 1;
	feed(x, "02 02 0000 00000008");
	assert_int_equal(x->s.state, RTR_NEGOTIATING);
	rtr_session_sent(&x->s, rtr_error_size(8, "expected a lower protocol version"), x->now);
	feed(x, "01 02 0000 00000008");
	expect(x, ALL_1);
}

/* What is wrong; the version and code of the report before and after the session is open as version 1. */
static const struct {
	const char *pdu;
	int version, code, open_code;
} wrongs[] = {
	{"01 00 0000 0000000c 00000000", 1, RTR_INVALID_REQUEST, RTR_INVALID_REQUEST},
	{"01 03 0000 00000008", 1, RTR_INVALID_REQUEST, RTR_INVALID_REQUEST},
	{"01 04 0000 00000014 01 18 18 00 c0000200 00000001", 1, RTR_INVALID_REQUEST, RTR_INVALID_REQUEST},
	{"01 06 0000 00000020", 1, RTR_INVALID_REQUEST, RTR_INVALID_REQUEST},
	{"01 07 0000 00000018", 1, RTR_INVALID_REQUEST, RTR_INVALID_REQUEST},
	{"01 08 0000 00000008", 1, RTR_INVALID_REQUEST, RTR_INVALID_REQUEST},
	{"01 09 0000 00000022", 1, RTR_INVALID_REQUEST, RTR_INVALID_REQUEST},
	{"01 05 0000 00000008", 1, RTR_UNSUPPORTED_TYPE, RTR_UNSUPPORTED_TYPE},
	{"01 0b 0000 0000000c", 1, RTR_UNSUPPORTED_TYPE, RTR_UNSUPPORTED_TYPE},
	{"01 ff 0000 00000008", 1, RTR_UNSUPPORTED_TYPE, RTR_UNSUPPORTED_TYPE},
	{"01 02 0000 00000000", 1, RTR_CORRUPT, RTR_CORRUPT},
	{"01 02 0000 00000009", 1, RTR_CORRUPT, RTR_CORRUPT},
	{"01 02 0000 ffffffff", 1, RTR_CORRUPT, RTR_CORRUPT},
	{"01 01 0a01 00000008", 1, RTR_CORRUPT, RTR_CORRUPT},
	{"01 01 0a01 0000000d", 1, RTR_CORRUPT, RTR_CORRUPT},
	{"00 09 0000 00000022", 0, RTR_UNSUPPORTED_TYPE, RTR_UNEXPECTED_VERSION},
	{"02 0b 0000 0000000c", 2, RTR_INVALID_REQUEST, RTR_UNEXPECTED_VERSION},
	{"00 02 0000 00000009", 0, RTR_CORRUPT, RTR_UNEXPECTED_VERSION},
	{"03 04 0000 00000014", 2, RTR_UNSUPPORTED_VERSION, RTR_UNEXPECTED_VERSION},
	{"03 02 0000 00000009", 2, RTR_UNSUPPORTED_VERSION, RTR_UNEXPECTED_VERSION},
	{"47 45 5420 2f204854", 2, RTR_UNSUPPORTED_VERSION, RTR_UNEXPECTED_VERSION}, /* GET / HT */
	{"ff ff ffff ffffffff", 2, RTR_UNSUPPORTED_VERSION, RTR_UNEXPECTED_VERSION},
};

static void assert_refused(struct scene *x, const char *pdu, int version, int code)
{
	uint8_t b[1024], sent[64];
	struct rtr_report r;
	size_t n;

	feed(x, pdu);
	n = take(x, b, sizeof b);
	assert_int_equal(x->s.reason, RTR_ERROR_SENT);
	assert_int_equal(x->s.code, code);
	assert_true(rtr_session_is_over(&x->s, x->now));
	assert_int_equal(n, rtr_length(b));
	assert_int_equal(b[0], version);
	assert_int_equal(b[1], RTR_ERROR_REPORT);
	assert_true(rtr_report_read(b, n, &r));
	assert_int_equal(r.code, code);
	assert_true(r.ntext > 0);
	unhex(pdu, sent);
	assert_true(r.npdu >= 8);
	assert_memory_equal(r.pdu, sent, r.npdu);
	assert_int_equal(rtr_session_wants(&x->s), 0);
}

static void wrong_pdus_are_told_in_each_state(void **state)
{
	struct scene *x = *state;

	for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
		uint8_t b[1024];

		begin(x);
		assert_refused(x, wrongs[i].pdu, wrongs[i].version, wrongs[i].code);
		begin(x);
		feed(x, "01 02 0000 00000008");
		take(x, b, sizeof b);
		assert_refused(x, wrongs[i].pdu, 1, wrongs[i].open_code);
		begin(x); /* behind a query, before it is answered */
		feed(x, "01 02 0000 00000008");
		feed(x, wrongs[i].pdu); /* not wanted: the caller reads no more */
		take(x, b, sizeof b);
		assert_int_equal(x->s.state, RTR_OPEN);
	}
}

/* Version 0 has no code for that (RFC 6810 section 10). */
static void another_version_in_version_0(void **state)
{
	struct scene *x = *state;
	uint8_t b[1024];

	feed(x, "00 02 0000 00000008");
	take(x, b, sizeof b);
	assert_refused(x, "01 02 0000 00000008", 0, RTR_UNSUPPORTED_VERSION);
}

static void an_error_report_is_never_answered(void **state)
{
	static const char *const reports[] = {
		"01 0a 0007 00000014 00000000 00000004 64757021",
		"01 0a 0003 00000010 00000000 00000000",
		"01 0a 0063 00000010 ffffffff 00000000",
		"01 0a 0000 00000000",
		"02 0a 0008 00000010 00000000 00000000",
		"09 0a 0000 00000010 00000000 00000000",
	};
	struct scene *x = *state;

	for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
		for (int open = 0; open < 2; open++) {
			uint8_t b[1024];

			begin(x);
			if (open)
				feed(x, "01 02 0000 00000008");
			take(x, b, sizeof b);
			feed(x, reports[i]);
			expect(x, "");
			assert_int_equal(x->s.reason, RTR_ERROR_HEARD);
			assert_true(rtr_session_is_over(&x->s, x->now));
			if (!i) {
				assert_int_equal(x->s.code, 7);
				assert_string_equal(x->s.said, "dup!");
			}
		}
}

/* One longer than what we hold of it is heard all the same. */
static void a_long_error_report_is_heard(void **state)
{
	struct scene *x = *state;
	uint8_t b[RTR_SESSION_IN] = {1, 10, 0, 6, 0, 0, 0x80, 0, 0, 0, 0, 20};

	rtr_session_receive(&x->s, b, 511, x->now);
	assert_int_equal(x->s.state, RTR_NEGOTIATING);
	rtr_session_receive(&x->s, b + 511, 1, x->now);
	assert_int_equal(x->s.reason, RTR_ERROR_HEARD);
	assert_int_equal(x->s.code, 6);
}

static void nothing_is_served_before_there_is_something(void **state)
{
	struct scene *x = *state;
	struct rtr_cache *c = x->service.cache;

	x->service.cache = NULL;
	feed(x, "01 01 1234 0000000c 00000007");
	expect(x, "01 0a 0002 00000024 00000000 00000014 6e6f20636f6d706c657465206461746120796574");
	feed(x, "01 02 0000 00000008");
	expect(x, "01 0a 0002 00000024 00000000 00000014 6e6f20636f6d706c657465206461746120796574");
	rtr_session_tick(&x->s, x->now + 5000);
	expect(x, "");
	x->service.cache = c;
	rtr_session_tick(&x->s, x->now + 6000);
	expect(x, "01 00 0a01 0000000c 00000007"); /* now there is */
	feed(x, "01 02 0000 00000008");
	expect(x, ALL_1);
}

static void a_notify_a_minute(void **state)
{
	struct scene *x = *state;

	rtr_session_tick(&x->s, x->now);
	expect(x, ""); /* not before the versions are agreed upon */
	feed(x, "01 02 0000 00000008");
	rtr_session_tick(&x->s, x->now);
	expect(x, ALL_1);
	rtr_session_tick(&x->s, x->now += 100000);
	expect(x, "");
	update(x, SET("192.0.2.0/24 24 2", "aspa 5 6"));
	rtr_session_tick(&x->s, x->now);
	expect(x, "01 00 0a01 0000000c 00000008");
	rtr_session_tick(&x->s, x->now + 70000); /* told once */
	expect(x, "");
	update(x, SET("192.0.2.0/24 24 3", "aspa 5 6"));
	rtr_session_tick(&x->s, x->now + RTR_NOTIFY_MS - 1);
	expect(x, "");
	rtr_session_tick(&x->s, x->now += RTR_NOTIFY_MS);
	expect(x, "01 00 0a01 0000000c 00000009");
	/* what version 1 does not hear of is no news to it */
	update(x, SET("192.0.2.0/24 24 3", "aspa 5 7"));
	rtr_session_tick(&x->s, x->now += RTR_NOTIFY_MS);
	expect(x, "");
}

static void a_notify_waits_for_the_answer(void **state)
{
	struct scene *x = *state;
	uint8_t b[1024];
	size_t n;

	feed(x, "01 02 0000 00000008");
	n = take(x, b, 30);
	update(x, SET("192.0.2.0/24 24 2"));
	rtr_session_tick(&x->s, x->now);
	n += take(x, b + n, sizeof b);
	assert_hex(b, n, ALL_1); /* the old one, whole */
	rtr_session_tick(&x->s, x->now);
	expect(x, "01 00 0a01 0000000c 00000008");
}

#define TOO_OLD "746865206461746120617265 20746f6f206f6c6420746f20626520736572766564"

static void data_that_are_too_old_are_not_served(void **state)
{
	struct scene *x = *state;

	feed(x, "01 02 0000 00000008");
	expect(x, ALL_1);
	x->service.expired = true;
	rtr_session_tick(&x->s, x->now);
	expect(x, "01 0a 0002 00000031 00000000 00000021" TOO_OLD);
	rtr_session_tick(&x->s, x->now + 100);
	expect(x, "");
	feed(x, "01 01 0a01 0000000c 00000007");
	expect(x, "01 0a 0002 00000031 00000000 00000021" TOO_OLD);
	x->service.expired = false;
	rtr_session_tick(&x->s, x->now + 200);
	expect(x, "01 00 0a01 0000000c 00000007");
	/* version 2 can say that they are to be forgotten */
	begin(x);
	feed(x, "02 02 0000 00000008");
	expect(x, ALL_2);
	x->service.expired = true;
	rtr_session_tick(&x->s, x->now);
	expect(x, "02 0a 000d 00000010 00000000 00000000");
	assert_true(rtr_session_is_over(&x->s, x->now));
	/* and is not sent away for asking */
	begin(x);
	feed(x, "02 02 0000 00000008");
	expect(x, "02 0a 0002 00000031 00000000 00000021" TOO_OLD);
	rtr_session_tick(&x->s, x->now + 100);
	expect(x, "");
	assert_int_equal(x->s.state, RTR_OPEN);
}

static void an_end_comes_behind_a_whole_pdu(void **state)
{
	struct scene *x = *state;
	uint8_t b[1024];

	for (size_t cut = 0; cut < 8 + 20 + 16 + 24; cut++) {
		const size_t whole = cut == 0 ? 0 : cut <= 8 ? 8 : cut <= 28 ? 28 : cut <= 44 ? 44 : 68;
		size_t n;

		begin(x);
		feed(x, "02 02 0000 00000008");
		n = take(x, b, cut);
		rtr_session_end(&x->s, RTR_RESTART, x->now);
		n += take(x, b + n, sizeof b - n);
		assert_int_equal(n, whole + 16);
		assert_hex(b + whole, 16, "02 0a 000c 00000010 00000000 00000000");
		assert_true(rtr_session_is_over(&x->s, x->now));
		assert_int_equal(x->s.reason, RTR_ANNOUNCED);
	}
	begin(x);
	feed(x, "01 02 0000 00000008");
	expect(x, ALL_1);
	rtr_session_end(&x->s, RTR_SHUTDOWN, x->now);
	expect(x, ""); /* RFC 8210 has no word for it */
	assert_true(rtr_session_is_over(&x->s, x->now));
}

static void who_says_or_reads_nothing_is_let_go(void **state)
{
	struct scene *x = *state;
	uint8_t b[1024];

	feed(x, "01 02 00");
	rtr_session_tick(&x->s, x->now + RTR_FIRST_QUERY_MS);
	assert_int_equal(x->s.state, RTR_NEGOTIATING);
	rtr_session_tick(&x->s, x->now + RTR_FIRST_QUERY_MS + 1);
	assert_int_equal(x->s.reason, RTR_SILENT);
	begin(x);
	feed(x, "02 02 0000 00000008");
	take(x, b, 9);
	rtr_session_tick(&x->s, x->now + 1800 * 1000);
	assert_int_equal(x->s.state, RTR_OPEN);
	rtr_session_tick(&x->s, x->now += 1800 * 1000 + 1);
	assert_int_equal(x->s.reason, RTR_STALLED);
	assert_false(rtr_session_is_over(&x->s, x->now));
	assert_true(rtr_session_is_over(&x->s, x->now + RTR_LINGER_MS + 1)); /* read or not */
	assert_int_equal(take(x, b, sizeof b), 19 + rtr_error_size(0, "nothing was read for too long"));
	assert_hex(b + 19, 4, "02 0a 000a");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_version_is_answered_in_its_own),
		TEST(serial_queries),
		TEST(session_ids),
		TEST(sessions_of_version_0),
		TEST(queries_in_pieces_and_in_a_row),
		TEST(a_slow_reader_holds_one_answer),
		TEST(a_version_above_ours_may_ask_again),
		TEST(a_listener_may_speak_less),
		TEST(wrong_pdus_are_told_in_each_state),
		TEST(another_version_in_version_0),
		TEST(an_error_report_is_never_answered),
		TEST(a_long_error_report_is_heard),
		TEST(nothing_is_served_before_there_is_something),
		TEST(a_notify_a_minute),
		TEST(a_notify_waits_for_the_answer),
		TEST(data_that_are_too_old_are_not_served),
		TEST(an_end_comes_behind_a_whole_pdu),
		TEST(who_says_or_reads_nothing_is_let_go),
	};

	return check_main(tests);
}
