#include "../check.h"

#include <string.h>

#include "base/ascii.h"

static void what_is_printable_runs_from_blank_to_tilde(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++)
		assert_int_equal(ascii_is_printable((char)c), c >= 0x20 && c <= 0x7e);
}

static void foreign_bytes_become_a_text_that_ends(void **state)
{
	static const struct {
		const char *name, bytes[8], text[8];
	} cases[] = {
		{"none", "", ""},
		{"a text", "rpki ~!", "rpki ~!"},
		{"no end", {'1', '2', '3', '4', '5', '6', '7', '8'}, "1234567"},
		{"a line end", "a\nb\r\tc", "a?b??c"},
		{"escape and delete", "\x1b[1m\x7f", "?[1m?"},
		{"beyond ASCII", "\xc3\xa9\x80\xff", "????"},
		{"what follows its end", "a\0\n\xff", "a\0\n\xff"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char s[sizeof cases->bytes];

		memcpy(s, cases[i].bytes, sizeof s);
		ascii_make_text(s, sizeof s);
		if (memcmp(s, cases[i].text, sizeof s))
			fail_msg("%s: found '%.8s'", cases[i].name, s);
	}
}

static void a_room_of_one_byte_is_an_empty_text(void **state)
{
	char s[2] = "xy";

	(void)state;
	ascii_make_text(s, 1);
	assert_memory_equal(s, "\0y", 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_printable_runs_from_blank_to_tilde),
		cmocka_unit_test(foreign_bytes_become_a_text_that_ends),
		cmocka_unit_test(a_room_of_one_byte_is_an_empty_text),
	};

	return check_main(tests);
}
