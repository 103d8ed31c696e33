#ifndef WEIR_BGP_ATTRIBUTES_H
#define WEIR_BGP_ATTRIBUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "net/as_path.h"
#include "net/prefix.h"

/* Type codes of path attributes that are understood (RFC 4271, 1997, 4760, 6793, 8092). */
enum attribute_type {
	ATTRIBUTE_ORIGIN = 1,
	ATTRIBUTE_AS_PATH = 2,
	ATTRIBUTE_NEXT_HOP = 3,
	ATTRIBUTE_MED = 4,
	ATTRIBUTE_LOCAL_PREF = 5,
	ATTRIBUTE_ATOMIC_AGGREGATE = 6,
	ATTRIBUTE_AGGREGATOR = 7,
	ATTRIBUTE_COMMUNITIES = 8,
	ATTRIBUTE_MP_REACH = 14,
	ATTRIBUTE_MP_UNREACH = 15,
	ATTRIBUTE_AS4_PATH = 17,
	ATTRIBUTE_AS4_AGGREGATOR = 18,
	ATTRIBUTE_LARGE_COMMUNITIES = 32
};

/* What was wrong with a block of attributes, and what it costs (RFC 7606 section 2). */
enum attributes_damage {
	ATTRIBUTES_SOUND,
	ATTRIBUTES_DISCARD, /* an attribute was left out, the routes stand */
	ATTRIBUTES_WITHDRAW /* the routes must not be used */
};

/* Prefixes of one family reachable or gone (RFC 4760); bytes of the message. */
struct mp_prefixes {
	uint16_t afi;
	uint8_t safi;
	const uint8_t *next_hop; /* of MP_REACH_NLRI; NULL where none was given */
	uint8_t next_hop_len;
	const uint8_t *nlri;
	size_t n;
};

/*
 * The attributes of one route or more, read. A member is meaningful where
 * attributes_has() says so. Buffers are kept from one read to the next.
 */
struct attributes {
	uint64_t present; /* a bit per type code below 64 */
	uint64_t serial;  /* differs for every block read: readers of caches compare it */
	uint32_t slot;    /* below ATTR_CACHE_SLOTS: where in the cache this block lives */
	uint32_t next_hop;
	enum attributes_damage damage;
	uint8_t origin; /* 0 IGP, 1 EGP, 2 INCOMPLETE */
	uint8_t problem_type;
	const char *problem; /* the first one, a sentence; NULL where sound */
	struct mp_prefixes reach, unreach;
	struct as_path_buf path;
	uint32_t med, local_pref;
	uint32_t aggregator_asn, aggregator_addr;
	VEC(uint32_t) communities;
	VEC(uint32_t) large; /* three numbers each (RFC 8092) */
};

static inline bool attributes_has(const struct attributes *a, enum attribute_type type)
{
	return a->present >> type & 1;
}

/* Whence the block comes: it changes how two attributes are written. */
struct attributes_form {
	uint8_t asn_bytes; /* 2 or 4: width of ASNs in AS_PATH and AGGREGATOR */
	bool rib;          /* of a table: MP_REACH_NLRI may be its next hop alone (RFC 6396 4.3.4) */
};

/*
 * Read a whole block. Damage is not an error: it is told in a->damage, the worst of
 * what was found. 0 or WEIR_ENOMEM. O(n).
 */
int attributes_read(struct attributes *a, const uint8_t *p, size_t n,
		    struct attributes_form form);

/* The path as read (AS4_PATH merged in, RFC 6793 4.2.3), valid until the next read. */
static inline struct as_path attributes_path(const struct attributes *a)
{
	return as_path_buf_view(&a->path);
}

void attributes_clear(struct attributes *a);
void attributes_release(struct attributes *a);

#endif
