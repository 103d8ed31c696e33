#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../range_text.h"
#include "net/origin_list.h"

/* "10.0.0.0/8^9-16=1 2001:db8::/32=2" into a list, and out of it. */
static void origins_read(struct origin_list *l, const char *text)
{
	*l = (struct origin_list){0};
	while (*text) {
		size_t n = strcspn(text, "=");
		char one[80];
		struct range_list ranges;
		struct range r;
		char *end;

		snprintf(one, sizeof one, "%.*s", (int)n, text);
		list_read(&ranges, one);
		r = range_list_get(&ranges, 0);
		assert_int_equal(origin_list_add(l, &r, (uint32_t)strtoul(text + n + 1, &end, 10)), 0);
		range_list_release(&ranges);
		text = end + (*end == ' ');
	}
}

static const char *origins_text(const struct origin_list *l, char *to, size_t size)
{
	size_t n = 0;

	*to = '\0';
	for (size_t i = 0; i < origin_list_count(l); i++) {
		struct origin_range o = origin_list_get(l, i);
		struct range_list one = {0};
		char range[80];

		assert_int_equal(range_list_add(&one, &o.range), 0);
		n += (size_t)snprintf(to + n, size - n, "%s%s=%u", i ? " " : "",
				      list_text(&one, range, sizeof range), o.origin);
		assert_true(n < size);
		range_list_release(&one);
	}
	return to;
}

static void sorted_and_distinct(void **state)
{
	struct origin_list l;
	char text[512];

	(void)state;
	origins_read(&l, "10.0.0.0/8=2 2001:db8::/32=70000 9.0.0.0/8=3 10.0.0.0/8=1 10.0.0.0/8=2 "
			 "10.0.0.0/8^8-24=1 10.0.0.0/16=4200000000 2001:db8::/32=5");
	assert_int_equal(origin_list_normalize(&l), 0);
	assert_string_equal(origins_text(&l, text, sizeof text),
			    "9.0.0.0/8=3 10.0.0.0/8=1 10.0.0.0/8=2 10.0.0.0/8^8-24=1 10.0.0.0/16=4200000000 "
			    "2001:db8::/32=5 2001:db8::/32=70000");
	origin_list_release(&l);
}

static int by_pair(const void *a, const void *b)
{
	const struct origin_range4 *x = a, *y = b;

	if (x->range != y->range)
		return x->range < y->range ? -1 : 1;
	return (x->origin > y->origin) - (x->origin < y->origin);
}

/* The radix sort against the library's, over pairs of many kinds. */
static void sorts_as_the_library_does(void **state)
{
	enum { N = 3000 };
	static struct origin_range4 expected[N];

	(void)state;
	srand(1);
	for (unsigned round = 0; round < 20; round++) {
		struct origin_list l = {0};
		size_t distinct = 0;

		for (size_t i = 0; i < N; i++) {
			unsigned len = 8 + (unsigned)rand() % 17, ge = round % 2 ? len : len + (unsigned)rand() % 5;
			struct prefix p = prefix_ipv4((uint32_t)rand() << (round % 3 * 8), len);
			struct range r = range_make(&p, ge, ge + (round % 2 ? 0 : 2));
			uint32_t origin = (uint32_t)rand() >> (round % 4 * 8);

			assert_int_equal(origin_list_add(&l, &r, origin), 0);
			expected[i] = l.v4.v[i];
		}
		qsort(expected, N, sizeof *expected, by_pair);
		for (size_t i = 0; i < N; i++)
			if (!i || by_pair(&expected[distinct - 1], &expected[i]))
				expected[distinct++] = expected[i];
		assert_int_equal(origin_list_normalize(&l), 0);
		assert_int_equal(l.v4.n, distinct);
		for (size_t i = 0; i < distinct; i++)
			assert_int_equal(by_pair(&expected[i], &l.v4.v[i]), 0);
		origin_list_release(&l);
	}
}

