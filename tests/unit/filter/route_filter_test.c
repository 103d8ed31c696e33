#include "../check.h"

#include "../range_text.h"
#include "filter/route_filter.h"

static const struct {
	const char *name, *from;
	struct filter_rules rules;
	const char *to;
} cases[] = {
	{"as it is", "10.0.0.0/8 10.1.0.0/16 2001:db8::/32", {.family = IPV4}, "10.0.0.0/8 10.1.0.0/16"},
	{"the other family", "10.0.0.0/8 2001:db8::/32", {.family = IPV6}, "2001:db8::/32"},
	{"-m 16", "10.0.0.0/8 10.1.0.0/16 10.1.2.0/24", {.family = IPV4, .max_len = 16},
	 "10.0.0.0/8 10.1.0.0/16"},
	{"-R 24", "10.0.0.0/22 10.0.1.0/24 10.0.2.0/25 10.1.0.0/24", {.family = IPV4, .more_to = 24},
	 "10.0.0.0/22^22-24 10.0.2.0/25 10.1.0.0/24"},
	{"-r 23 -R 24", "10.0.0.0/22 10.1.0.0/23 10.2.0.0/24",
	 {.family = IPV4, .more_to = 24, .more_from = 23},
	 "10.0.0.0/22^23-24 10.1.0.0/23^23-24 10.2.0.0/24"},
	/* bgpq4 lets in 10.2.0.0/24^24-32 here */
	{"-r 24 -R 24", "10.0.0.0/22 10.2.0.0/24", {.family = IPV4, .more_to = 24, .more_from = 24},
	 "10.0.0.0/22^24-24 10.2.0.0/24"},
	{"-A -R 24", "10.0.0.0/23 10.0.2.0/23 10.0.2.0/24",
	 {.family = IPV4, .more_to = 24, .aggregate = true}, "10.0.0.0/22^23-24"},
	{"a range is written out", "10.0.0.0/24^25-26", {.family = IPV4},
	 "10.0.0.0/25 10.0.0.0/26 10.0.0.64/26 10.0.0.128/25 10.0.0.128/26 10.0.0.192/26"},
	{"up to -m", "10.0.0.0/24^+", {.family = IPV4, .max_len = 25},
	 "10.0.0.0/24 10.0.0.0/25 10.0.0.128/25"},
	{"and aggregated again", "10.0.0.0/24^+", {.family = IPV4, .aggregate = true},
	 "10.0.0.0/24^24-32"},
	{"one that is too wide stays", "2001:db8::/32^+ 2001:db8::/32", {.family = IPV6},
	 "2001:db8::/32 2001:db8::/32^32-128"},
	{"with -R", "10.0.0.0/8^16-26", {.family = IPV4, .more_to = 28}, "10.0.0.0/8^16-28"},
	{"with -r and -R", "10.0.0.0/8^16-32", {.family = IPV4, .more_to = 28, .more_from = 24},
	 "10.0.0.0/8^24-32"},
	{"nothing is left", "10.0.0.0/24^25-26", {.family = IPV4, .max_len = 24}, ""},
};

static void entries_of_a_filter(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct range_list list;
		char text[1024];

		list_read(&list, cases[i].from);
		assert_int_equal(filter_entries(&list, &cases[i].rules), 0);
		list_text(&list, text, sizeof text);
		if (strcmp(text, cases[i].to))
			fail_msg("%s: got %s, expected %s", cases[i].name, text, cases[i].to);
		range_list_release(&list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_of_a_filter),
	};

	return check_main(tests);
}
