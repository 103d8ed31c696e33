#include "base/input.h"

#include <bzlib.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

/*
 * How this works: `raw` holds bytes as they are in the file, `win` holds what
 * the decoder made of them. Readers look into the window; when it has too
 * little, what is left moves to its front and the decoder fills the rest.
 * Plain files skip `raw` and are read straight into the window.
 */
enum {
	RAW = 128 * 1024,
	WINDOW = 256 * 1024,
	PEEK_MAX = 64 * 1024 * 1024
};

struct input;

/* One compression: `decode` makes bytes at `to`, returns how many, 0 at the end, or < 0. */
struct codec {
	const char *name;
	unsigned char magic[4];
	size_t nmagic;
	int (*start)(struct input *in);
	int64_t (*decode)(struct input *in, uint8_t *to, size_t room, struct err *e);
	void (*stop)(struct input *in);
};

struct input {
	char *name;
	int fd;
	const uint8_t *mem; /* a source in memory instead of fd */
	size_t nmem;
	const struct codec *codec;
	union {
		z_stream z;
		bz_stream bz;
		ZSTD_DStream *zst;
	};
	bool in_member; /* a compressed stream has begun and not ended */
	bool raw_end, end;
	uint8_t *raw;
	size_t raw_at, raw_n;
	uint8_t *win;
	size_t cap, at, n; /* the window's unread bytes are win[at..n) */
	uint64_t offset;
	size_t line;
};

static int64_t read_source(struct input *in, uint8_t *to, size_t room, struct err *e)
{
	ssize_t r;

	if (in->mem) {
		size_t n = room < in->nmem ? room : in->nmem;

		memcpy(to, in->mem, n);
		in->mem += n;
		in->nmem -= n;
		return (int64_t)n;
	}
	do
		r = read(in->fd, to, room);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return err_at(e, WEIR_EIO, in->name, 0, 0, "cannot read: %s", strerror(errno));
	return r;
}

/* Bring `raw` to at least one unread byte, or set raw_end. */
static int fill_raw(struct input *in, struct err *e)
{
	int64_t r;

	if (in->raw_at < in->raw_n || in->raw_end)
		return 0;
	r = read_source(in, in->raw, RAW, e);
	if (r < 0)
		return (int)r;
	in->raw_at = 0;
	in->raw_n = (size_t)r;
	in->raw_end = r == 0;
	return 0;
}

static int corrupt(struct input *in, struct err *e)
{
	return err_at(e, WEIR_ESYNTAX, in->name, 0, 0, "expected %s data, found a damaged stream",
		      in->codec->name);
}

static int cut_short(struct input *in, struct err *e)
{
	return err_at(e, WEIR_ESYNTAX, in->name, 0, 0,
		      "expected more %s data, found the end of the file", in->codec->name);
}

static int64_t decode_plain(struct input *in, uint8_t *to, size_t room, struct err *e)
{
	size_t n = in->raw_n - in->raw_at;

	if (!n)
		return read_source(in, to, room, e);
	if (n > room)
		n = room;
	memcpy(to, in->raw + in->raw_at, n); /* the bytes that were read to see the magic */
	in->raw_at += n;
	return (int64_t)n;
}

static int gzip_start(struct input *in)
{
	in->z = (z_stream){0};
	return inflateInit2(&in->z, 16 + MAX_WBITS) == Z_OK ? 0 : WEIR_ENOMEM;
}

static int64_t gzip_decode(struct input *in, uint8_t *to, size_t room, struct err *e)
{
	z_stream *z = &in->z;
	int rc;

	z->next_in = in->raw + in->raw_at;
	z->avail_in = (uInt)(in->raw_n - in->raw_at);
	z->next_out = to;
	z->avail_out = (uInt)room;
	rc = inflate(z, Z_NO_FLUSH);
	in->raw_at = in->raw_n - z->avail_in;
	if (rc == Z_STREAM_END) {
		in->in_member = false;
		inflateReset(z);
	} else if (rc != Z_OK && rc != Z_BUF_ERROR) {
		return corrupt(in, e);
	}
	return (int64_t)(room - z->avail_out);
}

