#ifndef WEIR_BGP_ATTR_CACHE_H
#define WEIR_BGP_ATTR_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "bgp/attributes.h"

/*
 * Blocks of attributes read not long ago. Neighboring prefixes of a table mostly
 * have the same attributes, byte for byte: reading, formatting and interning
 * them once saves most of the work. Each block has one slot, and a newer one
 * that wants it takes it; the last slot serves blocks too long to keep.
 */
enum { ATTR_CACHE_SLOTS = 1024 };

struct attr_slot {
	uint64_t hash;
	struct attributes_form form;
	VEC(uint8_t) bytes;
	struct attributes a;
};

/* A zeroed one is empty. */
struct attr_cache {
	struct attr_slot *slots;
	uint64_t serial;
};

/*
 * The attributes of a block, read now or before; *a is valid until the next call.
 * 0 or WEIR_ENOMEM. O(n).
 */
int attr_cache_read(struct attr_cache *c, const uint8_t *p, size_t n, struct attributes_form form,
		    const struct attributes **a);

void attr_cache_release(struct attr_cache *c);

#endif
