#include <stddef.h>
#include <stdint.h>

#include "base/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Compressed or not, read by lines and by peeks: bounded by what bytes can inflate to. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { LINES = 4096, LINE_MAX_BYTES = 1 << 16 };
	struct input *in;
	struct err e;
	const char *line;
	const uint8_t *p;
	size_t n;

	if (!size || input_open_mem(&in, "fuzz", data + 1, size - 1, &e))
		return 0;
	for (unsigned i = 0; i < LINES; i++) {
		if (data[0] & 1) {
			if (input_line(in, LINE_MAX_BYTES, &line, &n, &e) <= 0)
				break;
		} else {
			int64_t have = input_peek(in, data[0] * 7u, &p, &e);

			if (have <= 0)
				break;
			input_skip(in, (size_t)have < data[0] ? (size_t)have : data[0]);
		}
	}
	input_close(in);
	return 0;
}
