#include "base/err.h"
#include "facts.h"

/* A cache that has seen each of the sets, the first with serial 2^32 - 1. */
static struct rtr_cache *cache_of(struct rtr_set **sets, size_t n, const struct rtr_limits *limits)
{
	const struct rtr_identity id = {{1, 2, 3}, 0xffffffff};
	struct rtr_cache *c, *next;

	assert_int_equal(rtr_cache_first(&c, sets[0], &id), 0);
	for (size_t i = 1; i < n; i++) {
		assert_int_equal(rtr_cache_next(&next, c, sets[i], limits), 0);
		rtr_cache_unref(c);
		c = next;
	}
	for (size_t i = 0; i < n; i++)
		rtr_set_unref(sets[i]);
	return c;
}

static void assert_since(struct rtr_cache *c, struct rtr_form form, uint32_t serial, const char *expected)
{
	struct rtr_buf *b;

	assert_int_equal(rtr_cache_since(c, form, serial, &b), 0);
	assert_hex(b->bytes, b->n, expected);
	rtr_buf_unref(b);
}

static const struct rtr_form v0 = {0, RTR_ASPA_OFF}, v1 = {1, RTR_ASPA_OFF}, v2 = {2, RTR_ASPA_CURRENT};
static const struct rtr_form draft10 = {2, RTR_ASPA_DRAFT10};

static void changes_are_merged_to_the_least(void **state)
{
	struct rtr_set *sets[] = {
		SET("192.0.2.0/24 24 1", "198.51.100.0/24 24 1", "aspa 5 6", "aspa 7 8"),
		SET("192.0.2.0/24 24 2", "198.51.100.0/24 24 1", "aspa 5 6 9", "aspa 7 8"),
		SET("192.0.2.0/24 24 1", "10.0.0.0/8 8 3", "aspa 5 6", "aspa 11 12"),
	};
	struct rtr_cache *c = cache_of(sets, 3, &rtr_limits_default);

	(void)state;
	assert_int_equal(c->id.serial, 1);
	/* AS5 and 192.0.2.0/24 are again what they were at the first */
	assert_since(c, v2, 0xffffffff,
		     "02 04 0000 00000014 01 08 08 00 0a000000 00000003"
		     "02 04 0000 00000014 00 18 18 00 c6336400 00000001"
		     "02 0b 0100 00000010 0000000b 0000000c"
		     "02 0b 0000 0000000c 00000007");
	/* since the second: AS5 is replaced, not withdrawn */
	assert_since(c, v2, 0,
		     "02 04 0000 00000014 01 18 18 00 c0000200 00000001"
		     "02 04 0000 00000014 01 08 08 00 0a000000 00000003"
		     "02 04 0000 00000014 00 18 18 00 c0000200 00000002"
		     "02 04 0000 00000014 00 18 18 00 c6336400 00000001"
		     "02 0b 0100 00000010 00000005 00000006"
		     "02 0b 0100 00000010 0000000b 0000000c"
		     "02 0b 0000 0000000c 00000007");
	assert_since(c, v1, 0xffffffff,
		     "01 04 0000 00000014 01 08 08 00 0a000000 00000003"
		     "01 04 0000 00000014 00 18 18 00 c6336400 00000001");
	assert_since(c, draft10, 0xffffffff,
		     "02 04 0000 00000014 01 08 08 00 0a000000 00000003"
		     "02 04 0000 00000014 00 18 18 00 c6336400 00000001"
		     "02 0b 0000 00000014 01 00 0001 0000000b 0000000c 02 0b 0000 00000014 01 01 0001 0000000b 0000000c"
		     "02 0b 0000 00000010 00 00 0000 00000007 02 0b 0000 00000010 00 01 0000 00000007");
	assert_since(c, v2, 1, "");
	rtr_cache_unref(c);
}

static void serials_that_are_not_kept_are_not_found(void **state)
{
	struct rtr_set *sets[] = {SET("192.0.2.0/24 24 1"), SET("192.0.2.0/24 24 2"), SET("192.0.2.0/24 24 3"),
				  SET("192.0.2.0/24 24 4")};
	struct rtr_cache *c = cache_of(sets, 4, &(struct rtr_limits){2, 1 << 20});
	struct rtr_buf *b;

	(void)state;
	assert_int_equal(c->id.serial, 2);
	assert_since(c, v0, 0, "00 04 0000 00000014 01 18 18 00 c0000200 00000004"
			       "00 04 0000 00000014 00 18 18 00 c0000200 00000002");
	assert_int_equal(rtr_cache_since(c, v0, 0xffffffff, &b), WEIR_ENOTFOUND);
	assert_int_equal(rtr_cache_since(c, v0, 3, &b), WEIR_ENOTFOUND); /* not yet */
	assert_int_equal(rtr_cache_since(c, v0, 0x80000002, &b), WEIR_ENOTFOUND);
	rtr_cache_unref(c);
}

