#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "net/prefix_set.h"

static struct range_op parse_op(const char *s)
{
	struct range_op op;

	assert_true(range_op_parse(s, strlen(s), &op));
	return op;
}

/* "128.9.0.0/16^20-24" */
static bool parse_range(const char *s, struct range *r)
{
	const char *op = strchrnul(s, '^');
	struct prefix p;

	assert_int_equal(prefix_parse(s, (size_t)(op - s), &p), PREFIX_OK);
	*r = range_exact(&p);
	return range_apply(r, parse_op(op), r);
}

static const char *lengths_text(const struct range *r, char *to, size_t size)
{
	struct prefix p = range_prefix(r);
	char text[PREFIX_TEXT];

	snprintf(to, size, "%s^%d-%d", prefix_text(&p, text), r->ge, r->le);
	return to;
}

static void ranges_are_written_as_they_are_read(void **state)
{
	static const char *const texts[] = {"192.0.2.0/24", "192.0.2.0/24^25", "192.0.2.0/24^24-26", "0.0.0.0/0^0-32",
					    "2001:db8::/32", "2001:db8::/32^48", "2001:db8::/32^127-128"};
	char text[RANGE_TEXT], op[RANGE_OP_TEXT];
	struct range r;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_true(parse_range(texts[i], &r));
		assert_string_equal(range_text(&r, text), texts[i]);
	}
	r = (struct range){~0ull, ~0ull, IPV6, 128, 127, 128}; /* no longer text is there, sound or not */
	assert_true(strlen(range_text(&r, text)) < RANGE_TEXT);
	for (const char *const *s = (const char *const[]){"", "^-", "^+", "^24", "^100-128", NULL}; *s; s++) {
		const char *end = range_op_put(op, parse_op(*s));

		assert_string_equal(op, *s);
		assert_int_equal(end - op, strlen(*s));
	}
}

static void operators_are_read(void **state)
{
	static const struct {
		const char *text;
		struct range_op op;
	} good[] = {
		{"", {RANGE_NONE, 0, 0}},         {"^-", {RANGE_MINUS, 0, 0}},
		{"^+", {RANGE_PLUS, 0, 0}},       {"^24", {RANGE_LENGTHS, 24, 24}},
		{"^0", {RANGE_LENGTHS, 0, 0}},    {"^24-26", {RANGE_LENGTHS, 24, 26}},
		{"^128", {RANGE_LENGTHS, 128, 128}}, {"^0-128", {RANGE_LENGTHS, 0, 128}},
	};
	static const char *const bad[] = {"^",      "+",      "-",       "24",       "^26-24",
					  "^24-",   "^-24",   "^+-",     "^++",      "^129",
					  "^24-129", "^24-26-28", "^24^26", "^ 24", "^24 ",
					  "^24-28^+", "^4294967320", "^24-4294967320", "^^24", "^0x18"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct range_op op = parse_op(good[i].text);

		assert_int_equal(op.kind, good[i].op.kind);
		if (op.kind == RANGE_LENGTHS)
			assert_true(op.ge == good[i].op.ge && op.le == good[i].op.le);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct range_op op;

		assert_false(range_op_parse(bad[i], strlen(bad[i]), &op));
	}
}

/* RFC 2622 section 2, its own examples among them; NULL: nothing is left. */
static const struct {
	const char *inner, *outer, *result;
} vectors[] = {
	{"128.9.0.0/16^+", "^-", "128.9.0.0/16^17-32"},
	{"128.9.0.0/16^-", "^+", "128.9.0.0/16^17-32"},
	{"128.9.0.0/16^17", "^24", "128.9.0.0/16^24-24"},
	{"128.9.0.0/16^20-24", "^26-28", "128.9.0.0/16^26-28"},
	{"128.9.0.0/16^20-24", "^22-28", "128.9.0.0/16^22-28"},
	{"128.9.0.0/16^20-24", "^18-28", "128.9.0.0/16^20-28"},
	{"128.9.0.0/16^20-24", "^18-22", "128.9.0.0/16^20-22"},
	{"128.9.0.0/16^20-24", "^18-19", NULL},
	{"128.9.0.0/16^20-24", "^18", NULL},
	{"128.9.0.0/16", "^16", "128.9.0.0/16^16-16"},
	{"128.9.0.0/16", "^15", NULL},
	{"128.9.0.0/16", "^24-48", "128.9.0.0/16^24-32"},
	{"128.9.0.0/16", "^33-48", NULL},
	{"128.9.0.1/32", "^-", NULL},
	{"128.9.0.1/32", "^+", "128.9.0.1/32^32-32"},
	{"0.0.0.0/0", "^32", "0.0.0.0/0^32-32"},
	{"0.0.0.0/0", "^-", "0.0.0.0/0^1-32"},
	{"2001:db8::/32", "^+", "2001:db8::/32^32-128"},
	{"2001:db8::/32", "^-", "2001:db8::/32^33-128"},
	{"::1/128", "^-", NULL},
	{"::/0", "^128", "::/0^128-128"},
	{"::/0", "^+", "::/0^0-128"},
};

