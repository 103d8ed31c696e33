#include "../../check.h"

#include "bytes.h"

/* X.690 section 10 and 11: the one encoding of each value, and what looks like it. */
static void elements(void **state)
{
	static const struct {
		const char *name;
		struct span bytes;
		bool valid;
		size_t at;
	} cases[] = {
		{"null", BYTES("\5\0"), true, 0},
		{"null with a value", BYTES("\5\1\0"), false, 0},
		{"nothing", BYTES(""), false, 0},
		{"a tag alone", BYTES("\2"), false, 0},
		{"something behind", BYTES("\5\0\5\0"), false, 2},
		{"end of contents", BYTES("\0\0"), false, 0},
		{"true", BYTES("\1\1\xff"), true, 0},
		{"true as BER has it", BYTES("\1\1\1"), false, 0},
		{"0", BYTES("\2\1\0"), true, 0},
		{"-1", BYTES("\2\1\xff"), true, 0},
		{"128", BYTES("\2\2\0\x80"), true, 0},
		{"1 in two bytes", BYTES("\2\2\0\1"), false, 0},
		{"-1 in two bytes", BYTES("\2\2\xff\xff"), false, 0},
		{"no number", BYTES("\2\0"), false, 0},
		{"no bits", BYTES("\3\1\0"), true, 0},
		{"no bits, one of them unused", BYTES("\3\1\1"), false, 0},
		{"seven bits", BYTES("\3\2\1\x80"), true, 0},
		{"seven bits, the last is set", BYTES("\3\2\1\x81"), false, 0},
		{"eight unused bits", BYTES("\3\2\x08\0"), false, 0},
		{"a name", BYTES("\6\1\x2a"), true, 0},
		{"a name that is cut", BYTES("\6\1\x81"), false, 0},
		{"a string in pieces", BYTES("\x24\4\4\2ab"), false, 0},
		{"a sequence", BYTES("\x30\5\5\0\2\1\1"), true, 0},
		{"a sequence that is primitive", BYTES("\x10\0"), false, 0},
		{"an element that reaches beyond its sequence", BYTES("\x30\3\2\2\1\1"), false, 2},
		{"indefinite length", BYTES("\x30\x80\0\0"), false, 0},
		{"a length in more bytes than it needs", BYTES("\4\x81\1a"), false, 0},
		{"a length with a zero before it", BYTES("\4\x82\0\x80"), false, 0},
		{"a length of five bytes", BYTES("\4\x85\0\0\0\0\1a"), false, 0},
		{"a set in order", BYTES("\x31\6\2\1\1\2\1\2"), true, 0},
		{"a set out of order", BYTES("\x31\6\2\1\2\2\1\1"), false, 5},
		{"a tag of two bytes", BYTES("\x1f\x20\0"), false, 0},
		{"context-specific, constructed", BYTES("\xa0\3\2\1\1"), true, 0},
		{"context-specific, primitive", BYTES("\x80\1x"), true, 0},
	};
	size_t at;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (der_valid(cases[i].bytes, &at) != cases[i].valid || (!cases[i].valid && at != cases[i].at))
			fail_msg("%s: at %zu", cases[i].name, at);
	}
}

static void depth(void **state)
{
	uint8_t nested[2 * 40];
	size_t at;

	(void)state;
	for (unsigned n = 0; n < 40; n++) {
		for (unsigned i = 0; i <= n; i++) {
			nested[2 * i] = DER_SEQUENCE;
			nested[2 * i + 1] = (uint8_t)(2 * (n - i));
		}
		assert_int_equal(der_valid((struct span){nested, 2 * (n + 1)}, &at), n < 32);
	}
}

