#include "base/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/decoder.h"
#include "base/pump.h"

/*
 * How this works: readers look into a window over the decompressed bytes; when it
 * has too little, what is left moves to its front and the rest is filled from the
 * decoder: directly, or for compressed files from the thread that runs ahead.
 */
enum { WINDOW = 256 * 1024, PEEK_MAX = 64 * 1024 * 1024 };

struct input {
	char *name;
	struct decoder *decoder;
	struct pump *pump; /* NULL: read the decoder here */
	bool end;
	uint8_t *win;
	size_t cap, at, n; /* the window's unread bytes are win[at..n) */
	uint64_t offset;
	size_t line;
};

static int64_t fill(struct input *in, uint8_t *to, size_t room, struct err *e)
{
	return in->pump ? pump_read(in->pump, to, room, e)
			: decoder_read(in->decoder, to, room, e);
}

/*
 * A thread could not be stopped while it waits for a pipe, and who writes into
 * one runs beside us anyway.
 */
static bool is_file(int fd)
{
	struct stat st;

	return fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode);
}

/* Over a descriptor, or memory where fd is -1; the descriptor is closed on error too. */
static int open_source(struct input **out, const char *name, int fd, const void *mem, size_t n,
		       struct err *e)
{
	struct input *in = calloc(1, sizeof *in);
	int rc = 0;

	if (in) {
		in->name = strdup(name);
		in->win = malloc(WINDOW);
		in->cap = WINDOW;
	}
	if (!in || !in->name || !in->win) {
		rc = err_at(e, WEIR_ENOMEM, name, 0, 0, "out of memory");
		if (fd > STDIN_FILENO)
			close(fd);
	}
	if (!rc)
		rc = decoder_open(&in->decoder, name, fd, mem, n, e);
	/* Without a thread all is as well, only later. */
	if (!rc && is_file(fd) && decoder_is_slow(in->decoder) &&
	    pump_start(&in->pump, in->decoder, NULL))
		in->pump = NULL;
	if (rc) {
		input_close(in);
		return rc;
	}
	*out = in;
	return 0;
}

int input_open(struct input **in, const char *path, struct err *e)
{
	bool is_stdin = !strcmp(path, "-");
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	*in = NULL;
	if (fd < 0)
		return err_at(e, WEIR_EIO, path, 0, 0, "cannot open: %s", strerror(errno));
	return open_source(in, is_stdin ? "<stdin>" : path, fd, NULL, 0, e);
}

int input_open_some(struct input **in, const char *path, struct err *e)
{
	*in = NULL;
	return access(path, F_OK) && errno == ENOENT ? 0 : input_open(in, path, e);
}

int input_open_mem(struct input **in, const char *name, const void *bytes, size_t n,
		   struct err *e)
{
	*in = NULL;
	return open_source(in, name, -1, bytes, n, e);
}

void input_close(struct input *in)
{
	if (!in)
		return;
	pump_stop(in->pump);
	decoder_close(in->decoder);
	free(in->name);
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
			int64_t r = fill(in, in->win + in->n, in->cap - in->n, e);

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
