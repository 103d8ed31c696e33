#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "sav/addresses.h"

static struct prefix parse(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_parse(text, strlen(text), &p), PREFIX_OK);
	return p;
}

/* The set of the addresses of up to eight prefixes. */
static struct prefix_set set_of(const char *const *texts)
{
	struct range_list blocks = {0};
	struct prefix_set set = {0};

	for (; *texts; texts++) {
		struct prefix p = parse(*texts);
		struct range r = range_exact(&p);

		assert_int_equal(range_list_add(&blocks, &r), 0);
	}
	assert_int_equal(addresses_make(&set, &blocks), 0);
	range_list_release(&blocks);
	return set;
}

static void covers_are_as_few_prefixes_as_can_be(void **state)
{
	static const struct {
		const char *in[6], *cover;
		uint64_t v4, v6_64;
	} rows[] = {
		{{NULL}, "", 0, 0},
		{{"192.0.2.0/25", "192.0.2.128/25"}, "192.0.2.0/24 ", 256, 0},
		{{"192.0.2.0/24", "192.0.2.64/26", "192.0.2.1/32"}, "192.0.2.0/24 ", 256, 0},
		{{"10.0.0.1/32", "10.0.0.2/31"}, "10.0.0.1/32 10.0.0.2/31 ", 3, 0},
		{{"0.0.0.0/1", "128.0.0.0/1"}, "0.0.0.0/0 ", (uint64_t)1 << 32, 0},
		{{"2001:db8::/47", "2001:db8:2::/48"}, "2001:db8::/47 2001:db8:2::/48 ", 0, 3 << 16},
		/* Parts of one /64 count once. */
		{{"2001:db8::1/128", "2001:db8::8/127", "2001:db8:0:1::/64"},
		 "2001:db8::1/128 2001:db8::8/127 2001:db8:0:1::/64 ", 0, 2},
		{{"::/0"}, "::/0 ", 0, UINT64_MAX},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct prefix_set set = set_of(rows[i].in);
		struct range_list cover = {0};
		struct addresses_size size;
		char text[512] = "", one[PREFIX_TEXT];

		assert_int_equal(addresses_cover(&set, &cover), 0);
		for (size_t k = 0; k < range_list_count(&cover); k++) {
			struct range r = range_list_get(&cover, k);
			struct prefix p = range_prefix(&r);

			assert_int_equal(r.ge, r.len);
			assert_int_equal(r.le, r.len);
			strcat(strcat(text, prefix_text(&p, one)), " ");
		}
		assert_string_equal(text, rows[i].cover);
		size = addresses_size(&cover);
		assert_int_equal(size.entries, range_list_count(&cover));
		assert_true(size.v4 == rows[i].v4 && size.v6_64 == rows[i].v6_64);
		range_list_release(&cover);
		prefix_set_release(&set);
	}
}

static void a_block_is_in_whole_or_not(void **state)
{
	const char *const in[] = {"192.0.2.0/25", "192.0.2.128/26", "255.0.0.0/8", "ff00::/8", NULL};
	struct prefix_set set = set_of(in);
	static const struct {
		const char *block;
		bool has;
	} rows[] = {
		{"192.0.2.0/25", true},  {"192.0.2.64/26", true},  {"192.0.2.0/24", false},
		{"192.0.2.160/27", true}, {"192.0.2.192/26", false}, {"192.0.2.0/32", true},
		{"192.0.1.255/32", false}, {"255.255.255.255/32", true}, {"255.0.0.0/8", true},
		{"254.0.0.0/7", false},  {"0.0.0.0/0", false},     {"ff00::/8", true},
		{"fe00::/7", false},     {"::/0", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct prefix p = parse(rows[i].block);

		assert_int_equal(addresses_has_block(&set, &p), rows[i].has);
	}
	prefix_set_release(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(covers_are_as_few_prefixes_as_can_be),
		cmocka_unit_test(a_block_is_in_whole_or_not),
	};

	return check_main(tests);
}
