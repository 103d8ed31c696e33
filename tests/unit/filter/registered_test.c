#include "../check.h"

#include <stdlib.h>

#include "filter/registered.h"

/* What the words of the header say, range by range. */
static enum registration look(const struct origin_list *bound, const struct range_list *unbound,
			      const struct prefix *p, uint32_t origin)
{
	enum registration found = REGISTERED_NOT;

	for (size_t i = 0; i < origin_list_count(bound) + range_list_count(unbound); i++) {
		bool any = i >= origin_list_count(bound);
		struct origin_range o = {.origin = 0};
		struct prefix around;

		if (any)
			o.range = range_list_get(unbound, i - origin_list_count(bound));
		else
			o = origin_list_get(bound, i);
		around = range_prefix(&o.range);
		if (!prefix_covers(&around, p) || p->len < o.range.ge || p->len > o.range.le)
			continue;
		if (any || (origin && o.origin == origin))
			return REGISTERED;
		found = REGISTERED_OTHER;
	}
	return found;
}

/* A prefix of a small world, so that many lie within others. */
static struct prefix random_prefix(void)
{
	unsigned family = random() % 3 ? IPV4 : IPV6, len = (unsigned)random() % 7;

	if (!len)
		return prefix_make(family, 0, 0);
	return prefix_make(family, (u128)(random() % 64) << 122, len);
}

static struct range random_range(void)
{
	struct prefix p = random_prefix();
	unsigned ge = p.len + (unsigned)random() % 3, le = ge + (unsigned)random() % 3;

	return range_make(&p, random() % 2 ? p.len : ge, random() % 2 && ge == p.len ? p.len : le);
}

static void make_lists(struct origin_list *bound, struct range_list *unbound)
{
	*bound = (struct origin_list){0};
	*unbound = (struct range_list){0};
	for (long i = random() % 40; i--;) {
		struct range r = random_range();

		assert_int_equal(origin_list_add(bound, &r, (uint32_t)random() % 6), 0);
	}
	for (long i = random() % 4; i--;) {
		struct range r = random_range();

		assert_int_equal(range_list_add(unbound, &r), 0);
	}
	origin_list_normalize(bound);
	assert_int_equal(range_list_normalize(unbound), 0);
}

static void lists_say_what_their_ranges_say(void **state)
{
	size_t found[REGISTERED + 1] = {0};

	(void)state;
	srandom(1);
	for (int round = 0; round < 500; round++) {
		struct origin_list bound;
		struct range_list unbound;
		struct registered r;

		make_lists(&bound, &unbound);
		assert_int_equal(registered_make(&r, &bound, &unbound), 0);
		for (int i = 0; i < 100; i++) {
			struct prefix p = random_prefix();
			uint32_t origin = (uint32_t)random() % 6;
			enum registration said = registered_find(&r, &p, origin);

			assert_int_equal(said, look(&bound, &unbound, &p, origin));
			found[said]++;
		}
		registered_release(&r);
		origin_list_release(&bound);
		range_list_release(&unbound);
	}
	for (size_t i = 0; i <= REGISTERED; i++)
		assert_true(found[i] > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_say_what_their_ranges_say),
	};

	return check_main(tests);
}
