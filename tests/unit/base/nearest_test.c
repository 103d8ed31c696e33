#include "../check.h"

#include <string.h>

#include "base/nearest.h"

static const char *near(const char *word)
{
	static const char *const names[] = {"vrps", "routes", "json", "direction", "neighbor"};
	struct nearest n;

	nearest_start(&n, word, strlen(word));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		nearest_try(&n, names[i]);
	return n.best ? n.best : "none";
}

static void a_typing_error_finds_the_name(void **state)
{
	(void)state;
	assert_string_equal(near("vrp"), "vrps");
	assert_string_equal(near("routse"), "routes");
	assert_string_equal(near("jsno"), "json");
	assert_string_equal(near("neighbour"), "neighbor");
	assert_string_equal(near("dirction"), "direction");
}

static void another_word_finds_none(void **state)
{
	char large[500];

	(void)state;
	assert_string_equal(near("maximum"), "none");
	assert_string_equal(near("aggregate"), "none");
	memset(large, 'v', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	assert_string_equal(near(large), "none");
}

/* Of two candidates the nearer one, whichever came first; of equals the first. */
static void the_nearest_wins(void **state)
{
	struct nearest n;

	(void)state;
	nearest_start(&n, "peers", 5);
	nearest_try(&n, "pears!");
	nearest_try(&n, "peer");
	nearest_try(&n, "beers");
	assert_string_equal(n.best, "peer");
	assert_int_equal(n.distance, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_typing_error_finds_the_name),
		cmocka_unit_test(another_word_finds_none),
		cmocka_unit_test(the_nearest_wins),
	};

	return check_main(tests);
}
