#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "../range_text.h"
#include "net/prefix_set.h"

/*
 * The naive model: a set of IPv4 prefixes of at most MODEL_BITS bits below
 * 10.0.0.0/(32 - …) is an array of booleans, one per prefix, and every operation
 * is a loop over it. It shares nothing with the code under test but struct prefix.
 */
enum { TOP = 24, DEPTH = 8, NODES = 1 << (DEPTH + 1) };

struct model {
	bool has[NODES]; /* heap order: node 1 is 10.0.0.0/24, 2n and 2n+1 its halves */
};

static struct prefix node_prefix(unsigned node)
{
	unsigned depth = 31 - (unsigned)__builtin_clz(node);
	uint32_t addr = 0x0a000000u | (node - (1u << depth)) << (DEPTH - depth);

	return prefix_ipv4(addr, TOP + depth);
}

static void model_add(struct model *m, const struct range *r)
{
	struct prefix outer = range_prefix(r);

	for (unsigned n = 1; n < NODES; n++) {
		struct prefix p = node_prefix(n);

		if (prefix_covers(&outer, &p) && p.len >= r->ge && p.len <= r->le)
			m->has[n] = true;
	}
}

static struct range random_range(void)
{
	unsigned node = 1 + (unsigned)random() % (NODES - 1);
	struct prefix p = node_prefix(node);
	unsigned ge = p.len + (unsigned)random() % (33 - p.len);
	unsigned le = ge + (unsigned)random() % (33 - ge);

	return random() % 2 ? range_exact(&p) : range_make(&p, ge, le);
}

static void random_set(struct prefix_set *s, struct model *m, int n)
{
	struct range_list l = {0};

	memset(m, 0, sizeof *m);
	for (int i = 0; i < n; i++) {
		struct range r = random_range();

		model_add(m, &r);
		assert_int_equal(range_list_add(&l, &r), 0);
	}
	assert_int_equal(range_list_normalize(&l), 0);
	assert_int_equal(prefix_set_make(s, &l), 0);
	range_list_release(&l);
}

static void assert_same(const struct prefix_set *s, const struct model *m)
{
	for (unsigned n = 1; n < NODES; n++) {
		struct prefix p = node_prefix(n);

		assert_int_equal(prefix_set_has(s, &p), m->has[n]);
	}
}

/* Equal sets have equal spans, however they were made: what a has with b and without is a. */
static void assert_parts_make(const struct prefix_set *a, const struct prefix_set *b)
{
	struct prefix_set with, without, both;

	assert_int_equal(prefix_set_intersect(&with, a, b), 0);
	assert_int_equal(prefix_set_subtract(&without, a, b), 0);
	assert_int_equal(prefix_set_union(&both, &with, &without), 0);
	assert_true(prefix_set_equal(&both, a));
	prefix_set_release(&with);
	prefix_set_release(&without);
	prefix_set_release(&both);
}

static void operations_match_the_model(void **state)
{
	(void)state;
	srandom(2);
	for (int i = 0; i < 3000; i++) {
		struct prefix_set a, b, r;
		struct model ma, mb, m;

		/* As many as few, and many beside few or none. */
		random_set(&a, &ma, i % 3 ? 1 + (int)random() % 12 : 60);
		random_set(&b, &mb, i % 5 ? 1 + (int)random() % 12 : (int)random() % 2);
		assert_same(&a, &ma);
		assert_parts_make(&a, &b);
		assert_parts_make(&b, &a);

		assert_int_equal(prefix_set_union(&r, &a, &b), 0);
		for (unsigned n = 1; n < NODES; n++)
			m.has[n] = ma.has[n] || mb.has[n];
		assert_same(&r, &m);
		prefix_set_release(&r);

		assert_int_equal(prefix_set_intersect(&r, &a, &b), 0);
		for (unsigned n = 1; n < NODES; n++)
			m.has[n] = ma.has[n] && mb.has[n];
		assert_same(&r, &m);
		prefix_set_release(&r);

		assert_int_equal(prefix_set_subtract(&r, &a, &b), 0);
		for (unsigned n = 1; n < NODES; n++)
			m.has[n] = ma.has[n] && !mb.has[n];
		assert_same(&r, &m);
		prefix_set_release(&r);
		prefix_set_release(&a);
		prefix_set_release(&b);
	}
}

static void operators_match_the_model(void **state)
{
	static const struct range_op ops[] = {{RANGE_MINUS, 0, 0},
					      {RANGE_PLUS, 0, 0},
					      {RANGE_NONE, 0, 0},
					      {RANGE_LENGTHS, 26, 28},
					      {RANGE_LENGTHS, 32, 32}};

	(void)state;
	srandom(3);
	for (int i = 0; i < 2000; i++) {
		struct range_op op = ops[i % 5];
		struct prefix_set a, r;
		struct model ma, m = {{0}};

		random_set(&a, &ma, 1 + (int)random() % 6);
		for (unsigned n = 1; n < NODES; n++) {
			struct prefix p = node_prefix(n);
			struct range one = range_exact(&p);

			if (ma.has[n] && range_apply(&one, op, &one))
				model_add(&m, &one);
		}
		assert_int_equal(prefix_set_apply(&r, &a, op), 0);
		assert_same(&r, &m);
		prefix_set_release(&r);
		prefix_set_release(&a);
	}
}

