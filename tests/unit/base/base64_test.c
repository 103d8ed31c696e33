#include <string.h>

#include "../check.h"
#include "base/base64.h"

/* RFC 4648 section 10, and bytes that need the last two digits. */
static const struct {
	const char *bytes, *text;
} cases[] = {
	{"", ""},	    {"f", "Zg=="},	  {"fo", "Zm8="},	  {"foo", "Zm9v"},
	{"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "+//+"},
};

static void bytes_become_text_and_bytes_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const size_t n = strlen(cases[i].bytes);
		char text[BASE64_TEXT(6)];
		uint8_t back[8];

		assert_string_equal(base64_encode((const uint8_t *)cases[i].bytes, n, text), cases[i].text);
		assert_int_equal(base64_decode(text, strlen(text), back, sizeof back), n);
		assert_memory_equal(back, cases[i].bytes, n);
	}
}

static void bytes_become_two_digits_and_bytes_again(void **state)
{
	static const struct {
		const char *name;
		uint8_t bytes[4];
		size_t n;
		const char *lower, *upper;
	} hex[] = {
		{"nothing", {0}, 0, "", ""},
		{"zeros stay", {0, 0x01}, 2, "0001", "0001"},
		{"both halves", {0x9a, 0xa9}, 2, "9aa9", "9AA9"},
		{"all letters", {0xab, 0xcd, 0xef}, 3, "abcdef", "ABCDEF"},
		{"beyond a signed char", {0x7f, 0x80, 0xff}, 3, "7f80ff", "7F80FF"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof hex / sizeof *hex; i++) {
		char lower[HEX_TEXT(4)], upper[HEX_TEXT(4)];
		uint8_t back[4];

		if (strcmp(hex_encode(hex[i].bytes, hex[i].n, lower), hex[i].lower) ||
		    strcmp(hex_encode_upper(hex[i].bytes, hex[i].n, upper), hex[i].upper))
			fail_msg("%s: '%s', '%s'", hex[i].name, lower, upper);
		assert_int_equal(hex_decode(lower, strlen(lower), back, sizeof back), hex[i].n);
		assert_memory_equal(back, hex[i].bytes, hex[i].n);
		assert_int_equal(hex_decode(upper, strlen(upper), back, sizeof back), hex[i].n);
		assert_memory_equal(back, hex[i].bytes, hex[i].n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_become_text_and_bytes_again),
		cmocka_unit_test(bytes_become_two_digits_and_bytes_again),
	};

	return check_main(tests);
}
