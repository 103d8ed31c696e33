#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "bgp/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The same bytes as two files of one table: in order, and every route whole. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bgp_table t = {0};
	struct report report = {0};
	struct prefix last = {0};

	for (int i = 0; i < 2; i++) {
		struct input *in;
		struct err e;

		if (input_open_mem(&in, i ? "second" : "first", data, size, &e))
			continue;
		bgp_table_read(&t, in, &report, &e);
		input_close(in);
	}
	if (bgp_table_finish(&t))
		abort();
	for (size_t i = 0; i < bgp_table_count(&t); i++) {
		struct bgp_table_route r = bgp_table_get(&t, i);
		uint32_t asns = 0;

		if (!r.peer || !r.file || (i && prefix_cmp(&last, &r.prefix) > 0))
			abort();
		for (uint32_t k = 0; k < r.path.nsegments; k++)
			asns += r.path.segments[k].n;
		if (asns != r.path.n)
			abort();
		last = r.prefix;
	}
	bgp_table_release(&t);
	report_release(&report);
	return 0;
}
