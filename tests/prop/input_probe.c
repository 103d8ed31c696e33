/*
 * For each path on stdin, twice: read as a file, which threads may do, and from memory, which
 * one thread does. Prints a line each: bytes, their CRC-32, the error's code and message.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/input.h"

static int64_t read_all(struct input *in, uint64_t *n, unsigned long *crc, struct err *e)
{
	const uint8_t *p;
	int64_t have;

	*n = 0;
	*crc = crc32(0, NULL, 0);
	while ((have = input_peek(in, 1, &p, e)) > 0) {
		*crc = crc32(*crc, p, (unsigned)have);
		*n += (uint64_t)have;
		input_skip(in, (size_t)have);
	}
	return have;
}

static void tell(struct input *in)
{
	struct err e = {.code = 0};
	unsigned long crc;
	uint64_t n;
	const int64_t rc = read_all(in, &n, &crc, &e);

	printf("%llu %08lx %d %s\n", (unsigned long long)n, crc, (int)rc, rc ? e.msg : "");
	input_close(in);
}

static size_t slurp(const char *path, char **bytes)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	*bytes = malloc(64 << 20);
	if (!f || !*bytes)
		exit(2);
	n = fread(*bytes, 1, 64 << 20, f);
	fclose(f);
	return n;
}

int main(void)
{
	char path[4096];

	while (fgets(path, sizeof path, stdin)) {
		struct input *in;
		struct err e;
		char *bytes;
		size_t n;

		path[strcspn(path, "\n")] = '\0';
		if (input_open(&in, path, &e))
			return 2;
		tell(in);
		n = slurp(path, &bytes);
		if (input_open_mem(&in, path, bytes, n, &e))
			return 2;
		tell(in);
		free(bytes);
	}
	return 0;
}
