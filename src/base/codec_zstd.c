#include <zstd.h>

#include "base/codec.h"

static void *zstd_start(void)
{
	return ZSTD_createDStream();
}

static enum codec_step zstd_run(void *state, struct codec_io *io)
{
	ZSTD_inBuffer from = {io->in, io->nin, 0};
	ZSTD_outBuffer to = {io->out, io->nout, 0};
	size_t rc = ZSTD_decompressStream(state, &to, &from);

	io->in += from.pos;
	io->nin -= from.pos;
	io->out += to.pos;
	io->nout -= to.pos;
	if (ZSTD_isError(rc))
		return CODEC_DAMAGED;
	return rc ? CODEC_MORE : CODEC_END;
}

static void zstd_stop(void *state)
{
	ZSTD_freeDStream(state);
}

const struct codec codec_zstd = {"zstd",   {0x28, 0xb5, 0x2f, 0xfd}, 4, zstd_start, zstd_run,
				 zstd_stop};
