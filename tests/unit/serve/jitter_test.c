#include "../check.h"

#include "serve/jitter.h"

enum { HOUR = 3600 * 1000 };

static void chance_adds_up_to_a_half(void **state)
{
	static const struct {
		const char *name;
		uint64_t ms;
		uint32_t chance;
		uint64_t after;
	} cases[] = {
		{"an hour, none", HOUR, 0, HOUR},
		{"an hour, half", HOUR, UINT32_MAX / 2 + 1, HOUR + HOUR / 4},
		{"an hour, all", HOUR, UINT32_MAX, HOUR + HOUR / 2},
		{"a minute, a third", 60000, UINT32_MAX / 3, 70000},
		{"nothing, all", 0, UINT32_MAX, 0},
		{"49 days, all", UINT32_MAX - 1, UINT32_MAX, UINT64_C(6442450941)},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (jitter_by(cases[i].ms, cases[i].chance) != cases[i].after)
			fail_msg("%s: %llu", cases[i].name, (unsigned long long)jitter_by(cases[i].ms, cases[i].chance));
}

/* That all of them are the same, or in one half, has a chance below 2^-60. */
static void no_two_times_need_be_the_same(void **state)
{
	uint64_t least = UINT64_MAX, most = 0;

	(void)state;
	for (int i = 0; i < 64; i++) {
		const uint64_t after = jitter_ms(HOUR);

		assert_in_range(after, HOUR, HOUR + HOUR / 2);
		least = after < least ? after : least;
		most = after > most ? after : most;
	}
	assert_true(least < HOUR + HOUR / 4);
	assert_true(most >= HOUR + HOUR / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chance_adds_up_to_a_half),
		cmocka_unit_test(no_two_times_need_be_the_same),
	};

	return check_main(tests);
}
