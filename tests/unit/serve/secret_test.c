#include "../check.h"

#include <stdio.h>

#include "serve/secret.h"

static void a_key_that_everybody_reads_or_writes_is_none(void **state)
{
	static const struct {
		const char *name;
		unsigned mode;
		const char *shown; /* NULL: taken */
	} cases[] = {
		{"its owner's", 0400, NULL},
		{"its owner's and group's", 0660, NULL},
		{"what everybody may run", 0601, NULL},
		{"a bit beyond the nine", 04640, NULL},
		{"everybody reads", 0644, "0644"},
		{"everybody writes", 0602, "0602"},
		{"everybody, and set-group-id", 02666, "2666"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct stat st = {.st_mode = S_IFREG | cases[i].mode};
		struct err e = {.code = 0};
		char want[80];
		const int rc = secret_check(&st, "rtr.key", &e);

		if (rc != (cases[i].shown ? WEIR_ESYNTAX : 0))
			fail_msg("%s: %d", cases[i].name, rc);
		if (!cases[i].shown)
			continue;
		assert_string_equal(e.file, "rtr.key");
		snprintf(want, sizeof want, "expected a key for its owner and group alone, found mode %s", cases[i].shown);
		assert_string_equal(e.msg, want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_key_that_everybody_reads_or_writes_is_none)};

	return check_main(tests);
}
