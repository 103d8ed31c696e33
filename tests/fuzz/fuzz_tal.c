#include <stddef.h>
#include <stdint.h>

#include "rpki/object/tal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input *in;
	struct tal t;
	struct err e;

	if (input_open_mem(&in, "fuzz", data, size, &e))
		return 0;
	if (!tal_read(&t, in, &e) && (!t.n || t.n > sizeof t.key || !t.uris))
		__builtin_trap();
	input_close(in);
	return 0;
}
