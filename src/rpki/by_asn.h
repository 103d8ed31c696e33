#ifndef WEIR_RPKI_BY_ASN_H
#define WEIR_RPKI_BY_ASN_H

#include <stddef.h>
#include <stdint.h>

#include "rpki/rpki.h"

/* The VRPs of each AS, by ASN, then in the order of the set. */
struct rpki_by_asn {
	uint64_t *keys; /* ASN << 32 | number of the VRP */
	size_t n;
};

/* Of a finished set, which must not change after it. 0 or WEIR_ENOMEM. O(n), by radix. */
int rpki_by_asn_make(struct rpki_by_asn *b, const struct rpki *r);

/* The VRPs of an AS: the place of the first, *n how many. O(log n + *n). */
size_t rpki_by_asn_find(const struct rpki_by_asn *b, uint32_t asn, size_t *n);

/* The VRP at a place, as a number for rpki_vrp(). */
static inline size_t rpki_by_asn_get(const struct rpki_by_asn *b, size_t at)
{
	return (uint32_t)b->keys[at];
}

void rpki_by_asn_release(struct rpki_by_asn *b);

#endif
