#include "base/bzip2_cut.h"

#include <bzlib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * How this works: `v` holds a piece of the file. Each of the two magics can begin at
 * eight bits of a byte; of each of these 16 patterns the second and third byte are whole.
 * Two tables tell for a byte which patterns have it there, so that a look at both
 * tables tells nearly always that none begins here.
 */
enum {
	READ = 256 * 1024,
	RAW_MAX = 4 << 20, /* 900,000 symbols of 20 bits are less */
	OUT_MAX = 8 << 20, /* runs of one byte make a block larger than it was cut: 46 MB at most */
	MAGIC_BITS = 48,
	TRAILER_BITS = MAGIC_BITS + 32,
	HEADER = 4
};

static const uint64_t block_magic = 0x314159265359, end_magic = 0x177245385090;

struct bzip2_cut {
	int fd;
	uint64_t at;   /* of v[0] in the file */
	uint64_t bit;  /* of v: what comes next */
	uint64_t member;
	char level;
	uint32_t crc; /* of the member's blocks so far */
	bool started, end, failed;
	VEC(uint8_t) v;
	uint16_t second[256], third[256];
};

struct bzip2_cut *bzip2_cut_make(int fd, uint64_t offset)
{
	struct bzip2_cut *c = calloc(1, sizeof *c);

	if (!c)
		return NULL;
	c->fd = fd;
	c->at = offset;
	for (unsigned i = 0; i < 16; i++) {
		const uint64_t magic = i < 8 ? block_magic : end_magic;
		const unsigned shift = i % 8;

		c->second[magic >> (32 + shift) & 255] |= (uint16_t)(1u << i);
		c->third[magic >> (24 + shift) & 255] |= (uint16_t)(1u << i);
	}
	return c;
}

void bzip2_cut_release(struct bzip2_cut *c)
{
	if (!c)
		return;
	vec_free(&c->v);
	free(c);
}

/* Forget what came before. */
static void drop_used(struct bzip2_cut *c)
{
	const size_t used = (size_t)(c->bit / 8);

	if (!used)
		return;
	memmove(c->v.v, c->v.v + used, c->v.n - used);
	c->v.n -= used;
	c->at += used;
	c->bit %= 8;
}

/* Some more bytes; false at the end, or where it fails: who reads on finds that again. */
static bool read_more(struct bzip2_cut *c)
{
	ssize_t n = -1;

	if (c->end)
		return false;
	if (!vec_reserve(&c->v, c->v.n + READ, RAW_MAX + 2 * READ))
		n = pread(c->fd, c->v.v + c->v.n, READ, (off_t)(c->at + c->v.n));
	c->failed |= n < 0;
	c->end = n <= 0;
	if (n > 0)
		c->v.n += (size_t)n;
	return n > 0;
}

/* Whether there are `n` bits from `bit` on. */
static bool has_bits(struct bzip2_cut *c, uint64_t bit, unsigned n)
{
	while (c->v.n * 8 < bit + n)
		if (!read_more(c))
			return false;
	return true;
}

/* `n` bits, 48 at most, which are there. */
static uint64_t bits_at(const struct bzip2_cut *c, uint64_t bit, unsigned n)
{
	uint64_t word = 0;
	const size_t last = (size_t)((bit + n - 1) / 8);

	for (size_t i = (size_t)(bit / 8); i <= last; i++)
		word = word << 8 | c->v.v[i];
	return word >> (7 - (bit + n - 1) % 8) & (((uint64_t)1 << n) - 1);
}

static bool is_magic(struct bzip2_cut *c, uint64_t bit)
{
	uint64_t word;

	if (!has_bits(c, bit, MAGIC_BITS))
		return false;
	word = bits_at(c, bit, MAGIC_BITS);
	return word == block_magic || word == end_magic;
}

/* From v[i] on, the next byte that may be the second of a magic, or the last of all. */
static size_t skip_others(const struct bzip2_cut *c, size_t i)
{
	const uint8_t *v = c->v.v;

	while (i + 1 < c->v.n && !(c->second[v[i]] & c->third[v[i + 1]]))
		i++;
	return i;
}

/* The first magic that begins not before `from` and in the byte before v[i], or 0. */
static uint64_t magic_before(struct bzip2_cut *c, size_t i, uint64_t from)
{
	for (uint64_t bit = (uint64_t)(i - 1) * 8; bit < (uint64_t)i * 8; bit++)
		if (bit >= from && is_magic(c, bit))
			return bit;
	return 0;
}

/* The next magic from a bit on, which is above 0; 0 where there is none. */
static uint64_t find_magic(struct bzip2_cut *c, uint64_t from)
{
	uint64_t found;

	for (size_t i = (size_t)(from / 8) + 1;; i++) {
		i = skip_others(c, i);
		if (i + 1 >= c->v.n) {
			if (c->v.n > RAW_MAX || !has_bits(c, (uint64_t)i * 8, 16))
				return 0;
			i = skip_others(c, i);
		}
		found = magic_before(c, i, from);
		if (found)
			return found;
	}
}