static void operators_on_a_range(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		struct range r;
		char text[80];

		assert_true(parse_range(vectors[i].inner, &r));
		if (!vectors[i].result) {
			assert_false(range_apply(&r, parse_op(vectors[i].outer), &r));
			continue;
		}
		assert_true(range_apply(&r, parse_op(vectors[i].outer), &r));
		assert_string_equal(lengths_text(&r, text, sizeof text), vectors[i].result);
	}
}

/* The same on sets, where the operator distributes over the elements. */
static void operators_on_a_set(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		struct range_list l = {0};
		struct prefix_set a, b;
		struct range r;
		char text[80];

		assert_true(parse_range(vectors[i].inner, &r));
		assert_int_equal(range_list_add(&l, &r), 0);
		assert_int_equal(prefix_set_make(&a, &l), 0);
		range_list_release(&l);
		assert_int_equal(prefix_set_apply(&b, &a, parse_op(vectors[i].outer)), 0);
		assert_int_equal(prefix_set_aggregate(&b, &l), 0);
		assert_int_equal(range_list_count(&l), vectors[i].result != NULL);
		if (vectors[i].result) {
			r = range_list_get(&l, 0);
			assert_string_equal(lengths_text(&r, text, sizeof text), vectors[i].result);
		}
		range_list_release(&l);
		prefix_set_release(&a);
		prefix_set_release(&b);
	}
}

static void lists_are_sorted_and_unique(void **state)
{
	struct range_list l = {0};

	(void)state;
	assert_int_equal(range_list_normalize(&l), 0);
	srandom(7);
	for (int i = 0; i < 5000; i++) {
		unsigned len = (unsigned)random() % 33, ge = len + (unsigned)random() % (33 - len);
		struct prefix p = prefix_ipv4((uint32_t)random() << 1, len);
		struct range r = range_make(&p, ge, ge + (unsigned)random() % (33 - ge));

		assert_int_equal(range_list_add(&l, &r), 0);
		if (random() % 4 == 0)
			assert_int_equal(range_list_add(&l, &r), 0);
		p = prefix_make(IPV6, u128_make((uint64_t)random() << 33, (uint64_t)random() << 33),
				len * 4);
		r = range_make(&p, p.len, 128);
		assert_int_equal(range_list_add(&l, &r), 0);
		if (random() % 4 == 0)
			assert_int_equal(range_list_add(&l, &r), 0);
	}
	assert_int_equal(range_list_normalize(&l), 0);
	for (size_t i = 1; i < range_list_count(&l); i++) {
		struct range a = range_list_get(&l, i - 1), b = range_list_get(&l, i);

		assert_true(range_cmp(&a, &b) < 0);
	}
	range_list_release(&l);
}

static void lists_are_added_to_others(void **state)
{
	static const char *const in[] = {"10.0.0.0/8", "2001:db8::/32^48", "192.0.2.0/24^25-26"};
	struct range_list l = {0}, all = {0};

	(void)state;
	for (size_t i = 0; i < sizeof in / sizeof *in; i++) {
		struct range r;

		assert_true(parse_range(in[i], &r));
		assert_int_equal(range_list_add(&l, &r), 0);
	}
	assert_int_equal(range_list_add_all(&all, &l), 0);
	assert_int_equal(range_list_add_all(&all, &l), 0);
	assert_int_equal(range_list_count(&l), 3);
	assert_int_equal(range_list_count(&all), 6);
	assert_int_equal(range_list_normalize(&all), 0);
	assert_int_equal(range_list_count(&all), 3);
	for (size_t i = 0; i < 3; i++) {
		struct range a = range_list_get(&all, i), b = range_list_get(&l, i);

		assert_int_equal(range_cmp(&a, &b), 0);
	}
	range_list_release(&l);
	range_list_release(&all);
}

