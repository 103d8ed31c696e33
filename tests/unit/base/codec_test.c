#include "../check.h"

#include "base/codec.h"

static void a_file_names_its_compression(void **state)
{
	static const struct {
		const char *name;
		uint8_t bytes[CODEC_MAGIC];
		size_t n;
		const struct codec *found;
	} cases[] = {
		{"gzip (RFC 1952 2.3.1)", {0x1f, 0x8b, 8, 0}, 4, &codec_gzip},
		{"gzip, no more than its magic", {0x1f, 0x8b}, 2, &codec_gzip},
		{"bzip2", {'B', 'Z', 'h', '9'}, 4, &codec_bzip2},
		{"zstd (RFC 8878 3.1.1)", {0x28, 0xb5, 0x2f, 0xfd}, 4, &codec_zstd},
		{"nothing", {0}, 0, NULL},
		{"half of gzip", {0x1f}, 1, NULL},
		{"bzip2 cut short", {'B', 'Z', 'h'}, 2, NULL},
		{"zstd cut short", {0x28, 0xb5, 0x2f, 0xfd}, 3, NULL},
		{"pack(1)", {0x1f, 0x1e}, 2, NULL},
		{"bzip, the first", {'B', 'Z', '0', '9'}, 4, NULL},
		{"a skippable frame of zstd", {0x50, 0x2a, 0x4d, 0x18}, 4, NULL},
		{"JSON", {'{', '"', 'r', 'o'}, 4, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (codec_find(cases[i].bytes, cases[i].n) != cases[i].found)
			fail_msg("%s", cases[i].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_file_names_its_compression)};

	return check_main(tests);
}
