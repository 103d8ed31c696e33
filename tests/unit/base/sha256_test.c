#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"

/* The vectors of FIPS 180-4's examples, and lengths around a block's end as sha256sum has them. */
static void known_answers(void **state)
{
	static const struct {
		size_t n; /* so many letters 'a', or the text */
		const char *text, *hash;
	} rows[] = {
		{0, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{0, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{0, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
		{55, NULL, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
		{56, NULL, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
		{64, NULL, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
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
