#ifndef WEIR_RPKI_BY_ASN_H
#define WEIR_RPKI_BY_ASN_H

#include <stddef.h>
#include <stdint.h>

#include "rpki/rpki.h"

/* The VRPs of each AS: numbers for rpki_vrp(), by ASN, then in the order of the set. */
struct rpki_by_asn {
	uint32_t *order;
	size_t n;
};

/* Of a finished set, which must not change after it. 0 or WEIR_ENOMEM. O(n), by radix. */
int rpki_by_asn_make(struct rpki_by_asn *b, const struct rpki *r);

/* The VRPs of an AS: a place in b->order, *n how many. O(log n). */
size_t rpki_by_asn_find(const struct rpki_by_asn *b, const struct rpki *r, uint32_t asn, size_t *n);

void rpki_by_asn_release(struct rpki_by_asn *b);

#endif
