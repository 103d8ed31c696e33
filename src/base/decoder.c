#include "base/decoder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/unbzip2.h"

/*
 * How this works: `raw` holds bytes as they are in the file; the codec that the
 * first of them named makes of them what readers see. Plain files skip `raw`
 * once the bytes read to see the magic are used up. A file of bzip2 is read by several threads
 * (unbzip2.h) as long as they find it sound; then from the beginning of the member that is
 * not, without the bytes of it that were given already. So damage is told by one piece of code.
 */
enum { RAW = 128 * 1024 };

struct decoder {
	char *name;
	int fd;
	const uint8_t *mem; /* a source in memory instead of fd */
	size_t nmem;
	const struct codec *codec; /* NULL: plain */
	void *state;
	bool in_member; /* a compressed stream has begun and not ended */
	bool raw_end;
	uint8_t *raw;
	size_t raw_at, raw_n;
	struct unbzip2 *threads; /* NULL: read here */
	uint64_t skip;           /* bytes to come that were given already */
	enum codec_step last; /* what the codec said; CODEC_DAMAGED and CODEC_ENOMEM stay */
};

static int64_t read_source(struct decoder *d, uint8_t *to, size_t room, struct err *e)
{
	ssize_t r;

	if (d->mem) {
		size_t n = room < d->nmem ? room : d->nmem;

		memcpy(to, d->mem, n);
		d->mem += n;
		d->nmem -= n;
		return (int64_t)n;
	}
	do
		r = read(d->fd, to, room);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return err_at(e, WEIR_EIO, d->name, 0, 0, "cannot read: %s", strerror(errno));
	return r;
}

/* Bring `raw` to at least one unread byte, or set raw_end. */
static int fill_raw(struct decoder *d, struct err *e)
{
	int64_t r;

	if (d->raw_at < d->raw_n || d->raw_end)
		return 0;
	r = read_source(d, d->raw, RAW, e);
	if (r < 0)
		return (int)r;
	d->raw_at = 0;
	d->raw_n = (size_t)r;
	d->raw_end = r == 0;
	return 0;
}

static int64_t read_plain(struct decoder *d, uint8_t *to, size_t room, struct err *e)
{
	size_t n = d->raw_n - d->raw_at;

	if (!n)
		return read_source(d, to, room, e);
	if (n > room)
		n = room;
	memcpy(to, d->raw + d->raw_at, n);
	d->raw_at += n;
	return (int64_t)n;
}

static int broken(const struct decoder *d, struct err *e)
{
	if (d->last == CODEC_ENOMEM)
		return err_at(e, WEIR_ENOMEM, d->name, 0, 0, "out of memory");
	return err_at(e, WEIR_ESYNTAX, d->name, 0, 0, "expected %s data, found a damaged stream",
		      d->codec->name);
}

/*
 * One step of the codec: how many bytes it made, possibly none, or a negative code. What it
 * made before damage is given, so that it does not depend on the room.
 */
static int64_t step(struct decoder *d, uint8_t *to, size_t room, struct err *e)
{
	struct codec_io io = {d->raw + d->raw_at, d->raw_n - d->raw_at, to, room};

	if (d->last != CODEC_DAMAGED && d->last != CODEC_ENOMEM)
		d->last = d->codec->run(d->state, &io);
	if (d->last == CODEC_END)
		d->in_member = false;
	d->raw_at = d->raw_n - io.nin;
	if (io.nout == room && (d->last == CODEC_DAMAGED || d->last == CODEC_ENOMEM))
		return broken(d, e);
	return (int64_t)(room - io.nout);
}

/* Take off what was given already of `n` bytes; how many are left. */
static int64_t drop_given(struct decoder *d, uint8_t *to, int64_t n)
{
	const size_t given = d->skip < (uint64_t)n ? (size_t)d->skip : (size_t)n;

	d->skip -= given;
	memmove(to, to + given, (size_t)n - given);
	return n - (int64_t)given;
}