static void what_another_pair_has_is_dropped(void **state)
{
	static const struct {
		const char *from, *to;
	} rows[] = {
		{"10.0.0.0/8^8-24=1 10.1.0.0/16=1 10.1.0.0/16=2 10.1.1.0/25=1",
		 "10.0.0.0/8^8-24=1 10.1.0.0/16=2 10.1.1.0/25=1"},
		/* the wider one comes after the narrower one of the same prefix */
		{"10.0.0.0/8=1 10.0.0.0/8^8-9=1 10.0.0.0/8^8-9=2", "10.0.0.0/8^8-9=1 10.0.0.0/8^8-9=2"},
		{"10.0.0.0/8^24-24=1 10.1.1.0/24=1 10.1.0.0/16=1", "10.0.0.0/8^24-24=1 10.1.0.0/16=1 10.1.1.0/24=1"},
		{"10.0.0.0/8^20-24=1 10.1.1.0/24=1 10.1.0.0/16=1", "10.0.0.0/8^20-24=1 10.1.0.0/16=1"},
		{"2001:db8::/32^32-48=1 2001:db8:1::/48=1 2001:db8:1::/49=1 2001:db9::/48=1",
		 "2001:db8::/32^32-48=1 2001:db8:1::/49=1 2001:db9::/48=1"},
		{"10.0.0.0/8=1 11.0.0.0/8=1", "10.0.0.0/8=1 11.0.0.0/8=1"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct origin_list l;
		char text[512];

		origins_read(&l, rows[i].from);
		assert_int_equal(origin_list_reduce(&l), 0);
		assert_string_equal(origins_text(&l, text, sizeof text), rows[i].to);
		origin_list_release(&l);
	}
}

static void cut_down_to_a_set(void **state)
{
	struct range_list ranges;
	struct prefix_set set = {0};
	struct origin_list l, kept = {0};
	char text[512];

	(void)state;
	list_read(&ranges, "10.0.0.0/8 10.1.0.0/16^16-20 12.0.0.0/8^8-32 2001:db8::/32^32-40");
	assert_int_equal(prefix_set_make(&set, &ranges), 0);
	origins_read(&l, "9.0.0.0/8=1 10.0.0.0/8=1 10.0.0.0/8=2 10.1.0.0/17=1 10.1.0.0/16^18-24=3 10.2.0.0/16=1 "
			 "12.0.0.0/9^10-11=4 13.0.0.0/8=1 2001:db8::/32^32-48=5 2001:db8::/41=5 2001:db8:8000::/33=6");
	assert_int_equal(origin_list_normalize(&l), 0);
	assert_int_equal(origin_list_within(&l, &set, &kept), 0);
	assert_string_equal(origins_text(&kept, text, sizeof text),
			    "10.0.0.0/8=1 10.0.0.0/8=2 10.1.0.0/16^18-20=3 10.1.0.0/17=1 12.0.0.0/9^10-11=4 "
			    "2001:db8::/32^32-40=5 2001:db8:8000::/33=6");
	range_list_release(&ranges);
	prefix_set_release(&set);
	origin_list_release(&l);
	origin_list_release(&kept);
}

static void moved_into_another(void **state)
{
	struct origin_list l, from, empty = {0};
	struct range_list ranges = {0};
	char text[512];

	(void)state;
	origins_read(&l, "10.0.0.0/8=1 2001:db8::/32=1");
	origins_read(&from, "11.0.0.0/8=2 2001:db9::/32=2");
	assert_int_equal(origin_list_move(&l, &from), 0);
	assert_int_equal(origin_list_count(&from), 0);
	assert_int_equal(origin_list_move(&empty, &l), 0);
	assert_int_equal(origin_list_count(&l), 0);
	assert_string_equal(origins_text(&empty, text, sizeof text),
			    "10.0.0.0/8=1 11.0.0.0/8=2 2001:db8::/32=1 2001:db9::/32=2");
	assert_int_equal(origin_list_ranges(&empty, &ranges), 0);
	assert_string_equal(list_text(&ranges, text, sizeof text),
			    "10.0.0.0/8 11.0.0.0/8 2001:db8::/32 2001:db9::/32");
	range_list_release(&ranges);
	origin_list_release(&l);
	origin_list_release(&from);
	origin_list_release(&empty);
}

static void merged_with_another(void **state)
{
	struct origin_list l, from;
	char text[512];

	(void)state;
	origins_read(&l, "10.0.0.0/8=2 10.0.0.0/8=1 12.0.0.0/8=1 2001:db8::/32=1");
	origins_read(&from, "10.0.0.0/8=2 11.0.0.0/8=3 9.0.0.0/8=1 13.0.0.0/8=1 2001:db8::/33=1 2001:db8::/32=1");
	assert_int_equal(origin_list_merge(&l, &from), 0);
	assert_int_equal(origin_list_count(&from), 0);
	assert_string_equal(origins_text(&l, text, sizeof text),
			    "9.0.0.0/8=1 10.0.0.0/8=1 10.0.0.0/8=2 11.0.0.0/8=3 12.0.0.0/8=1 13.0.0.0/8=1 "
			    "2001:db8::/32=1 2001:db8::/33=1");
	assert_int_equal(origin_list_merge(&l, &from), 0);
	assert_int_equal(origin_list_count(&l), 8);
	origin_list_release(&l);
	origin_list_release(&from);
}

/* IPv6 too: pairs that differ in every part of the key come out in order. */
static void sorts_ipv6(void **state)
{
	struct origin_list l = {0};

	(void)state;
	srand(2);
	for (unsigned i = 0; i < 5000; i++) {
		u128 addr = u128_make((uint64_t)rand() << 33 | (unsigned)rand(), (uint64_t)rand() << 33);
		unsigned len = (unsigned)rand() % 129;
		struct prefix p = prefix_make(IPV6, addr, len);
		struct range r = range_make(&p, len, len + (unsigned)rand() % (129 - len));

		assert_int_equal(origin_list_add(&l, &r, (uint32_t)rand() * 2u), 0);
		if (i % 3 == 0)
			assert_int_equal(origin_list_add(&l, &r, 7), 0);
		if (i % 5 == 0)
			assert_int_equal(origin_list_add(&l, &r, 7), 0);
	}
	assert_int_equal(origin_list_normalize(&l), 0);
	for (size_t i = 1; i < l.v6.n; i++) {
		int c = range_cmp(&l.v6.v[i - 1].range, &l.v6.v[i].range);

		assert_true(c < 0 || (!c && l.v6.v[i - 1].origin < l.v6.v[i].origin));
	}
	assert_true(l.v6.n > 5000 && l.v6.n < 5000 + 1667 + 1000);
	origin_list_release(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorted_and_distinct),
		cmocka_unit_test(sorts_as_the_library_does),
		cmocka_unit_test(what_another_pair_has_is_dropped),
		cmocka_unit_test(cut_down_to_a_set),
		cmocka_unit_test(moved_into_another),
		cmocka_unit_test(merged_with_another),
		cmocka_unit_test(sorts_ipv6),
	};

	return check_main(tests);
}
