#include <isa-l/igzip_lib.h>
#include <stdlib.h>

#include "base/codec.h"

/* gzip by ISA-L, which takes a quarter of zlib's time; codec_zlib.c stands in where it is not. */
static void *gzip_start(void)
{
	struct inflate_state *s = malloc(sizeof *s);

	if (s) {
		isal_inflate_init(s);
		s->crc_flag = ISAL_GZIP;
	}
	return s;
}

static enum codec_step gzip_run(void *state, struct codec_io *io)
{
	struct inflate_state *s = state;
	int rc;

	s->next_in = (uint8_t *)(uintptr_t)io->in;
	s->avail_in = (uint32_t)io->nin;
	s->next_out = io->out;
	s->avail_out = (uint32_t)io->nout;
	rc = isal_inflate(s);
	io->in = s->next_in;
	io->nin = s->avail_in;
	io->out = s->next_out;
	io->nout = s->avail_out;
	if (rc != ISAL_DECOMP_OK)
		return CODEC_DAMAGED;
	if (s->block_state != ISAL_BLOCK_FINISH)
		return CODEC_MORE;
	isal_inflate_reset(s);
	return CODEC_END;
}

const struct codec codec_gzip = {"gzip", {0x1f, 0x8b}, 2, gzip_start, gzip_run, free};
