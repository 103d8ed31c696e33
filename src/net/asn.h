#ifndef WEIR_NET_ASN_H
#define WEIR_NET_ASN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"

/*
 * Read an AS number from exactly `n` bytes: "AS64500", "as64500", "64500" or
 * asdot "1.10" (RFC 5396). False for anything else, AS4294967296 among it.
 */
bool asn_parse(const char *s, size_t n, uint32_t *asn);

/* The same of "64500" alone. */
bool asn_parse_plain(const char *s, size_t n, uint32_t *asn);

/* A set of AS numbers: sorted and unique after asn_set_normalize(). */
struct asn_set {
	VEC(uint32_t) asns;
};

enum { ASN_SET_MAX = 1u << 24 };

/* Add without order; 0, WEIR_ENOMEM or WEIR_ELIMIT. O(1) amortised. */
int asn_set_add(struct asn_set *s, uint32_t asn);

/* Sort and drop duplicates; to be called before what follows. O(n log n). */
void asn_set_normalize(struct asn_set *s);

/* Where it stands in the set, or SIZE_MAX; whether it does. O(log n). */
size_t asn_set_find(const struct asn_set *s, uint32_t asn);
bool asn_set_has(const struct asn_set *s, uint32_t asn);

void asn_set_release(struct asn_set *s);

#endif
