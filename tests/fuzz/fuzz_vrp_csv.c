#include <stddef.h>
#include <stdint.h>

#include "rpki/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every VRP taken is one that RFC 6811 allows. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rpki r = {.v4 = {.n = 0}};
	struct report report = {.total = 0};
	struct input *in;
	struct err e;

	if (input_open_mem(&in, "fuzz", data, size, &e))
		return 0;
	if (!rpki_read(&r, in, &report, &e) && !rpki_finish(&r))
		for (size_t i = 0; i < rpki_vrp_count(&r); i++) {
			struct vrp v = rpki_vrp(&r, i);

			if (v.max_len < v.prefix.len || v.max_len > family_bits(v.prefix.family))
				__builtin_trap();
		}
	input_close(in);
	report_release(&report);
	rpki_release(&r);
	return 0;
}