/* Go on without threads. */
static int read_here(struct decoder *d, struct err *e)
{
	const off_t member = (off_t)unbzip2_member(d->threads, &d->skip);

	unbzip2_stop(d->threads);
	d->threads = NULL;
	d->raw_at = d->raw_n = 0;
	if (lseek(d->fd, member, SEEK_SET) < 0)
		return err_at(e, WEIR_EIO, d->name, 0, 0, "cannot read: %s", strerror(errno));
	return 0;
}

int64_t decoder_read(struct decoder *d, uint8_t *to, size_t room, struct err *e)
{
	if (!d->codec)
		return read_plain(d, to, room, e);
	if (d->threads) {
		int64_t n = unbzip2_read(d->threads, to, room);

		if (n >= 0)
			return n;
		n = read_here(d, e);
		if (n < 0)
			return n;
	}
	for (;;) {
		int64_t n = fill_raw(d, e);

		if (n < 0)
			return n;
		if (d->raw_end && !d->in_member)
			return 0;
		if (!d->raw_end)
			d->in_member = true; /* the next member, where one follows */
		n = step(d, to, room, e);
		if (n > 0 && d->skip) {
			n = drop_given(d, to, n);
			if (!n)
				continue;
		}
		if (n)
			return n;
		if (d->raw_end && d->in_member)
			return err_at(e, WEIR_ESYNTAX, d->name, 0, 0,
				      "expected more %s data, found the end of the file",
				      d->codec->name);
	}
}

/* Read enough of the source to see its magic, and choose the codec. */
static int choose_codec(struct decoder *d, struct err *e)
{
	const struct codec *c;

	while (d->raw_n < CODEC_MAGIC) {
		int64_t r = read_source(d, d->raw + d->raw_n, RAW - d->raw_n, e);

		if (r < 0)
			return (int)r;
		if (r == 0)
			break;
		d->raw_n += (size_t)r;
	}
	c = codec_find(d->raw, d->raw_n);
	if (!c)
		return 0;
	d->state = c->start();
	if (!d->state)
		return err_at(e, WEIR_ENOMEM, d->name, 0, 0, "out of memory");
	d->codec = c;
	d->in_member = true;
	return 0;
}

/* For files alone: a thread could not be stopped while it waits for a pipe. */
static void start_threads(struct decoder *d)
{
	struct stat st;
	off_t at;

	if (d->codec != &codec_bzip2 || d->mem || fstat(d->fd, &st) || !S_ISREG(st.st_mode))
		return;
	at = lseek(d->fd, 0, SEEK_CUR);
	if (at >= (off_t)d->raw_n)
		d->threads = unbzip2_start(d->fd, (uint64_t)at - d->raw_n);
}

int decoder_open(struct decoder **out, const char *name, int fd, const void *mem, size_t n,
		 struct err *e)
{
	struct decoder *d = calloc(1, sizeof *d);
	int rc;

	if (d) {
		d->fd = fd;
		d->mem = fd < 0 && !n ? (const void *)"" : mem;
		d->nmem = n;
		d->name = strdup(name);
		d->raw = malloc(RAW);
	} else if (fd > STDIN_FILENO) {
		close(fd);
	}
	rc = d && d->name && d->raw ? choose_codec(d, e)
				    : err_at(e, WEIR_ENOMEM, name, 0, 0, "out of memory");
	if (rc) {
		decoder_close(d);
		return rc;
	}
	start_threads(d);
	*out = d;
	return 0;
}

bool decoder_is_slow(const struct decoder *d)
{
	return d->codec && !d->threads;
}

void decoder_close(struct decoder *d)
{
	if (!d)
		return;
	unbzip2_stop(d->threads);
	if (d->codec)
		d->codec->stop(d->state);
	if (d->fd > STDIN_FILENO)
		close(d->fd);
	free(d->name);
	free(d->raw);
	free(d);
}
