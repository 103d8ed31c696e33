#include "facts.h"
#include "rtr/state.h"

static struct rtr_cache *two_steps(void)
{
	struct rtr_set *sets[] = {SET("192.0.2.0/24 24 1", "aspa 5 6"), SET("192.0.2.0/24 24 2", "key 5 a"),
				  SET("192.0.2.0/24 24 2", "2001:db8::/32 32 5")};
	struct rtr_cache *c, *next;

	assert_int_equal(rtr_cache_first(&c, sets[0], &(struct rtr_identity){{7, 8, 9}, 0xfffffffe}), 0);
	for (int i = 1; i < 3; i++) {
		assert_int_equal(rtr_cache_next(&next, c, sets[i], &rtr_limits_default), 0);
		rtr_cache_unref(c);
		c = next;
	}
	for (int i = 0; i < 3; i++)
		rtr_set_unref(sets[i]);
	return c;
}

static void saved(struct out *o)
{
	struct rtr_cache *c = two_steps();

	out_mem(o, 1 << 20);
	rtr_state_write(o, c, 0x123456789);
	assert_int_equal(o->status, 0);
	rtr_cache_unref(c);
}

static int load(struct rtr_cache **to, const void *bytes, size_t n, struct err *e)
{
	uint64_t as_of;

	return rtr_state_read(to, &as_of, bytes, n, "rtr.state", e);
}

static void a_restart_goes_on(void **state)
{
	struct rtr_cache *was = two_steps(), *is;
	struct rtr_buf *a, *b;
	struct out o;
	uint64_t as_of;
	struct err e;

	(void)state;
	saved(&o);
	assert_int_equal(rtr_state_read(&is, &as_of, (const uint8_t *)o.s, o.n, "rtr.state", &e), 0);
	assert_true(as_of == 0x123456789);
	assert_memory_equal(is->id.session, was->id.session, sizeof is->id.session);
	assert_int_equal(is->id.serial, was->id.serial);
	assert_true(rtr_set_equal(is->set, was->set));
	for (uint32_t serial = 0xfffffffe; serial != 1; serial++) {
		const struct rtr_form form = {2, RTR_ASPA_CURRENT};

		assert_int_equal(rtr_cache_since(was, form, serial, &a), 0);
		assert_int_equal(rtr_cache_since(is, form, serial, &b), 0);
		assert_int_equal(a->n, b->n);
		assert_memory_equal(a->bytes, b->bytes, a->n);
		rtr_buf_unref(a);
		rtr_buf_unref(b);
	}
	rtr_cache_unref(is);
	rtr_cache_unref(was);
	out_release(&o);
}

static void a_state_that_is_damaged_or_cut_off_is_refused(void **state)
{
	struct rtr_cache *c;
	struct err e;
	struct out o;

	(void)state;
	saved(&o);
	for (size_t n = 0; n < o.n; n++) {
		char *cut = malloc(n + 1); /* so that a read beyond is seen */

		memcpy(cut, o.s, n);
		assert_int_equal(load(&c, cut, n, &e), WEIR_ESYNTAX);
		free(cut);
	}
	for (size_t i = 0; i < o.n * 8; i++) {
		const size_t at = i / 8;

		o.s[at] = (char)(o.s[at] ^ 1 << i % 8);
		assert_int_equal(load(&c, o.s, o.n, &e), at >= 8 && at < 12 ? WEIR_ENOTFOUND : WEIR_ESYNTAX);
		o.s[at] = (char)(o.s[at] ^ 1 << i % 8);
	}
	out_write(&o, "x", 1);
	assert_int_equal(load(&c, o.s, o.n, &e), WEIR_ESYNTAX);
	assert_string_equal(e.msg, "expected an intact state, found a damaged one");
	out_release(&o);
}

static void the_state_of_another_version_is_told_apart(void **state)
{
	struct rtr_cache *c;
	struct err e;
	struct out o;

	(void)state;
	saved(&o);
	o.s[11] = 1;
	assert_int_equal(load(&c, o.s, o.n, &e), WEIR_ENOTFOUND);
	assert_string_equal(e.msg, "expected a state of version 2, found version 1");
	out_release(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_restart_goes_on),
		cmocka_unit_test(a_state_that_is_damaged_or_cut_off_is_refused),
		cmocka_unit_test(the_state_of_another_version_is_told_apart),
	};

	return check_main(tests);
}
