#include "../check.h"

#include <string.h>

#include "base/err.h"

static void place_and_sentence(void **state)
{
	struct err e;
	char text[600];

	(void)state;
	assert_int_equal(err_at(&e, WEIR_ESYNTAX, "a.db", 3, 7, "expected %s, found '%s'", "x", "y"),
			 WEIR_ESYNTAX);
	assert_string_equal(err_text(&e, text, sizeof text), "a.db:3:7: expected x, found 'y'");
	err_at(&e, WEIR_EIO, "a.db", 0, 0, "cannot open");
	assert_string_equal(err_text(&e, text, sizeof text), "a.db: cannot open");
	err_set(&e, WEIR_ENOMEM, "out of memory");
	assert_string_equal(err_text(&e, text, sizeof text), "out of memory");
	assert_int_equal(err_set(NULL, WEIR_EIO, "nobody listens"), WEIR_EIO);
}

static void control_characters_are_shown_as_question_marks(void **state)
{
	struct err e;

	(void)state;
	err_at(&e, WEIR_ESYNTAX, "a\n.db", 1, 0, "found '%s'", "x\r\ny\x1b[31mz\x7f\xc2\x9b");
	assert_string_equal(e.file, "a?.db");
	assert_string_equal(e.msg, "found 'x?" "?y?[31mz?" "?" "?'");
	err_set(&e, WEIR_ESYNTAX, "expected …, found 'é'");
	assert_string_equal(e.msg, "expected …, found 'é'");
}

static void long_names_keep_their_end(void **state)
{
	struct err e;
	char name[1000];

	(void)state;
	memset(name, 'a', sizeof name);
	strcpy(name + sizeof name - 6, "/b.db");
	err_at(&e, WEIR_EIO, name, 0, 0, "%s", name);
	assert_int_equal(strlen(e.file), sizeof e.file - 1);
	assert_string_equal(e.file + sizeof e.file - 6, "/b.db");
	assert_int_equal(strlen(e.msg), sizeof e.msg - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(place_and_sentence),
		cmocka_unit_test(control_characters_are_shown_as_question_marks),
		cmocka_unit_test(long_names_keep_their_end),
	};

	return check_main(tests);
}