/* The end of a member, if the sum of its blocks is right; what follows begins with a byte. */
static bool take_end(struct bzip2_cut *c)
{
	if (!has_bits(c, c->bit, TRAILER_BITS) ||
	    bits_at(c, c->bit + MAGIC_BITS, 32) != c->crc)
		return false;
	c->bit = (c->bit + TRAILER_BITS + 7) / 8 * 8;
	return true;
}

/* "BZh" and a level. */
static bool take_header(struct bzip2_cut *c)
{
	const uint8_t *p;

	drop_used(c);
	c->member = c->at;
	c->crc = 0;
	if (!has_bits(c, 0, HEADER * 8))
		return false;
	p = c->v.v;
	c->level = (char)p[3];
	c->bit = HEADER * 8;
	return !memcmp(p, "BZh", 3) && p[3] >= '1' && p[3] <= '9';
}

/* Go to the next block, over ends and headers; false where there is none, or none in order. */
static bool find_block(struct bzip2_cut *c)
{
	if (!c->started && !take_header(c))
		return false;
	c->started = true;
	for (;;) {
		if (!is_magic(c, c->bit))
			return false;
		if (bits_at(c, c->bit, MAGIC_BITS) == block_magic)
			return has_bits(c, c->bit, TRAILER_BITS);
		if (!take_end(c) || !take_header(c))
			return false;
	}
}

/* The bits from here to `end`, where the next magic is. */
static void take_block(struct bzip2_cut *c, uint64_t end, struct bzip2_block *b)
{
	const size_t first = (size_t)(c->bit / 8), n = (size_t)((end + 7) / 8) - first;

	if (vec_reserve(&b->raw, HEADER + n + TRAILER_BITS / 8 + 2, RAW_MAX + 2 * READ))
		return;
	memcpy(b->raw.v + HEADER, c->v.v + first, n);
	b->raw.n = HEADER + n;
	b->kind = BZIP2_BLOCK;
	b->level = c->level;
	b->crc = (uint32_t)bits_at(c, c->bit + MAGIC_BITS, 32);
	b->shift = (unsigned)(c->bit % 8);
	b->nbits = end - c->bit;
	c->crc = (c->crc << 1 | c->crc >> 31) ^ b->crc;
	c->bit = end;
}

/* Nothing behind the end of a member, and nothing wrong before it. */
static bool is_end(struct bzip2_cut *c)
{
	return c->started && c->member == c->at && !c->v.n && !c->failed;
}

void bzip2_cut_next(struct bzip2_cut *c, struct bzip2_block *b)
{
	uint64_t end;

	drop_used(c);
	b->kind = BZIP2_UNKNOWN;
	b->out.n = 0;
	if (find_block(c)) {
		end = find_magic(c, c->bit + TRAILER_BITS);
		if (end)
			take_block(c, end, b);
	} else if (is_end(c)) {
		b->kind = BZIP2_END;
	}
	b->member = c->member;
}

static void put_bits(uint8_t *v, uint64_t at, uint64_t word, unsigned n)
{
	for (; n--; at++) {
		const unsigned mask = 0x80u >> at % 8, bit = word >> n & 1 ? mask : 0;

		v[at / 8] = (uint8_t)((v[at / 8] & ~mask) | bit);
	}
}

/* The block becomes a member of this block alone, whose sum is the block's. */
static void complete(struct bzip2_block *b)
{
	uint8_t *v = b->raw.v + HEADER;
	const size_t n = b->raw.n - HEADER;

	memcpy(b->raw.v, (char[]){'B', 'Z', 'h', b->level}, HEADER);
	memset(v + n, 0, b->raw.cap - b->raw.n);
	for (size_t i = 0; b->shift && i < n; i++)
		v[i] = (uint8_t)(v[i] << b->shift | v[i + 1] >> (8 - b->shift));
	put_bits(v, b->nbits, end_magic, MAGIC_BITS);
	put_bits(v, b->nbits + MAGIC_BITS, b->crc, 32);
	b->raw.n = HEADER + (size_t)((b->nbits + TRAILER_BITS + 7) / 8);
}

static bool decode_to(struct bzip2_block *b, bz_stream *bz)
{
	int rc = BZ_OK;

	bz->next_in = (char *)b->raw.v;
	bz->avail_in = (unsigned)b->raw.n;
	while (rc == BZ_OK && !vec_reserve(&b->out, b->out.n + READ, OUT_MAX)) {
		bz->next_out = (char *)b->out.v + b->out.n;
		bz->avail_out = (unsigned)(b->out.cap - b->out.n);
		rc = BZ2_bzDecompress(bz);
		b->out.n = b->out.cap - bz->avail_out;
		if (rc == BZ_OK && bz->avail_out) /* it wants more than there is */
			return false;
	}
	return rc == BZ_STREAM_END && !bz->avail_in;
}

bool bzip2_block_decode(struct bzip2_block *b)
{
	bz_stream bz = {0};
	bool good;

	if (BZ2_bzDecompressInit(&bz, 0, 0) != BZ_OK)
		return false;
	complete(b);
	good = decode_to(b, &bz);
	BZ2_bzDecompressEnd(&bz);
	return good;
}

void bzip2_block_release(struct bzip2_block *b)
{
	vec_free(&b->raw);
	vec_free(&b->out);
}
