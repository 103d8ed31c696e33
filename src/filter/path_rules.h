#ifndef WEIR_FILTER_PATH_RULES_H
#define WEIR_FILTER_PATH_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "border/border.h"
#include "filter/exceptions.h"
#include "net/asn.h"
#include "snapshot/snapshot.h"

/* AS numbers from `first` to `last`. */
struct asn_range {
	uint32_t first, last;
};

/*
 * Which AS paths a neighbor's routes may have. An AS_SET at the end (RFC 9774) is no origin: where
 * origins are bounded, such a route is refused.
 *
 * Peerlock: behind a customer, full or partial, stands no provider or settlement-free peer
 * of the network, and no AS at the top of the relationships (asgraph/clique.h). A network
 * that the border file calls a customer or a sibling, the neighbor itself, the network itself
 * and what an exception accepts are never among them: the border file is the better word.
 */
struct path_rules {
	uint32_t first_as;       /* the path begins with it; 0: a route server, which is not in the path */
	bool any_origin;         /* the path may end anywhere: nothing registered says where */
	struct asn_set origins;  /* where it may end: the cone, the neighbor in it */
	struct asn_set never;    /* nowhere in it: peers, providers and tier 1 behind a customer */
	struct asn_set rejected; /* nowhere in it: by an exception */
	/*
	 * Nowhere in it either: numbers that no network can have (registry/special.h), less those
	 * that the border file gives the network and its neighbors, and those that an exception
	 * accepts; none with `bogons: off`. In order, none adjacent to another.
	 */
	VEC(struct asn_range) bogons;
};

/* What is known of a neighbor's routes when its rules are made. */
struct path_facts {
	const struct asn_set *cone; /* normalized: what its sets hold, and who ROAs name for its prefixes */
	bool any_origin;
	const struct exceptions *exceptions;
};

/* Decide. 0 or WEIR_ENOMEM. Release the zeroed or made rules after use. O(cone + neighbors * log). */
int path_rules_make(struct path_rules *p, const struct snapshot *s, const struct border *b,
		    const struct border_neighbor *n, const struct path_facts *facts);

/* Whether a path with this number is refused as a bogon. O(bogons). */
bool path_rules_bogon(const struct path_rules *p, uint32_t asn);

void path_rules_release(struct path_rules *p);

#endif
