#include <stddef.h>
#include <stdint.h>

#include "rpki/slurm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a file asserts is there after it was applied, whatever it filters. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slurm s = {.prefixes = {.n = 0}};
	struct rpki r = {.v4 = {.n = 0}};
	struct report report = {.total = 0};
	struct slurm_changes c;
	struct input *in;
	struct err e;

	if (input_open_mem(&in, "fuzz", data, size, &e))
		return 0;
	if (!slurm_read(&s, in, &report, &e) && !slurm_check(&s, &e) && !rpki_apply_slurm(&r, &s, &c) &&
	    (c.vrps_added != rpki_vrp_count(&r) || c.vrps_removed || (rpki_vrp_count(&s.assertions) && !c.vrps_added) ||
	     c.aspas_added != r.customers.n || c.aspas_removed || (s.assertions.pairs.n && !c.aspas_added)))
		__builtin_trap();
	input_close(in);
	report_release(&report);
	slurm_release(&s);
	rpki_release(&r);
	return 0;
}