static void aggregation_is_exact(void **state)
{
	(void)state;
	srandom(4);
	for (int i = 0; i < 20000; i++) {
		struct prefix_set a, b;
		struct model m;
		struct range_list l;
		int n = 1 + (int)random() % 20;

		random_set(&a, &m, n);
		assert_int_equal(prefix_set_aggregate(&a, &l), 0);
		assert_true(range_list_count(&l) <= (size_t)n);
		assert_int_equal(prefix_set_make(&b, &l), 0);
		assert_true(prefix_set_equal(&a, &b));
		range_list_release(&l);
		prefix_set_release(&a);
		prefix_set_release(&b);
	}
}

static void whole_ipv6_block_is_one_span(void **state)
{
	struct prefix_set s;
	struct range_list l = {0};
	struct prefix p;
	struct range r;

	(void)state;
	assert_int_equal(prefix_parse("2001:db8::/32", 13, &p), PREFIX_OK);
	r = range_make(&p, 32, 128);
	assert_int_equal(range_list_add(&l, &r), 0);
	assert_int_equal(prefix_set_make(&s, &l), 0);
	assert_int_equal(s.v6.s.n, 2); /* where it begins and where it ends */
	range_list_release(&l);
	assert_int_equal(prefix_set_aggregate(&s, &l), 0);
	assert_int_equal(range_list_count(&l), 1);
	assert_int_equal(range_cmp(&l.v6.v[0], &r), 0);
	range_list_release(&l);
	prefix_set_release(&s);
}

/* Each count by hand: a block has 2^(len - its own) prefixes of a length. */
static void counted(void **state)
{
	static const struct {
		const char *ranges;
		uint64_t v4, v6;
	} rows[] = {
		{"", 0, 0},
		{"10.0.0.0/8", 1, 0},
		{"10.0.0.0/8^8-10", 7, 0},
		{"10.0.0.0/8^8-10 10.0.0.0/24 10.255.255.255/32", 9, 0},
		{"0.0.0.0/0^0-32", 8589934591, 0},
		{"0.0.0.0/0^1-1 255.255.255.255/32", 3, 0},
		{"2001:db8::/32^32-48 2001:db8::/128", 0, 131072},
		{"::/0^0-128", 0, UINT64_MAX},
		{"2001:db8::/64^128-128 2001:db8::/48", 0, UINT64_MAX},
		{"10.0.0.0/25 10.0.0.128/25 10.0.0.0/24^26-26", 6, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct range_list list;
		struct prefix_set set = {0};

		list_read(&list, rows[i].ranges);
		assert_int_equal(prefix_set_make(&set, &list), 0);
		assert_true(prefix_set_count(&set, IPV4) == rows[i].v4);
		assert_true(prefix_set_count(&set, IPV6) == rows[i].v6);
		prefix_set_release(&set);
		range_list_release(&list);
	}
}

static void what_is_within_a_range(void **state)
{
	static const struct {
		const char *set, *range, *within;
	} rows[] = {
		{"10.0.0.0/8^8-32", "10.1.0.0/16^20-24", "10.1.0.0/16^20-24"},
		{"10.1.2.0/24 10.2.0.0/24 10.1.0.0/16", "10.1.0.0/16^16-24", "10.1.0.0/16 10.1.2.0/24"},
		{"10.1.0.0/16^16-20", "10.0.0.0/8^18-24", "10.1.0.0/16^18-20"},
		{"255.0.0.0/8^8-9", "255.128.0.0/9", "255.128.0.0/9"},
		{"2001:db8::/32^32-48", "2001:db8:1::/48^48-128", "2001:db8:1::/48"},
		{"11.0.0.0/8", "10.0.0.0/8^8-32", ""},
		{"2001:db8::/32", "10.0.0.0/8", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct range_list list, one, few = {0};
		struct prefix_set set = {0}, part = {0};
		struct range r;
		char text[256];

		list_read(&list, rows[i].set);
		list_read(&one, rows[i].range);
		r = range_list_get(&one, 0);
		assert_int_equal(prefix_set_make(&set, &list), 0);
		assert_int_equal(prefix_set_within(&part, &set, &r), 0);
		assert_int_equal(prefix_set_aggregate(&part, &few), 0);
		assert_string_equal(list_text(&few, text, sizeof text), rows[i].within);
		prefix_set_release(&set);
		prefix_set_release(&part);
		range_list_release(&list);
		range_list_release(&one);
		range_list_release(&few);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counted),
		cmocka_unit_test(what_is_within_a_range),
		cmocka_unit_test(operations_match_the_model),
		cmocka_unit_test(operators_match_the_model),
		cmocka_unit_test(aggregation_is_exact),
		cmocka_unit_test(whole_ipv6_block_is_one_span),
	};

	return check_main(tests);
}