static void the_same_set_is_the_same_serial(void **state)
{
	struct rtr_set *sets[] = {SET("192.0.2.0/24 24 1"), SET("192.0.2.0/24 24 1")};
	struct rtr_cache *c = cache_of(sets, 2, &rtr_limits_default);

	(void)state;
	assert_int_equal(c->id.serial, 0xffffffff);
	assert_int_equal(c->nsteps, 0);
	rtr_cache_unref(c);
}

static void news_depend_on_what_a_version_hears(void **state)
{
	struct rtr_set *sets[] = {SET("192.0.2.0/24 24 1", "aspa 5 6"), SET("192.0.2.0/24 24 1", "aspa 5 7"),
				  SET("192.0.2.0/24 24 1", "aspa 5 7", "key 5 a")};
	struct rtr_cache *c = cache_of(sets, 3, &rtr_limits_default);

	(void)state;
	assert_false(rtr_cache_has_news(c, 0, 0xffffffff));
	assert_true(rtr_cache_has_news(c, 1, 0xffffffff));
	assert_true(rtr_cache_has_news(c, 1, 0));
	assert_true(rtr_cache_has_news(c, 2, 0xffffffff));
	assert_false(rtr_cache_has_news(c, 2, 1));
	assert_true(rtr_cache_has_news(c, 0, 12345));
	rtr_cache_unref(c);
}

static void assert_full(struct rtr_cache *c, struct rtr_form form, const char *expected)
{
	struct rtr_span s[RTR_FULL_SPANS];
	uint8_t b[256];
	size_t n = 0;
	const int parts = rtr_cache_full(c, form, s);

	assert_in_range(parts, 1, RTR_FULL_SPANS);
	for (int i = 0; i < parts; i++) {
		memcpy(b + n, s[i].buf->bytes + s[i].from, s[i].to - s[i].from);
		n += s[i].to - s[i].from;
		rtr_buf_unref(s[i].buf);
	}
	assert_hex(b, n, expected);
}

static void all_records_in_each_form(void **state)
{
	struct rtr_set *sets[] = {SET("192.0.2.0/24 24 1", "aspa 5 6", "key 5 a")};
	struct rtr_cache *c = cache_of(sets, 1, &rtr_limits_default);
	struct rtr_span one[RTR_FULL_SPANS], two[RTR_FULL_SPANS];

	(void)state;
	assert_full(c, v0, "00 04 0000 00000014 01 18 18 00 c0000200 00000001");
	assert_full(c, v1, "01 04 0000 00000014 01 18 18 00 c0000200 00000001"
			   "01 09 0100 00000023 6161616161616161616161616161616161616161 00000005 300102");
	assert_full(c, v2, "02 04 0000 00000014 01 18 18 00 c0000200 00000001"
			   "02 09 0100 00000023 6161616161616161616161616161616161616161 00000005 300102"
			   "02 0b 0100 00000010 00000005 00000006");
	assert_full(c, (struct rtr_form){2, RTR_ASPA_OFF},
		    "02 04 0000 00000014 01 18 18 00 c0000200 00000001"
		    "02 09 0100 00000023 6161616161616161616161616161616161616161 00000005 300102");
	assert_full(c, draft10,
		    "02 04 0000 00000014 01 18 18 00 c0000200 00000001"
		    "02 09 0100 00000023 6161616161616161616161616161616161616161 00000005 300102"
		    "02 0b 0000 00000014 01 00 0001 00000005 00000006 02 0b 0000 00000014 01 01 0001 00000005 00000006");
	/* every router of a form is sent the same bytes */
	assert_int_equal(rtr_cache_full(c, v1, one), 1);
	assert_int_equal(rtr_cache_full(c, v1, two), 1);
	assert_ptr_equal(one[0].buf, two[0].buf);
	rtr_buf_unref(one[0].buf);
	rtr_buf_unref(two[0].buf);
	rtr_cache_unref(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_merged_to_the_least),
		cmocka_unit_test(serials_that_are_not_kept_are_not_found),
		cmocka_unit_test(the_same_set_is_the_same_serial),
		cmocka_unit_test(news_depend_on_what_a_version_hears),
		cmocka_unit_test(all_records_in_each_form),
	};

	return check_main(tests);
}
