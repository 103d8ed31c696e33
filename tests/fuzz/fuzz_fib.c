#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "bgp/fib.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a forwarding table: each prefix once and in order, its next hops ascending. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fib f = {0};
	struct report r = {0};
	struct input *in;
	struct err e;

	if (input_open_mem(&in, "fuzz", data, size, &e))
		return 0;
	if (!fib_read(&f, in, &r, &e) && fib_finish(&f))
		abort();
	input_close(in);
	for (size_t i = 0; i < f.routes.n; i++) {
		const struct fib_route *at = &f.routes.v[i];

		if (i && f.sources.n && prefix_cmp(&at[-1].prefix, &at->prefix) >= 0)
			abort();
		for (uint32_t h = 1; h < at->nhops; h++)
			if (f.hops.v[at->hops + h - 1] >= f.hops.v[at->hops + h])
				abort();
	}
	fib_release(&f);
	report_release(&r);
	return 0;
}
