#ifndef WEIR_BASE_CODEC_H
#define WEIR_BASE_CODEC_H

#include <stddef.h>
#include <stdint.h>

/*
 * One compression, told by its magic. A stream may have several members in a row: after
 * CODEC_END the same state reads the next one.
 */
struct codec_io {
	const uint8_t *in; /* consumed from the front */
	size_t nin;
	uint8_t *out; /* written from the front */
	size_t nout;
};

enum codec_step { CODEC_MORE, CODEC_END, CODEC_DAMAGED, CODEC_ENOMEM };

enum { CODEC_MAGIC = 4 }; /* bytes that tell any of them */

struct codec {
	const char *name;
	unsigned char magic[CODEC_MAGIC];
	size_t nmagic;
	void *(*start)(void); /* NULL without memory */
	enum codec_step (*run)(void *state, struct codec_io *io);
	void (*stop)(void *state);
};

extern const struct codec codec_gzip, codec_bzip2, codec_zstd;

/* Which of them a file begins with, by CODEC_MAGIC bytes of it or all it has; NULL: none, it is plain. O(1). */
const struct codec *codec_find(const uint8_t *bytes, size_t n);

#endif