static void gzip_stop(struct input *in)
{
	inflateEnd(&in->z);
}

static int bzip2_start(struct input *in)
{
	in->bz = (bz_stream){0};
	return BZ2_bzDecompressInit(&in->bz, 0, 0) == BZ_OK ? 0 : WEIR_ENOMEM;
}

static int64_t bzip2_decode(struct input *in, uint8_t *to, size_t room, struct err *e)
{
	bz_stream *bz = &in->bz;
	int rc;

	bz->next_in = (char *)in->raw + in->raw_at;
	bz->avail_in = (unsigned)(in->raw_n - in->raw_at);
	bz->next_out = (char *)to;
	bz->avail_out = (unsigned)room;
	rc = BZ2_bzDecompress(bz);
	in->raw_at = in->raw_n - bz->avail_in;
	room -= bz->avail_out;
	if (rc == BZ_STREAM_END) {
		in->in_member = false;
		BZ2_bzDecompressEnd(bz);
		if (bzip2_start(in))
			return err_at(e, WEIR_ENOMEM, in->name, 0, 0, "out of memory");
	} else if (rc != BZ_OK) {
		return corrupt(in, e);
	}
	return (int64_t)room;
}

static void bzip2_stop(struct input *in)
{
	BZ2_bzDecompressEnd(&in->bz);
}

static int zstd_start(struct input *in)
{
	in->zst = ZSTD_createDStream();
	return in->zst ? 0 : WEIR_ENOMEM;
}

static int64_t zstd_decode(struct input *in, uint8_t *to, size_t room, struct err *e)
{
	ZSTD_inBuffer from = {in->raw, in->raw_n, in->raw_at};
	ZSTD_outBuffer out = {to, room, 0};
	size_t rc = ZSTD_decompressStream(in->zst, &out, &from);

	in->raw_at = from.pos;
	if (ZSTD_isError(rc))
		return corrupt(in, e);
	if (rc == 0)
		in->in_member = false;
	return (int64_t)out.pos;
}

static void zstd_stop(struct input *in)
{
	ZSTD_freeDStream(in->zst);
}

static const struct codec codecs[] = {
	{"gzip", {0x1f, 0x8b}, 2, gzip_start, gzip_decode, gzip_stop},
	{"bzip2", {'B', 'Z', 'h'}, 3, bzip2_start, bzip2_decode, bzip2_stop},
	{"zstd", {0x28, 0xb5, 0x2f, 0xfd}, 4, zstd_start, zstd_decode, zstd_stop},
};

/* Read enough of the source to see its magic, and choose the codec. */
static int choose_codec(struct input *in, struct err *e)
{
	while (in->raw_n < 4) {
		int64_t r = read_source(in, in->raw + in->raw_n, RAW - in->raw_n, e);

		if (r < 0)
			return (int)r;
		if (r == 0)
			break;
		in->raw_n += (size_t)r;
	}
	for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++) {
		const struct codec *c = &codecs[i];

		if (in->raw_n < c->nmagic || memcmp(in->raw, c->magic, c->nmagic))
			continue;
		if (c->start(in))
			return err_at(e, WEIR_ENOMEM, in->name, 0, 0, "out of memory");
		in->codec = c;
		in->in_member = true;
		break;
	}
	return 0;
}

/* Decompressed bytes, at least one unless at the end. */
static int64_t decode(struct input *in, uint8_t *to, size_t room, struct err *e)
{
	if (!in->codec)
		return decode_plain(in, to, room, e);
	for (;;) {
		int64_t n = fill_raw(in, e);

		if (n < 0)
			return n;
		if (in->raw_end && !in->in_member)
			return 0;
		if (!in->raw_end)
			in->in_member = true; /* the next member, where one follows */
		n = in->codec->decode(in, to, room, e);
		if (n)
			return n;
		if (in->raw_end && in->in_member)
			return cut_short(in, e);
	}
}

static int make(struct input **out, const char *name, struct err *e)
{
	struct input *in = calloc(1, sizeof *in);

	if (in) {
		in->fd = -1;
		in->name = strdup(name);
		in->raw = malloc(RAW);
		in->win = malloc(WINDOW);
		in->cap = WINDOW;
	}
	if (!in || !in->name || !in->raw || !in->win) {
		input_close(in);
		return err_at(e, WEIR_ENOMEM, name, 0, 0, "out of memory");
	}
	*out = in;
	return 0;
}

