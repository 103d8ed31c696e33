#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "base/blake2b.h"

/* RFC 7693's "abc", and lengths around a block's end, as b2sum -l 256 has them. */
static void known_answers(void **state)
{
	static const struct {
		size_t n; /* so many letters 'a', or the text */
		const char *text, *hash;
	} rows[] = {
		{0, "", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"},
		{0, "abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"},
		{1, NULL, "8928aae63c84d87ea098564d1e03ad813f107add474e56aedd286349c0c03ea4"},
		{127, NULL, "59e2f1aba240f20aa591016f5ef429990bc9c2131dcd0d30f0ffd75ed18f317d"},
		{128, NULL, "ae2aa48507885c4c950fb809b2076f959cde9f8ea6da260d9a3587df33dac450"},
		{129, NULL, "2f64744a6de0d2c0b56e64cf6e29a5aaa255010d415d51c75ccc82f73dccd865"},
		{256, NULL, "eae4d3a7627549b383179dc18049964f91a6fed14c9f3fb26705eda3eeda5558"},
		{1000000, NULL, "0741850f36cba4259628355d1073e24ddb9ca0e1bfac36fd39ae5dc2101e23a4"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n = rows[i].n ? rows[i].n : strlen(rows[i].text);
		char *bytes = malloc(n + 1), text[BLAKE2B_TEXT];

		assert_non_null(bytes);
		memset(bytes, 'a', n);
		if (rows[i].text)
			memcpy(bytes, rows[i].text, n);
		assert_string_equal(blake2b_text(bytes, n, text), rows[i].hash);
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
