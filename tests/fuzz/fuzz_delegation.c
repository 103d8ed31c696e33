#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "registry/delegations.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Read the same bytes as two files, index, ask at every row's ends, cut into prefixes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct delegations d = {0};
	struct report report = {0};
	struct prefix_set space;

	for (int i = 0; i < 2; i++) {
		struct input *in;
		struct err e;

		if (input_open_mem(&in, "fuzz", data, size, &e))
			continue;
		delegations_read(&d, in, &report, &e);
		input_close(in);
	}
	if (delegations_index(&d))
		abort();
	for (size_t i = 0; i < d.rows.n; i++) {
		const struct delegation *row = &d.rows.v[i];
		struct range_list l = {0};
		bool whole;

		if (row->kind == DELEGATION_ASN) {
			if (!delegations_asn(&d, (uint32_t)row->lo))
				abort();
			continue;
		}
		if (delegation_prefixes(row, &l))
			abort();
		for (size_t k = 0; k < range_list_count(&l); k++) {
			struct range r = range_list_get(&l, k);
			struct prefix p = range_prefix(&r);

			if (!delegations_prefix(&d, &p, &whole))
				abort();
		}
		range_list_release(&l);
	}
	if (delegations_space(&d, 1 << DELEGATION_AVAILABLE | 1 << DELEGATION_RESERVED, &space))
		abort();
	prefix_set_release(&space);
	delegations_release(&d);
	report_release(&report);
	return 0;
}
