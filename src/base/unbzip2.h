#ifndef WEIR_BASE_UNBZIP2_H
#define WEIR_BASE_UNBZIP2_H

#include <stddef.h>
#include <stdint.h>

/*
 * A bzip2 file decompressed ahead of the reader by as many threads as there are processors,
 * some blocks at most: they depend on nothing but themselves (bzip2_cut.h). Only what
 * is sound in every way is given; the rest is for one who reads on from the member's beginning.
 */
struct unbzip2;

/*
 * Over a seekable descriptor from `offset` on, which stays the caller's and must not be closed
 * before. NULL where there is one processor only, or no memory, or no thread.
 */
struct unbzip2 *unbzip2_start(int fd, uint64_t offset);

/* At most `room` bytes, above 0, at `to`: how many; 0 at the end; -1 where it stops, for good. */
int64_t unbzip2_read(struct unbzip2 *u, uint8_t *to, size_t room);

/* After it stopped: where the member begins that it stopped in, and how many bytes of that it gave. */
uint64_t unbzip2_member(const struct unbzip2 *u, uint64_t *given);

/* Stop the threads, wherever they are, and wait for them. NULL is allowed. */
void unbzip2_stop(struct unbzip2 *u);

#endif
