#include <stddef.h>
#include <stdint.h>

#include "rpki/read.h"
#include "rpki/rov.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever is read can be finished, made a table of, and asked about every VRP in it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rpki r = {.v4 = {.n = 0}};
	struct report report = {.total = 0};
	struct rov_table *t;
	struct input *in;
	struct err e;

	if (input_open_mem(&in, "fuzz", data, size, &e))
		return 0;
	if (!rpki_source(&r, "fuzz") && !rpki_read_json(&r, in, &report, &e) && !rpki_finish(&r) &&
	    !rov_make(&t, &r)) {
		for (size_t i = 0; i < rpki_vrp_count(&r); i++) {
			struct vrp v = rpki_vrp(&r, i);

			if (rov_validate(t, &v.prefix, v.asn) != (v.asn ? ROV_VALID : ROV_INVALID_ASN))
				__builtin_trap();
		}
		rov_release(t);
	}
	input_close(in);
	report_release(&report);
	rpki_release(&r);
	return 0;
}
