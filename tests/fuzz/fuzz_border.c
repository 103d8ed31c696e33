#include <stddef.h>
#include <stdint.h>

#include "border/border.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a border file: a border or errors, never both and never neither. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct border b = {0};
	struct report errors = {0};

	if (!border_read_mem(&b, "etc/weir.yaml", data, size, &errors) == !!errors.total)
		__builtin_trap();
	report_release(&errors);
	border_release(&b);
	return 0;
}
