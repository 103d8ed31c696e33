#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COMPARED = 4 << 20 };

/* The next bytes of the one must be those of the other, and so must the end and the error be. */
static void compare(struct input *a, struct input *b)
{
	for (size_t n = 0; n < COMPARED;) {
		struct err ea = {.code = 0}, eb = {.code = 0};
		const uint8_t *pa, *pb;
		const int64_t na = input_peek(a, 1, &pa, &ea), nb = input_peek(b, 1, &pb, &eb);
		const size_t both = (size_t)(na < nb ? na : nb);

		if ((na <= 0 || nb <= 0) && (na != nb || strcmp(ea.msg, eb.msg)))
			abort();
		if (na <= 0)
			return;
		if (memcmp(pa, pb, both))
			abort();
		input_skip(a, both);
		input_skip(b, both);
		n += both;
	}
}

/* bzip2 as a file, which threads read, and from memory, which one reads. */
static void compare_bzip2(const uint8_t *data, size_t size)
{
	struct input *file, *mem;
	char path[32];
	struct err e;
	int fd = memfd_create("fuzz", 0);

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size || input_open(&file, path, &e))
		abort();
	if (input_open_mem(&mem, "fuzz", data, size, &e))
		abort();
	compare(file, mem);
	input_close(file);
	input_close(mem);
	close(fd);
}

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
	if (data[0] & 2 && size > 4 && !memcmp(data + 1, "BZh", 3))
		compare_bzip2(data + 1, size - 1);
	return 0;
}
