#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "asgraph/as_graph.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Read the same bytes as two files, index, and find every link from both its ends. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct as_graph g = {0};
	struct report report = {0};
	size_t neighbors = 0;

	for (int i = 0; i < 2; i++) {
		struct input *in;
		struct err e;

		if (input_open_mem(&in, "fuzz", data, size, &e))
			continue;
		as_graph_read(&g, in, &report, &e);
		input_close(in);
	}
	if (as_graph_index(&g, &report))
		abort();
	for (size_t i = 0; i < g.links.n; i++)
		if (as_graph_relationship(&g, g.links.v[i].b, g.links.v[i].a) == AS_NONE)
			abort();
	for (uint32_t i = 0; i < g.nasns; i++) {
		for (unsigned r = 0; r < AS_RELATIONS; r++) {
			size_t n;
			const uint32_t *v = as_graph_neighbors(&g, i, r, &n);

			neighbors += n;
			for (size_t k = 0; k < n; k++)
				if (as_graph_relationship(&g, g.asns[i], g.asns[v[k]]) != r)
					abort();
		}
	}
	if (neighbors != 2 * g.links.n)
		abort();
	as_graph_release(&g);
	report_release(&report);
	return 0;
}
