#ifndef WEIR_SAV_ADDRESSES_H
#define WEIR_SAV_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/prefix_set.h"

/*
 * A set of addresses is a prefix set whose elements are its host prefixes, /32 and
 * /128, and no others: the algebra of net/prefix_set.h then is the algebra of
 * addresses, equal sets have equal spans, and prefix_set_has() of a host prefix says
 * whether an address is in it.
 */

/*
 * All addresses inside the ranges' prefixes, whatever the ranges' lengths; `blocks` is
 * changed. 0 or WEIR_ENOMEM. O(n log n).
 */
int addresses_make(struct prefix_set *result, struct range_list *blocks);

/*
 * The fewest prefixes that together are the set, disjoint, in order; each stands for all
 * in it. O(n * address bits).
 */
int addresses_cover(const struct prefix_set *s, struct range_list *result);

/* Whether every address of the block is in the set. O(log n). */
bool addresses_has_block(const struct prefix_set *s, const struct prefix *block);

/* How large a set is, from its cover; counts stop at UINT64_MAX. */
struct addresses_size {
	size_t entries;
	uint64_t v4;    /* IPv4 addresses */
	uint64_t v6_64; /* IPv6 networks of length 64, a part of one counted as one */
};

struct addresses_size addresses_size(const struct range_list *cover);

#endif