static void numbers(void **state)
{
	static const struct {
		struct span bytes;
		bool good;
		uint32_t n;
	} cases[] = {
		{BYTES("\2\1\0"), true, 0},
		{BYTES("\2\1\x7f"), true, 127},
		{BYTES("\2\2\0\xff"), true, 255},
		{BYTES("\2\5\0\xff\xff\xff\xff"), true, 4294967295},
		{BYTES("\2\5\1\0\0\0\0"), false, 0},
		{BYTES("\2\1\x80"), false, 0},
		{BYTES("\2\2\0\1"), false, 0},
		{BYTES("\4\1\1"), false, 0},
		{BYTES(""), false, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct wire w = der_cursor(cases[i].bytes);
		uint32_t n = der_u32(&w);

		if (wire_done(&w) != cases[i].good || n != cases[i].n)
			fail_msg("number %zu: %u", i, n);
	}
}

/* RFC 5280 4.1.2.5; the seconds are date(1)'s. */
static void times(void **state)
{
	static const struct {
		const char *text;
		uint8_t tag;
		bool good;
		int64_t t;
	} cases[] = {
		{"700101000000Z", DER_UTC_TIME, true, 0},
		{"491231235959Z", DER_UTC_TIME, true, 2524607999},
		{"500101000000Z", DER_UTC_TIME, true, -631152000},
		{"260228120000Z", DER_UTC_TIME, true, 1772280000},
		{"240229000000Z", DER_UTC_TIME, true, 1709164800},
		{"260229000000Z", DER_UTC_TIME, false, 0},
		{"261301000000Z", DER_UTC_TIME, false, 0},
		{"260100000000Z", DER_UTC_TIME, false, 0},
		{"260101240000Z", DER_UTC_TIME, false, 0},
		{"260101006000Z", DER_UTC_TIME, false, 0},
		{"260101000060Z", DER_UTC_TIME, false, 0},
		{"2601010000Z", DER_UTC_TIME, false, 0},
		{"260101000000+0000", DER_UTC_TIME, false, 0},
		{"2601010000 0Z", DER_UTC_TIME, false, 0},
		{"20500101000000Z", DER_GENERAL_TIME, true, 2524608000},
		{"99991231235959Z", DER_GENERAL_TIME, true, 253402300799},
		{"20491231235959Z", DER_GENERAL_TIME, false, 0},
		{"20500101000000.5Z", DER_GENERAL_TIME, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint8_t bytes[40] = {cases[i].tag, (uint8_t)strlen(cases[i].text)};
		struct wire w = wire_make(bytes, 2 + bytes[1]);
		int64_t t;

		memcpy(bytes + 2, cases[i].text, bytes[1]);
		t = der_time(&w);
		if (wire_done(&w) != cases[i].good || (cases[i].good && t != cases[i].t))
			fail_msg("%s: %lld", cases[i].text, (long long)t);
	}
}

/* Of a manifest: GeneralizedTime of any year, among them those of four hundred years. */
static void general_times(void **state)
{
	static const struct {
		struct span bytes;
		int64_t t;
	} cases[] = {
		{BYTES("\x18\x0f" "20260301120000Z"), 1772366400},
		{BYTES("\x18\x0f" "20000229000000Z"), 951782400},
		{BYTES("\x18\x0f" "19000301000000Z"), -2203891200},
		{BYTES("\x18\x0f" "00010101000000Z"), -62135596800},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct wire w = der_cursor(cases[i].bytes);

		assert_int_equal(der_general_time(&w), cases[i].t);
		assert_true(wire_done(&w));
	}
}

/* An error stays, and what is left of an inner cursor is one of the outer. */
static void errors_stay(void **state)
{
	struct wire w = der_cursor(BYTES("\x30\3\2\1\1\2\1\2")), in = der_take(&w, DER_SEQUENCE);

	(void)state;
	assert_int_equal(der_u32(&w), 2);
	assert_true(wire_done(&w));
	der_close(&w, &in);
	assert_true(w.bad);
	assert_int_equal(der_u32(&in), 1);
	assert_false(der_bool(&in));
	assert_true(in.bad);
	assert_int_equal(der_element(&in, DER_NULL).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements), cmocka_unit_test(depth), cmocka_unit_test(numbers),
		cmocka_unit_test(times), cmocka_unit_test(general_times), cmocka_unit_test(errors_stay),
	};

	return check_main(tests);
}
