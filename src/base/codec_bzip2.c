#include <bzlib.h>
#include <stdlib.h>

#include "base/codec.h"

static void *bzip2_start(void)
{
	bz_stream *bz = calloc(1, sizeof *bz);

	if (bz && BZ2_bzDecompressInit(bz, 0, 0) != BZ_OK) {
		free(bz);
		bz = NULL;
	}
	return bz;
}

static enum codec_step bzip2_run(void *state, struct codec_io *io)
{
	bz_stream *bz = state;
	int rc;

	bz->next_in = (char *)(uintptr_t)io->in;
	bz->avail_in = (unsigned)io->nin;
	bz->next_out = (char *)io->out;
	bz->avail_out = (unsigned)io->nout;
	rc = BZ2_bzDecompress(bz);
	io->in = (const uint8_t *)bz->next_in;
	io->nin = bz->avail_in;
	io->out = (uint8_t *)bz->next_out;
	io->nout = bz->avail_out;
	if (rc == BZ_OK)
		return CODEC_MORE;
	if (rc != BZ_STREAM_END)
		return rc == BZ_MEM_ERROR ? CODEC_ENOMEM : CODEC_DAMAGED;
	BZ2_bzDecompressEnd(bz);
	*bz = (bz_stream){0};
	return BZ2_bzDecompressInit(bz, 0, 0) == BZ_OK ? CODEC_END : CODEC_ENOMEM;
}

static void bzip2_stop(void *state)
{
	BZ2_bzDecompressEnd(state);
	free(state);
}

const struct codec codec_bzip2 = {"bzip2", {'B', 'Z', 'h'}, 3, bzip2_start, bzip2_run, bzip2_stop};
