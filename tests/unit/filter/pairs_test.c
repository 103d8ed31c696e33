#include "../check.h"

#include "../range_text.h"
#include "filter/pairs.h"

/* What bgpq4 1.9 and 1.16 write for these, run against a stand-in server. */
static const struct {
	const char *from, *to;
} cases[] = {
	{"10.0.0.0/24", "10.0.0.0/24"},
	{"10.0.0.0/25 10.0.0.128/25", "10.0.0.0/24^25-25"},
	{"10.0.0.0/24 10.0.0.0/25 10.0.0.128/25", "10.0.0.0/24^24-25"},
	{"10.0.0.0/24 10.0.1.0/24 10.0.2.0/24 10.0.3.0/24", "10.0.0.0/22^24-24"},
	{"10.0.0.0/24 10.0.1.0/24 10.0.2.0/24", "10.0.0.0/23^24-24 10.0.2.0/24"},
	/* a block of its own beside what its quarters have in common: two entries of one prefix */
	{"10.0.0.0/22 10.0.0.0/24 10.0.1.0/24 10.0.2.0/24 10.0.3.0/24",
	 "10.0.0.0/22 10.0.0.0/22^24-24"},
	/* halves at different depths stay apart */
	{"10.0.0.0/24 10.0.1.0/25", "10.0.0.0/24 10.0.1.0/25"},
	{"0.0.0.0/1 128.0.0.0/1", "0.0.0.0/0^1-1"},
	{"2001:db8::/33 2001:db8:8000::/33", "2001:db8::/32^33-33"},
	{"2001:db8::/128 2001:db8::1/128", "2001:db8::/127^128-128"},
};

static void merges_as_bgpq4_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct range_list list;
		char text[512];

		list_read(&list, cases[i].from);
		assert_int_equal(pairs_merge(&list), 0);
		assert_string_equal(list_text(&list, text, sizeof text), cases[i].to);
		range_list_release(&list);
	}
}

static void an_empty_list_stays_empty(void **state)
{
	struct range_list list = {0};

	(void)state;
	assert_int_equal(pairs_merge(&list), 0);
	assert_int_equal(range_list_count(&list), 0);
}

/* Every prefix of a block down to /32 or /128 is one entry, however deep. */
static void a_full_block_is_one_entry(void **state)
{
	struct range_list list = {0};
	char text[128];

	(void)state;
	for (unsigned len = 120; len <= 128; len++)
		for (unsigned i = 0; i < 1u << (len - 120); i++) {
			struct prefix p = prefix_make(
				IPV6, u128_make(0x20010db800000000, (uint64_t)i << (128 - len)), len);
			struct range r = range_exact(&p);

			assert_int_equal(range_list_add(&list, &r), 0);
		}
	assert_int_equal(range_list_normalize(&list), 0);
	assert_int_equal(pairs_merge(&list), 0);
	assert_string_equal(list_text(&list, text, sizeof text), "2001:db8::/120^120-128");
	range_list_release(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merges_as_bgpq4_does),
		cmocka_unit_test(an_empty_list_stays_empty),
		cmocka_unit_test(a_full_block_is_one_entry),
	};

	return check_main(tests);
}
