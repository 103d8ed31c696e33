#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "base/umac.h"

/* RFC 4418's examples for its key and nonce: of the 128 bits they have the first 96. */
static void known_answers(void **state)
{
	static const struct {
		const char *text;
		size_t times;
		const char *sum;
	} rows[] = {
		{"", 0, "32fedb100c79ad58f07ff764"},
		{"a", 3, "185e4fe905cba7bd85e4c2dc"},
		{"a", 1 << 10, "7a54abe04af82d60fb298c3c"},
		{"a", 1 << 15, "7b136bd911e4b734286ef2be"},
		{"a", 1 << 20, "f8acfa3ac31cfeea047f7b11"},
		{"abc", 1, "883c3d4b97a61976ffcf2323"},
		{"abc", 500, "8824a260c53c66a36c9260a6"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const size_t length = strlen(rows[i].text), n = length * rows[i].times;
		char *bytes = malloc(n + 1), text[UMAC_TEXT];

		assert_non_null(bytes);
		for (size_t at = 0; at < n; at += length)
			memcpy(bytes + at, rows[i].text, length);
		assert_memory_equal(umac_text(bytes, n, text), rows[i].sum, 24);
		assert_int_equal(strlen(text), UMAC_TEXT - 1);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_answers),
	};

	return check_main(tests);
}
