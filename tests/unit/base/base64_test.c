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

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(bytes_become_text_and_bytes_again)};

	return check_main(tests);
}