/* Dealt out to two lists, which are then put together again. */
static void lists_are_merged(void **state)
{
	(void)state;
	srandom(9);
	for (int n = 0; n < 200; n++) {
		struct range_list all = {0}, l = {0}, other = {0};
		long share = random() % 4;

		for (int i = 0; i < n; i++) {
			struct prefix p = i % 3 ? prefix_ipv4((uint32_t)random() << 20, 12)
						: prefix_make(IPV6, u128_make((uint64_t)random() << 54, 0), 16);
			struct range r = range_make(&p, p.len, p.len + (unsigned)random() % 4);

			assert_int_equal(range_list_add(&all, &r), 0);
		}
		assert_int_equal(range_list_normalize(&all), 0);
		for (size_t i = 0; i < range_list_count(&all); i++) {
			struct range r = range_list_get(&all, i);

			assert_int_equal(range_list_add(random() % 4 < share ? &l : &other, &r), 0);
		}
		assert_int_equal(range_list_merge(&l, &other), 0);
		assert_int_equal(range_list_count(&l), range_list_count(&all));
		for (size_t i = 0; i < range_list_count(&all); i++) {
			struct range a = range_list_get(&l, i), b = range_list_get(&all, i);

			assert_int_equal(range_cmp(&a, &b), 0);
		}
		range_list_release(&all);
		range_list_release(&l);
		range_list_release(&other);
	}
}

/* Lists of single prefixes, of one family or both, from three to thousands, sorted or not. */
static void lists_of_single_prefixes_too(void **state)
{
	(void)state;
	srandom(8);
	for (int n = 1; n < 5000; n = n * 3 + 1) {
		struct range_list l = {0};
		size_t distinct;

		for (int i = 0; i < n; i++) {
			struct prefix p = prefix_ipv4((uint32_t)random() << 1, 20 + (unsigned)random() % 13);
			struct prefix q = prefix_make(IPV6, u128_make((uint64_t)random() << 33, 0), 48);
			struct range r = range_exact(&p), s = range_exact(&q);

			assert_int_equal(range_list_add(&l, &r), 0);
			assert_int_equal(range_list_add(&l, &s), 0);
			assert_int_equal(range_list_add(&l, i % 2 ? &r : &s), 0);
		}
		assert_int_equal(range_list_normalize(&l), 0);
		distinct = range_list_count(&l);
		for (size_t i = 1; i < distinct; i++) {
			struct range a = range_list_get(&l, i - 1), b = range_list_get(&l, i);

			assert_true(range_cmp(&a, &b) < 0);
		}
		assert_int_equal(range_list_normalize(&l), 0);
		assert_int_equal(range_list_count(&l), distinct);
		range_list_release(&l);
	}
}

static void check_span(unsigned family, u128 first, u128 last, size_t expected)
{
	struct range_list l = {0};
	u128 next = first;

	assert_int_equal(range_list_add_span(&l, family, first, last, false), 0);
	for (size_t i = 0; i < range_list_count(&l); i++) {
		struct range r = range_list_get(&l, i);
		struct prefix p = range_prefix(&r);

		assert_true(prefix_first(&p) == next && r.ge == r.len && r.le == r.len);
		assert_true(prefix_first(&p) == (prefix_first(&p) & u128_mask(p.len)));
		next = prefix_last(&p) + 1;
	}
	assert_true(next == last + 1);
	assert_int_equal(range_list_count(&l), expected);
	range_list_release(&l);
}

static void spans_are_cut_into_the_fewest_prefixes(void **state)
{
	const u128 all = ~(u128)0, host = (u128)1 << 96;

	(void)state;
	check_span(IPV6, 0, all, 1);
	check_span(IPV4, 0, all, 1);
	check_span(IPV6, 1, all, 128);
	check_span(IPV6, 1, all - 1, 254);
	check_span(IPV6, all, all, 1);
	check_span(IPV6, 0, 0, 1);
	check_span(IPV4, host, all - host, 62);
	check_span(IPV4, (u128)0x0a000000 << 96, ((u128)0x0a000300 << 96) - 1, 2);
	check_span(IPV4, (u128)0xffffffff << 96, all, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_are_written_as_they_are_read),
		cmocka_unit_test(operators_are_read),
		cmocka_unit_test(operators_on_a_range),
		cmocka_unit_test(operators_on_a_set),
		cmocka_unit_test(lists_are_sorted_and_unique),
		cmocka_unit_test(lists_are_added_to_others),
		cmocka_unit_test(lists_are_merged),
		cmocka_unit_test(lists_of_single_prefixes_too),
		cmocka_unit_test(spans_are_cut_into_the_fewest_prefixes),
	};

	return check_main(tests);
}
