#ifndef WEIR_SAV_BLOCKS_H
#define WEIR_SAV_BLOCKS_H

#include "base/err.h"
#include "net/asn.h"
#include "net/prefix_set.h"
#include "rpki/rpki.h"

/* The prefixes that a scheme gathers, in any order; in the end they become what it permits. */

/* 0, WEIR_ENOMEM or WEIR_ELIMIT. O(1) amortised. */
int blocks_add(struct range_list *blocks, const struct prefix *p);

/* The prefixes of the ROAs of these origins, normalized (RFC 8704 section 3.5). O(VRPs * log origins). */
int blocks_add_roas(struct range_list *blocks, const struct rpki *rpki, const struct asn_set *origins);

/*
 * All addresses inside them (addresses.h), unless gathering them ended with an `rc` that is not 0. The
 * blocks are released either way. 0, or the code with `e`.
 */
int blocks_permit(struct prefix_set *result, struct range_list *blocks, int rc, struct err *e);

#endif
