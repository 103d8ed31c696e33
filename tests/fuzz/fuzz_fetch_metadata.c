#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/metadata.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What rpki-client says of its run: strangers' bytes decide much of it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct metadata m;
	struct input *in;
	struct err e;

	if (input_open_mem(&in, "json", data, size, &e))
		return 0;
	if (!metadata_read(&m, in, &e) && strlen(m.build_time) != strlen("2026-11-22T08:32:34Z"))
		abort();
	input_close(in);
	return 0;
}
