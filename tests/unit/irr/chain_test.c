#include "../check.h"

#include <string.h>

#include "irr/chain.h"

static struct range_op op(const char *s)
{
	struct range_op o;

	assert_true(range_op_parse(s, strlen(s), &o));
	return o;
}

/* The vectors of RFC 2622 section 2: {128.9.0.0/16 inner} outer. */
static void says_what_the_rfc_says(void **state)
{
	static const struct {
		const char *inner, *outer;
		int ge, le; /* 0: nothing is left */
	} rows[] = {
		{"^+", "^-", 17, 32},         {"^-", "^+", 17, 32},         {"^17", "^24", 24, 24},
		{"^20-24", "^26-28", 26, 28}, {"^20-24", "^22-28", 22, 28}, {"^20-24", "^18-28", 20, 28},
		{"^20-24", "^18-22", 20, 22}, {"^20-24", "^18-19", 0, 0},
	};
	struct prefix p = prefix_ipv4(0x80090000, 16);
	struct range plain = range_exact(&p), r;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct chain c;
		bool left = chain_before(op(rows[i].outer), chain_none, &c) &&
			    chain_before(op(rows[i].inner), c, &c) && chain_apply(c, &plain, &r);

		assert_int_equal(left, rows[i].ge != 0);
		if (left) {
			assert_int_equal(r.ge, rows[i].ge);
			assert_int_equal(r.le, rows[i].le);
		}
	}
}

/* Every sequence of up to four operators, one at a time and as a chain, on both families. */
static void equals_one_at_a_time(void **state)
{
	static const char *const texts[] = {"",       "^-",     "^+",    "^16",    "^24",
					    "^20-28", "^8-33",  "^0-32", "^40-64", "^128",
					    "^32",    "^31-32", "^0-24"};
	enum { N = sizeof texts / sizeof *texts };
	unsigned compared = 0;

	(void)state;
	for (unsigned code = 0; code < N * N * N * N; code++) {
		const char *ops[4] = {texts[code % N], texts[code / N % N], texts[code / N / N % N],
				      texts[code / N / N / N]};
		struct chain c = chain_none;
		bool possible = true;

		for (int i = 3; i >= 0 && possible; i--)
			possible = chain_before(op(ops[i]), c, &c);
		for (unsigned family = IPV4; family <= IPV6; family += 2) {
			for (unsigned len = 0; len <= family_bits(family); len += 8) {
				struct prefix p = prefix_make(family, 0, len);
				struct range want = range_exact(&p), got = want;
				bool left = true, chained;

				for (int i = 0; i < 4 && left; i++)
					left = range_apply(&want, op(ops[i]), &want);
				chained = possible && chain_apply(c, &got, &got);
				assert_int_equal(chained, left);
				if (left)
					assert_true(got.ge == want.ge && got.le == want.le);
				compared++;
			}
		}
	}
	assert_true(compared > 600000);
}

/* Every pair of chains of up to two operators, on every range of IPv4 lengths. */
static void a_chain_that_covers_leaves_no_less(void **state)
{
	static const char *const texts[] = {"",    "^-",     "^+",     "^16",   "^24",    "^20-28",
					    "^18-30", "^0-32", "^8-33", "^31-32", "^0-24", "^40-64"};
	enum { N = sizeof texts / sizeof *texts };
	struct chain chains[N * N];
	unsigned n = 0, covers = 0;

	(void)state;
	for (unsigned i = 0; i < N * N; i++)
		if (chain_before(op(texts[i % N]), chain_none, &chains[n]) &&
		    chain_before(op(texts[i / N]), chains[n], &chains[n]))
			n++;
	for (unsigned i = 0; i < n * n; i++) {
		struct chain a = chains[i % n], b = chains[i / n];

		if (!chain_covers(a, b))
			continue;
		covers++;
		for (unsigned ge = 0; ge <= 32; ge++) {
			for (unsigned le = ge; le <= 32; le++) {
				struct prefix p = prefix_ipv4(0, 0);
				struct range r = range_make(&p, ge, le), x, y;

				if (!chain_apply(b, &r, &y))
					continue;
				assert_true(chain_apply(a, &r, &x));
				assert_true(x.ge <= y.ge && x.le >= y.le);
			}
		}
	}
	assert_true(covers > n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_the_rfc_says),
		cmocka_unit_test(equals_one_at_a_time),
		cmocka_unit_test(a_chain_that_covers_leaves_no_less),
	};

	return check_main(tests);
}
