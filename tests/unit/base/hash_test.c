#include "../check.h"

#include <string.h>

#include "base/hash.h"

/* From the tables of FNV's authors; the last one, a byte that is no char, from the definition. */
static void is_the_published_hash(void **state)
{
	static const struct {
		const char *text;
		uint64_t hash;
	} cases[] = {
		{"", UINT64_C(0xcbf29ce484222325)},	  {"a", UINT64_C(0xaf63dc4c8601ec8c)},
		{"b", UINT64_C(0xaf63df4c8601f1a5)},	  {"foobar", UINT64_C(0x85944171f73967e8)},
		{"\xff", UINT64_C(0xaf64724c8602eb6e)},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const uint64_t h = hash_add(HASH_START, cases[i].text, strlen(cases[i].text));

		if (h != cases[i].hash)
			fail_msg("'%s': %016llx", cases[i].text, (unsigned long long)h);
	}
}

static void pieces_hash_as_the_whole(void **state)
{
	const uint64_t whole = hash_add(HASH_START, "foo\0bar", 7);

	(void)state;
	assert_true(hash_add(hash_add(HASH_START, "foo", 4), "bar", 3) == whole);
	assert_true(hash_add(hash_add(HASH_START, "foo", 3), "bar", 3) != whole);
	assert_true(hash_add(whole, NULL, 0) == whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_published_hash),
		cmocka_unit_test(pieces_hash_as_the_whole),
	};

	return check_main(tests);
}
