#include "../check.h"

#include <stdlib.h>

#include "facts.h"
#include "rpki/rov.h"

/*
 * The naive model: every VRP is looked at for every route, bits compared one at a
 * time, as RFC 6811 section 2 words it.
 */
static bool bit(const struct prefix *p, unsigned i)
{
	return i < 64 ? p->hi >> (63 - i) & 1 : p->lo >> (127 - i) & 1;
}

static bool naive_covers(const struct prefix *vrp, const struct prefix *route)
{
	if (vrp->family != route->family || vrp->len > route->len)
		return false;
	for (unsigned i = 0; i < vrp->len; i++)
		if (bit(vrp, i) != bit(route, i))
			return false;
	return true;
}

static enum rov_state naive(const struct vrp *vrps, size_t n, const struct rov_route *r)
{
	enum rov_state s = ROV_NOT_FOUND;

	for (size_t i = 0; i < n; i++) {
		if (!naive_covers(&vrps[i].prefix, &r->prefix))
			continue;
		if (s == ROV_NOT_FOUND)
			s = ROV_INVALID_ASN;
		if (vrps[i].asn != r->origin || r->origin == 0)
			continue;
		if (r->prefix.len <= vrps[i].max_len)
			return ROV_VALID;
		s = ROV_INVALID_LENGTH;
	}
	return s;
}

/* Few distinct bits, so that prefixes nest and repeat; in places the whole width. */
static struct prefix random_prefix(unsigned family)
{
	const unsigned bits = family_bits(family);
	u128 addr = 0;
	unsigned len = (unsigned)random() % (bits + 1);

	if (random() % 2)
		len = len % 12;
	for (unsigned i = 0; i < 128; i++)
		addr = addr << 1 | (random() % (i < 4 || random() % 8 == 0 ? 2 : 1));
	return prefix_make(family, family == IPV4 ? addr & ~(~(u128)0 >> 32) : addr, len);
}

static struct prefix more_specific(struct prefix p)
{
	const unsigned bits = family_bits(p.family);
	u128 addr = prefix_first(&p);
	unsigned len = p.len + (unsigned)random() % (bits - p.len + 1);

	if (len > p.len && random() % 2)
		addr |= (u128)1 << (128 - len);
	return prefix_make(p.family, addr, len);
}

static void random_vrps(struct vrp *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const unsigned family = random() % 2 ? IPV4 : IPV6;

		v[i] = (struct vrp){.prefix = i && random() % 2 ? more_specific(v[random() % (long)i].prefix)
							      : random_prefix(family),
				    .asn = (uint32_t)random() % 5};
		v[i].max_len = (uint8_t)(v[i].prefix.len +
					 random() % (family_bits(v[i].prefix.family) - v[i].prefix.len + 1));
	}
}

