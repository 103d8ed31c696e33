#include "base/codec.h"

#include <string.h>

static const struct codec *const codecs[] = {&codec_gzip, &codec_bzip2, &codec_zstd};

const struct codec *codec_find(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
		if (n >= codecs[i]->nmagic && !memcmp(bytes, codecs[i]->magic, codecs[i]->nmagic))
			return codecs[i];
	return NULL;
}
