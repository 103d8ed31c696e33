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

/* VRPs as numbers for rpki_vrp(), ascending: in the order of the set. */
struct rpki_numbers {
	VEC(uint32_t) numbers;
};

/* The VRPs of `n` ASes. 0, WEIR_ENOMEM or WEIR_ELIMIT. O(n log VRPs + VRPs / 64 + found). */
int rpki_by_asn_find(const struct rpki_by_asn *b, const uint32_t *asns, size_t n, struct rpki_numbers *found);

void rpki_by_asn_release(struct rpki_by_asn *b);

#endif
