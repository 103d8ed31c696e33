#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "net/as_path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* A path that is read and written again is read as the same; an error has its column. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct as_path_buf a = {0}, b = {0};
	struct out text, again;
	size_t col = 0;
	int rc = as_path_parse((const char *)data, size, &a, &col);

	out_mem(&text, 1 << 24);
	out_mem(&again, 1 << 24);
	if (rc == WEIR_ESYNTAX) {
		require(col >= 1 && col <= size + 1);
	} else if (!rc) {
		struct as_path p = as_path_buf_view(&a), q;

		as_path_put(&p, &text);
		require(!as_path_parse(text.s ? text.s : "", text.n, &b, &col));
		q = as_path_buf_view(&b);
		as_path_put(&q, &again);
		require(text.n == again.n && (!text.n || !memcmp(text.s, again.s, text.n)));
		require(p.n == q.n && as_path_has_set(&p) == as_path_has_set(&q));
	}
	out_release(&text);
	out_release(&again);
	as_path_buf_release(&a);
	as_path_buf_release(&b);
	return 0;
}