static void add_all(struct rpki *r, const struct vrp *v, size_t n)
{
	assert_int_equal(rpki_source(r, "random"), 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(rpki_add_vrp(r, &v[i]), 0);
	assert_int_equal(rpki_finish(r), 0);
}

static void states_match_the_model(void **state)
{
	enum { VRPS = 200, ROUTES = 100 };
	static struct vrp v[VRPS];
	static struct rov_route routes[ROUTES];
	uint8_t states[ROUTES];

	(void)state;
	srandom(5);
	for (int round = 0; round < 300; round++) {
		const size_t n = (size_t)random() % VRPS;
		struct rpki r = {.v4 = {.n = 0}};
		struct rov_table *t;

		random_vrps(v, n);
		add_all(&r, v, n);
		assert_int_equal(rov_make(&t, &r), 0);
		for (size_t i = 0; i < ROUTES; i++) {
			const struct prefix p = n && random() % 4 ? v[random() % (long)n].prefix
								  : random_prefix(random() % 2 ? IPV4 : IPV6);

			routes[i] = (struct rov_route){random() % 3 ? more_specific(p) : p,
						       (uint32_t)random() % 6};
		}
		rov_validate_many(t, routes, ROUTES, states);
		for (size_t i = 0; i < ROUTES; i++) {
			assert_int_equal(states[i], naive(v, n, &routes[i]));
			assert_int_equal(states[i],
					 rov_validate(t, &routes[i].prefix, routes[i].origin));
		}
		rov_release(t);
		rpki_release(&r);
	}
}

/* Long lists are laid region by region first: both families, more than one load of them. */
static void a_long_list_keeps_its_order(void **state)
{
	enum { MANY = 600000, VRPS = 500 };
	struct rov_route *routes = malloc(MANY * sizeof *routes);
	uint8_t *states = malloc(MANY);
	struct vrp v[VRPS];
	struct rpki r = {.v4 = {.n = 0}};
	struct rov_table *t;

	(void)state;
	assert_non_null(routes);
	assert_non_null(states);
	srandom(7);
	random_vrps(v, VRPS);
	add_all(&r, v, VRPS);
	assert_int_equal(rov_make(&t, &r), 0);
	for (size_t i = 0; i < MANY; i++)
		routes[i] = (struct rov_route){more_specific(v[random() % VRPS].prefix),
					       (uint32_t)random() % 6};
	rov_validate_many(t, routes, MANY, states);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(states[i], rov_validate(t, &routes[i].prefix, routes[i].origin));
	rov_release(t);
	rpki_release(&r);
	free(routes);
	free(states);
}

static void covering_vrps_match_the_model(void **state)
{
	enum { VRPS = 150 };
	static struct vrp v[VRPS];

	(void)state;
	srandom(6);
	for (int round = 0; round < 200; round++) {
		struct rpki r = {.v4 = {.n = 0}};

		random_vrps(v, VRPS);
		add_all(&r, v, VRPS);
		for (int i = 0; i < 20; i++) {
			const struct prefix p = more_specific(v[random() % VRPS].prefix);
			struct rpki_cover c;
			struct vrp x;
			size_t found = 0, expected = 0;
			unsigned last = 128;

			for (size_t k = 0; k < rpki_vrp_count(&r); k++) {
				struct vrp one = rpki_vrp(&r, k);

				expected += naive_covers(&one.prefix, &p);
			}
			rpki_cover_start(&c, &p);
			for (; rpki_cover_next(&r, &c, &x); found++) {
				assert_true(naive_covers(&x.prefix, &p));
				assert_true(x.prefix.len <= last);
				last = x.prefix.len;
			}
			assert_int_equal(found, expected);
		}
		rpki_release(&r);
	}
}

/* Where VRPs that cover it end and those inside it begin is told from their lengths. */
static void touching_vrps_match_the_model(void **state)
{
	enum { VRPS = 150 };
	static struct vrp v[VRPS];
	size_t around = 0, inside = 0;

	(void)state;
	srandom(8);
	for (int round = 0; round < 200; round++) {
		struct rpki r = {.v4 = {.n = 0}};

		random_vrps(v, VRPS);
		add_all(&r, v, VRPS);
		for (int i = 0; i < 40; i++) {
			const struct prefix one = v[random() % VRPS].prefix;
			const struct prefix p = i % 2 ? more_specific(one)
						      : prefix_make(one.family, prefix_first(&one),
								    (unsigned)random() % (one.len + 1u));
			struct prefix last = p;
			size_t found = 0, expected = 0;
			struct rpki_touch t;
			struct vrp x;

			for (size_t k = 0; k < rpki_vrp_count(&r); k++) {
				x = rpki_vrp(&r, k);
				expected += naive_covers(&x.prefix, &p) || naive_covers(&p, &x.prefix);
			}
			rpki_touch_start(&t, &p);
			for (; rpki_touch_next(&r, &t, &x); found++) {
				if (x.prefix.len <= p.len) {
					assert_true(naive_covers(&x.prefix, &p) && x.prefix.len <= last.len);
					around++;
				} else {
					assert_true(naive_covers(&p, &x.prefix) &&
						    (last.len <= p.len || prefix_cmp(&last, &x.prefix) <= 0));
					inside++;
				}
				last = x.prefix;
			}
			assert_int_equal(found, expected);
			assert_false(rpki_touch_next(&r, &t, &x));
		}
		rpki_release(&r);
	}
	assert_true(around > 1000 && inside > 1000);
}

/* A thousand ASNs on one prefix, and a chain of 129 nested ones. */
static void crowds_and_chains(void **state)
{
	struct rpki r = {.v4 = {.n = 0}};
	struct rov_table *t;
	struct prefix p = prefix_of("10.0.0.0/8"), q = prefix_of("10.1.0.0/16"), all = prefix_of("ff00::/8");

	(void)state;
	assert_int_equal(rpki_source(&r, "crowd"), 0);
	for (uint32_t asn = 0; asn < 2000; asn += 2) {
		struct vrp v = {.prefix = p, .asn = asn, .max_len = asn % 4 ? 8 : 16};

		assert_int_equal(rpki_add_vrp(&r, &v), 0);
	}
	for (unsigned len = 0; len <= 128; len++) {
		struct vrp v = {.prefix = prefix_make(IPV6, 0, len), .asn = len + 1, .max_len = 128};

		assert_int_equal(rpki_add_vrp(&r, &v), 0);
	}
	assert_int_equal(rpki_finish(&r), 0);
	assert_int_equal(rov_make(&t, &r), 0);
	for (uint32_t asn = 1; asn < 2001; asn++) {
		assert_int_equal(rov_validate(t, &p, asn), asn % 2 || asn >= 2000 ? ROV_INVALID_ASN : ROV_VALID);
		assert_int_equal(rov_validate(t, &q, asn), asn % 2 || asn >= 2000 ? ROV_INVALID_ASN
							   : asn % 4 ? ROV_INVALID_LENGTH
								     : ROV_VALID);
	}
	assert_int_equal(rov_validate(t, &p, 0), ROV_INVALID_ASN); /* AS0 is there, and never validates */
	for (uint32_t len = 0; len <= 128; len++) {
		struct prefix host = prefix_make(IPV6, 0, 128);

		assert_int_equal(rov_validate(t, &host, len + 1), ROV_VALID);
	}
	assert_int_equal(rov_validate(t, &all, 1), ROV_VALID);
	assert_int_equal(rov_validate(t, &all, 9), ROV_INVALID_ASN);
	rov_release(t);
	rpki_release(&r);
}

/* More ASNs on one prefix than a node's place can count. */
static void a_very_large_crowd(void **state)
{
	enum { CROWD = 140000 };
	struct rpki r = {.v4 = {.n = 0}};
	struct rov_table *t;
	struct prefix outer = prefix_of("2001:db8::/32"), p = prefix_of("2001:db8::/48");
	struct vrp v = {.prefix = outer, .asn = 7, .max_len = 64};

	(void)state;
	assert_int_equal(rpki_source(&r, "crowd"), 0);
	assert_int_equal(rpki_add_vrp(&r, &v), 0);
	for (uint32_t i = 0; i < CROWD; i++) {
		v = (struct vrp){.prefix = p, .asn = 1000 + 2 * i, .max_len = 48};
		assert_int_equal(rpki_add_vrp(&r, &v), 0);
	}
	assert_int_equal(rpki_finish(&r), 0);
	assert_int_equal(rov_make(&t, &r), 0);
	for (uint32_t i = 0; i < CROWD; i += 777) {
		assert_int_equal(rov_validate(t, &p, 1000 + 2 * i), ROV_VALID);
		assert_int_equal(rov_validate(t, &p, 1001 + 2 * i), ROV_INVALID_ASN);
	}
	assert_int_equal(rov_validate(t, &p, 7), ROV_VALID);
	rov_release(t);
	rpki_release(&r);
}

static void empty_table(void **state)
{
	struct rpki r = {.v4 = {.n = 0}};
	struct rov_table *t;
	struct prefix p4 = prefix_of("0.0.0.0/0"), p6 = prefix_of("::/0");

	(void)state;
	assert_int_equal(rpki_finish(&r), 0);
	assert_int_equal(rov_make(&t, &r), 0);
	assert_int_equal(rov_validate(t, &p4, 1), ROV_NOT_FOUND);
	assert_int_equal(rov_validate(t, &p6, 1), ROV_NOT_FOUND);
	rov_release(t);
	rpki_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_match_the_model),
		cmocka_unit_test(a_long_list_keeps_its_order),
		cmocka_unit_test(covering_vrps_match_the_model),
		cmocka_unit_test(touching_vrps_match_the_model),
		cmocka_unit_test(crowds_and_chains),
		cmocka_unit_test(a_very_large_crowd),
		cmocka_unit_test(empty_table),
	};

	return check_main(tests);
}
