#include "fetch/whole.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/codec.h"
#include "base/input.h"

enum { PIECE = 1 << 16 };

/* What a file is compressed by; NULL: nothing, or it cannot be read. */
static const struct codec *codec_of(const char *path)
{
	FILE *f = fopen(path, "re");
	uint8_t head[CODEC_MAGIC];
	size_t n = f ? fread(head, 1, sizeof head, f) : 0;

	if (f)
		fclose(f);
	return codec_find(head, n);
}

static int read_to_end(struct input *in, uint64_t max, struct err *e)
{
	const uint8_t *p;
	int64_t n;

	while ((n = input_peek(in, 1, &p, e)) > 0) {
		input_skip(in, (size_t)n);
		if (input_offset(in) > max)
			return err_set(e, WEIR_ELIMIT, "expected at most %" PRIu64 " bytes when decompressed, found more", max);
	}
	return (int)n;
}

int whole_check(const char *path, bool gzip, uint64_t max, struct err *e)
{
	const struct codec *codec = codec_of(path);
	struct input *in;
	int rc;

	if (gzip && codec != &codec_gzip)
		return err_set(e, WEIR_ESYNTAX, "expected gzip, as its server says it is, found something else");
	if (!codec)
		return 0;
	rc = input_open(&in, path, e);
	if (rc)
		return rc;
	rc = read_to_end(in, max, e);
	input_close(in);
	return rc;
}

static bool streams_equal(FILE *a, FILE *b)
{
	char x[PIECE], y[PIECE];
	size_t n;

	do {
		n = fread(x, 1, sizeof x, a);
		if (fread(y, 1, sizeof y, b) != n || memcmp(x, y, n))
			return false;
	} while (n);
	return !ferror(a) && !ferror(b);
}

bool whole_equal(const char *path, const char *other)
{
	FILE *a = fopen(path, "re"), *b = fopen(other, "re");
	const bool equal = a && b && streams_equal(a, b);

	if (a)
		fclose(a);
	if (b)
		fclose(b);
	return equal;
}
