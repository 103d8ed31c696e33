#include "../check.h"

#include <string.h>

#include "base/control.h"

static void controls_are_found_and_letters_are_not(void **state)
{
	static const struct {
		const char *text;
		size_t length; /* of a control character at the beginning */
		bool anywhere;
	} cases[] = {
		{"", 0, false},		 {"abc ~", 0, false},	      {"\tx", 1, true},      {"\x01", 1, true},
		{"\x1f", 1, true},	 {"\x7f", 1, true},	      {"a\nb", 0, true},     {"b\x7f", 0, true},
		{"\xc2\x80", 2, true},  {"\xc2\x9f", 2, true},      {"x\xc2\x9b[", 0, true}, {"\xc2\xa0", 0, false},
		{"\xc3\x9f", 0, false}, {"\xc2", 0, false}, /* cut */ {"\xc3\xa9\xe2\x80\xa6", 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(control_length(cases[i].text), cases[i].length);
		assert_int_equal(control_is_in(cases[i].text, strlen(cases[i].text)), cases[i].anywhere);
	}
	assert_true(control_is_in("a\0b", 3));
	assert_false(control_is_in("a\nb", 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(controls_are_found_and_letters_are_not),
	};

	return check_main(tests);
}