static int begin(struct input **in, struct err *e)
{
	int rc = choose_codec(*in, e);

	if (rc) {
		input_close(*in);
		*in = NULL;
	}
	return rc;
}

int input_open(struct input **in, const char *path, struct err *e)
{
	bool is_stdin = !strcmp(path, "-");
	int rc = make(in, is_stdin ? "<stdin>" : path, e);

	if (rc)
		return rc;
	(*in)->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if ((*in)->fd < 0) {
		rc = err_at(e, WEIR_EIO, path, 0, 0, "cannot open: %s", strerror(errno));
		input_close(*in);
		*in = NULL;
		return rc;
	}
	return begin(in, e);
}

int input_open_mem(struct input **in, const char *name, const void *bytes, size_t n,
		   struct err *e)
{
	int rc = make(in, name, e);

	if (rc)
		return rc;
	(*in)->mem = n ? bytes : (const void *)"";
	(*in)->nmem = n;
	return begin(in, e);
}

void input_close(struct input *in)
{
	if (!in)
		return;
	if (in->codec)
		in->codec->stop(in);
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	free(in->name);
	free(in->raw);
	free(in->win);
	free(in);
}

const char *input_name(const struct input *in)
{
	return in->name;
}

uint64_t input_offset(const struct input *in)
{
	return in->offset;
}

static int make_room(struct input *in, size_t want, struct err *e)
{
	size_t left = in->n - in->at;

	if (want > PEEK_MAX)
		return err_at(e, WEIR_ELIMIT, in->name, 0, 0,
			      "expected at most %d bytes in one piece, found %zu", PEEK_MAX, want);
	if (in->at) /* else a line in small pieces would be copied onto itself for each */
		memmove(in->win, in->win + in->at, left);
	in->at = 0;
	in->n = left;
	if (want > in->cap) {
		size_t cap = in->cap * 2 > want ? in->cap * 2 : want;
		uint8_t *p = realloc(in->win, cap);

		if (!p)
			return err_at(e, WEIR_ENOMEM, in->name, 0, 0, "out of memory");
		in->win = p;
		in->cap = cap;
	}
	return 0;
}

int64_t input_peek(struct input *in, size_t want, const uint8_t **p, struct err *e)
{
	if (in->n - in->at < want && !in->end) {
		int rc = make_room(in, want, e);

		if (rc)
			return rc;
		while (in->n < want && !in->end) {
			int64_t r = decode(in, in->win + in->n, in->cap - in->n, e);

			if (r < 0)
				return r;
			in->n += (size_t)r;
			in->end = r == 0;
		}
	}
	*p = in->win + in->at;
	return (int64_t)(in->n - in->at);
}

void input_skip(struct input *in, size_t n)
{
	in->at += n;
	in->offset += n;
}

int input_line(struct input *in, size_t max, const char **s, size_t *n, struct err *e)
{
	const uint8_t *p, *nl = NULL;
	size_t seen = 0, want = 1, used;
	int64_t have;

	for (;;) {
		have = input_peek(in, want, &p, e);
		if (have < 0)
			return (int)have;
		nl = memchr(p + seen, '\n', (size_t)have - seen);
		if (nl || in->end)
			break;
		seen = (size_t)have;
		if (seen > max && seen - max > 1) /* one more may be the CR of a CRLF */
			break;
		want = seen + 1;
	}
	if (!have)
		return 0;
	in->line++;
	*s = (const char *)p;
	*n = nl ? (size_t)(nl - p) : (size_t)have;
	used = *n + (nl != NULL);
	if (*n && p[*n - 1] == '\r')
		(*n)--;
	if (*n > max)
		return err_at(e, WEIR_ELIMIT, in->name, in->line, 0,
			      "expected a line of at most %zu bytes, found a longer one", max);
	input_skip(in, used);
	return 1;
}

size_t input_line_number(const struct input *in)
{
	return in->line;
}
