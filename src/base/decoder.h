#ifndef WEIR_BASE_DECODER_H
#define WEIR_BASE_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * What stands under base/input.h: the bytes of a file or of memory, decompressed. For
 * readers, input.h is the one to use.
 */
struct decoder;

/*
 * Over a descriptor, which becomes the decoder's (but for stdin) whatever comes of it,
 * or over `n` bytes at `mem` where fd is -1.
 */
int decoder_open(struct decoder **d, const char *name, int fd, const void *mem, size_t n,
		 struct err *e);

/* Whether a thread that runs ahead is of use: there is compression to undo, and one thread that does. */
bool decoder_is_slow(const struct decoder *d);

/* At most `room` bytes at `to`: how many there are, 0 at the end, or a negative code. */
int64_t decoder_read(struct decoder *d, uint8_t *to, size_t room, struct err *e);

void decoder_close(struct decoder *d);

#endif
