#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"

/* FIPS 180-4's "abc", and lengths around a block's end, as sha256sum has them. */
static void known_answers(void **state)
{
	static const struct {
		size_t n; /* so many letters 'a', or the text */
		const char *text, *hash;
	} rows[] = {
		{0, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{0, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{1, NULL, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"},
		{127, NULL, "c57e9278af78fa3cab38667bef4ce29d783787a2f731d4e12200270f0c32320a"},
		{128, NULL, "6836cf13bac400e9105071cd6af47084dfacad4e5e302c94bfed24e013afb73e"},
		{129, NULL, "c12cb024a2e5551cca0e08fce8f1c5e314555cc3fef6329ee994a3db752166ae"},
		{256, NULL, "02d7160d77e18c6447be80c2e355c7ed4388545271702c50253b0914c65ce5fe"},
		{1000000, NULL, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n = rows[i].n ? rows[i].n : strlen(rows[i].text);
		char *bytes = malloc(n + 1), text[SHA256_TEXT];

		assert_non_null(bytes);
		memset(bytes, 'a', n);
		if (rows[i].text)
			memcpy(bytes, rows[i].text, n);
		assert_string_equal(sha256_text(bytes, n, text), rows[i].hash);
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
