#ifndef WEIR_IRR_INDEX_H
#define WEIR_IRR_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "irr/facts.h"

/*
 * One dump's facts as one block of bytes that is answered from as it lies:
 * built in memory, or mapped from the index file. Routes stand by origin in
 * arrays of their own for what an expansion needs (address, length) and what
 * only an explanation needs (line, maintainers), so that the latter's pages
 * are never touched by the former.
 *
 * The file is a cache of one machine: byte order and struct layout are the
 * host's, and the version changes with the layout, and with what the reader makes
 * of a dump. Nothing in it is trusted:
 * all bytes are checksummed, the header says where each section lies, and
 * every number read from a section is bounded before it is used.
 */
enum index_section {
	INDEX_STRINGS, /* NUL-terminated, the empty one first */
	INDEX_SOURCES, /* u32: strings */
	INDEX_ORIGINS, /* struct index_origin by asn, and one beyond the last */
	INDEX_ADDR4,   /* u32, by origin, address, length */
	INDEX_LEN4,    /* u8 */
	INDEX_SOURCE4, /* u16 */
	INDEX_FROM4,   /* struct index_from */
	INDEX_ADDR6,   /* struct index_addr6 */
	INDEX_LEN6,
	INDEX_SOURCE6,
	INDEX_FROM6,
	INDEX_BAD_ROUTES, /* struct fact_bad_route by origin */
	INDEX_SETS,       /* struct fact_set by name, as-sets first, source, line */
	INDEX_MEMBERS,    /* struct fact_member */
	INDEX_REFS,       /* struct fact_ref by set */
	INDEX_AUT_NUMS,   /* struct fact_aut_num by asn, source, line */
	INDEX_POLICY,     /* text */
	INDEX_NOTES,      /* struct fact_note */
	INDEX_SECTIONS
};

struct index_origin {
	uint32_t asn, first4, first6;
};

struct index_from {
	uint32_t line, mnt_by;
};

struct index_addr6 {
	uint64_t hi, lo;
};

/* What tells that a dump is still the one that was read. */
struct index_identity {
	uint64_t size, device, inode;
	int64_t mtime, mtime_ns, ctime, ctime_ns;
};

#define INDEX_MAGIC "WEIRIRR" /* eight bytes with its NUL */
enum { INDEX_VERSION = 3, INDEX_ORDER = 0x01020304 };

struct index_header {
	char magic[8];
	uint32_t version, order;
	uint64_t size; /* of the whole file */
	struct index_identity dump;
	uint64_t damage;
	uint32_t others, deleted, dropped, cut;
	struct {
		uint64_t at, bytes;
	} section[INDEX_SECTIONS];
	uint64_t body_sum;   /* of everything behind the header */
	uint64_t header_sum; /* of the header with this field zero */
};

struct index {
	const uint8_t *bytes;
	size_t n;
	bool mapped; /* else from malloc() */
	struct index_header header;
};

/* Make the bytes; `f` is sorted and its strings become offsets. O(n log n). */
int index_build(struct index *ix, struct facts *f, const struct index_identity *dump);

/* The sum of `n` bytes, a multiple of 32 but for the last piece of a stream. */
struct index_sum {
	uint64_t lane[4], n;
};

void index_sum_start(struct index_sum *s);
void index_sum_add(struct index_sum *s, const uint8_t *bytes, size_t n);
uint64_t index_sum_end(const struct index_sum *s);

/*
 * Say where each section lies, of these bytes, and the size of the whole; then, when all is in place, put the
 * marks and the sums in. `body` is what stands behind the header.
 */
void index_header_lay(struct index_header *h, const uint64_t bytes[INDEX_SECTIONS]);
void index_header_seal(struct index_header *h, const uint8_t *body);

/* Whether a header is sound by itself, for a file of `size` bytes. */
bool index_header_check(const struct index_header *h, uint64_t size);

/*
 * Map the index of the dump with that identity. 0; WEIR_ENOTFOUND where there
 * is none, or it belongs to another state of the dump or to another version;
 * WEIR_ESYNTAX where it is damaged; WEIR_EIO; WEIR_ENOMEM.
 */
int index_load(struct index *ix, const char *path, const struct index_identity *dump,
	       struct err *e);

/* Write it, all or nothing (base/atomic_file.h). */
int index_save(const struct index *ix, const char *path, struct err *e);

void index_release(struct index *ix);

/* A section as an array; *count is how many whole elements of `size` it has. */
const void *index_array(const struct index *ix, enum index_section section, size_t size,
			size_t *count);

/* A string by its offset; "" for one outside. */
const char *index_string(const struct index *ix, uint32_t at);

/* Runs of equal keys: [first, first + n). */
struct index_run {
	size_t first, n;
};

/* The routes of an AS; both empty where it has none. O(log origins). */
void index_routes(const struct index *ix, uint32_t asn, struct index_run *v4,
		  struct index_run *v6);

/* The sets of a name (upper case), and what refers to it. O(log). */
struct index_run index_sets(const struct index *ix, const char *name);
struct index_run index_refs(const struct index *ix, const char *name);

/* The aut-nums and the unreadable routes of an AS. O(log). */
struct index_run index_aut_nums(const struct index *ix, uint32_t asn);
struct index_run index_bad_routes(const struct index *ix, uint32_t asn);

#endif
