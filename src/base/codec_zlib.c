#include <stdlib.h>
#include <zlib.h>

#include "base/codec.h"

/* gzip by zlib, for machines that ISA-L does not run on. */
static void *gzip_start(void)
{
	z_stream *z = calloc(1, sizeof *z);

	if (z && inflateInit2(z, 16 + MAX_WBITS) != Z_OK) {
		free(z);
		z = NULL;
	}
	return z;
}

static enum codec_step gzip_run(void *state, struct codec_io *io)
{
	z_stream *z = state;
	int rc;

	z->next_in = (Bytef *)(uintptr_t)io->in;
	z->avail_in = (uInt)io->nin;
	z->next_out = io->out;
	z->avail_out = (uInt)io->nout;
	rc = inflate(z, Z_NO_FLUSH);
	io->in = z->next_in;
	io->nin = z->avail_in;
	io->out = z->next_out;
	io->nout = z->avail_out;
	if (rc == Z_STREAM_END) {
		inflateReset(z);
		return CODEC_END;
	}
	return rc == Z_OK || rc == Z_BUF_ERROR ? CODEC_MORE : CODEC_DAMAGED;
}

static void gzip_stop(void *state)
{
	inflateEnd(state);
	free(state);
}

const struct codec codec_gzip = {"gzip", {0x1f, 0x8b}, 2, gzip_start, gzip_run, gzip_stop};
