#include "../check.h"

#include "net/lengths.h"

/* Every run against a loop over all lengths, word borders and 128 among them. */
static void runs_have_their_lengths(void **state)
{
	(void)state;
	for (unsigned lo = 0; lo <= 128; lo++) {
		for (unsigned hi = lo; hi <= 128; hi++) {
			struct lengths l = lengths_run(lo, hi);

			for (unsigned n = 0; n < 192; n++)
				assert_true(lengths_has(l, n) == (n >= lo && n <= hi));
			assert_int_equal(lengths_next(l, 0), lo);
			assert_int_equal(lengths_next(l, hi), hi);
			assert_int_equal(lengths_next(l, hi + 1), 129);
			assert_int_equal(lengths_run_end(l, lo), hi);
			assert_false(lengths_none(l));
		}
	}
}

static void holes_are_found(void **state)
{
	struct lengths l = lengths_or(lengths_run(0, 20), lengths_run(60, 70));

	(void)state;
	l = lengths_or(l, lengths_run(128, 128));
	assert_int_equal(lengths_run_end(l, 5), 20);
	assert_int_equal(lengths_next(l, 21), 60);
	assert_int_equal(lengths_run_end(l, 60), 70);
	assert_int_equal(lengths_next(l, 71), 128);
	assert_int_equal(lengths_run_end(l, 128), 128);
	assert_int_equal(lengths_next(l, 129), 129);
	l = lengths_and_not(l, lengths_run(0, 128));
	assert_true(lengths_none(l));
	assert_int_equal(lengths_next(l, 0), 129);
	assert_true(lengths_equal(lengths_and(lengths_run(0, 70), lengths_run(60, 128)),
				  lengths_run(60, 70)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_have_their_lengths),
		cmocka_unit_test(holes_are_found),
	};

	return check_main(tests);
}
