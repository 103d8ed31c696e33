#include "../check.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/pool.h"

struct counted {
	atomic_uint calls[10000];
};

static void count(void *context, size_t i)
{
	atomic_fetch_add(&((struct counted *)context)->calls[i], 1);
}

static void each_number_is_called_once(void **state)
{
	static const size_t sizes[] = {0, 1, 2, 3, 10000};

	(void)state;
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
		struct counted *c = calloc(1, sizeof *c);

		assert_non_null(c);
		pool_run(sizes[s], count, c);
		for (size_t i = 0; i < 10000; i++)
			assert_int_equal(c->calls[i], i < sizes[s]);
		free(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_number_is_called_once),
	};

	return check_main(tests);
}
