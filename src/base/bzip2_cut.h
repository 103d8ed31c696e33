#ifndef WEIR_BASE_BZIP2_CUT_H
#define WEIR_BASE_BZIP2_CUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

/*
 * A bzip2 file cut into its blocks, which can be decoded each on its own. The format has
 * no lengths: a block begins with 48 bits, 0x314159265359, and a member ends with
 * 0x177245385090 and a checksum over those of its blocks, at any bit. What looks
 * like a beginning may be data by chance, so a block is one only when it decodes, to
 * its last bit and with its checksum; where it does not, or where anything
 * else is not as it should be, the file has to be read from the member's beginning.
 */
struct bzip2_block {
	enum { BZIP2_BLOCK, BZIP2_END, BZIP2_UNKNOWN } kind; /* the end; or: read on from `member` */
	uint64_t member; /* where in the file its member begins */
	char level;      /* '1' to '9' */
	uint32_t crc;
	unsigned shift;  /* bits of the first byte that are not the block's */
	uint64_t nbits;
	VEC(uint8_t) raw; /* room for a header, then the bytes that the block lies in */
	VEC(uint8_t) out; /* what it holds, once decoded */
};

struct bzip2_cut;

/* Over a seekable descriptor from `offset` on, which stays the caller's. NULL without memory. */
struct bzip2_cut *bzip2_cut_make(int fd, uint64_t offset);
void bzip2_cut_release(struct bzip2_cut *c);

/* The next block; not to be called again after another kind. Its memory is used again. O(bytes). */
void bzip2_cut_next(struct bzip2_cut *c, struct bzip2_block *b);

/* Decode to b->out, once; false where it is not a block, is very large, or without memory. */
bool bzip2_block_decode(struct bzip2_block *b);

void bzip2_block_release(struct bzip2_block *b);

#endif
