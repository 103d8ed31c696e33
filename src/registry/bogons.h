#ifndef WEIR_REGISTRY_BOGONS_H
#define WEIR_REGISTRY_BOGONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/prefix.h"
#include "net/prefix_set.h"
#include "registry/delegations.h"

/*
 * Bogons: prefixes that no network may announce to the Internet, each with all
 * that is more specific. They are
 *
 *  - what the special-purpose registries (registry/special.h) say is not
 *    globally reachable, less the blocks inside that are: 192.0.0.0/24 but not
 *    192.0.0.9/32, 2001::/23 but not 2001:4:112::/48. AS112's prefixes are reachable;
 *  - blocks whose assignment has ended, so that nobody holds them: 192.88.99.0/24
 *    (6to4 relays), 2001:10::/28 (ORCHID), 3ffe::/16 (6bone);
 *  - multicast, 224.0.0.0/4 and ff00::/8;
 *  - IPv6 outside 2000::/3, less 64:ff9b::/96, which is globally reachable;
 *  - more specifics of 2002::/16 (RFC 3056 section 5.2 forbids them);
 *  - where delegation files are given, space that an RIR lists as `available`: it
 *    still has to be given out. `reserved` space is often a holder's own (returned, in
 *    transfer, for critical infrastructure), and a bogon on request only.
 *
 * `N/A` of a living block is no bogon: 2002::/16 and 2001::/32 (Teredo) themselves.
 * Not in it: the default routes, and prefixes that contain a bogon. Why a prefix is one is
 * said by special_find() and delegations_prefix().
 */

/* What makes a set of bogons. */
struct bogons_ask {
	const struct delegations *delegations; /* indexed; NULL: none */
	bool reserved;                         /* reserved space is one, too */
	const struct prefix *except;           /* no bogons, with all their more specifics */
	size_t n_except;
};

/*
 * The bogons, less the exceptions. 0, WEIR_ENOMEM or WEIR_ELIMIT; *result is made anew and
 * the caller's to release. O(n log n).
 */
int bogons_make(struct prefix_set *result, const struct bogons_ask *ask);

/* What makes a prefix a bogon beside the special-purpose registries and 2002::/16; NULL where nothing does. */
struct bogon_block {
	struct prefix prefix;
	const char *name, *rfc;
};

const struct bogon_block *bogon_block_find(const struct prefix *p);

/* Whether no network may have this number (special_asn_find() says why). */
bool bogon_asn(uint32_t asn);

#endif
