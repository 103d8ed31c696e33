#ifndef WEIR_REGISTRY_SPECIAL_H
#define WEIR_REGISTRY_SPECIAL_H

#include <stddef.h>
#include <stdint.h>

#include "net/prefix.h"

/*
 * What IANA sets aside: the IPv4 and IPv6 special-purpose address registries
 * (RFC 6890, RFC 8190) and the special-purpose AS numbers, built in as they
 * stood on SPECIAL_DATE.
 */
#define SPECIAL_DATE "2026-07-18"

/* A cell of the registry; SPECIAL_NA is `N/A`, or blank where the assignment has ended. */
enum special_cell { SPECIAL_FALSE, SPECIAL_TRUE, SPECIAL_NA };

struct special_block {
	struct prefix prefix;
	const char *name, *rfc;
	const char *allocated, *terminated; /* "2010-01"; terminated is NULL while it lasts */
	enum special_cell source, destination, forwardable, global, reserved;
};

/* All blocks, IPv4 first, in order of address; *n is how many. */
const struct special_block *special_blocks(size_t *n);

/* The smallest special block that holds all of `p`, or NULL. O(blocks). */
const struct special_block *special_find(const struct prefix *p);

/* AS numbers from `first` to `last`. AS112 is none: its routes are meant to be seen. */
struct special_asns {
	uint32_t first, last;
	const char *name, *rfc;
};

const struct special_asns *special_asns(size_t *n);

/* The special range that `asn` is in, or NULL for a number that a network may have. */
const struct special_asns *special_asn_find(uint32_t asn);

#endif
