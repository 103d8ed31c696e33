#ifndef WEIR_FILTER_PATH_RULES_H
#define WEIR_FILTER_PATH_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "border/border.h"
#include "net/asn.h"
#include "snapshot/snapshot.h"

/* AS numbers from `first` to `last`. */
struct asn_range {
	uint32_t first, last;
};

/* Which AS paths a neighbor's routes may have. */
struct path_rules {
	uint32_t first_as;      /* the path begins with it; 0: a route server, which is not in the path */
	bool any_origin;        /* the path may end anywhere: no registry was asked */
	struct asn_set origins; /* where it may end: the cone, the neighbor in it */
	struct asn_set never;   /* nowhere in it (peerlock): peers and providers behind a customer */
	/*
	 * Nowhere in it either: numbers that no network can have (registry/special.h), less those
	 * that the border file gives the network and its neighbors; none with `bogons: off`.
	 * In order, none adjacent to another.
	 */
	VEC(struct asn_range) bogons;
};

/*
 * Decide; `cone` (normalized) is what the neighbor's sets hold, NULL for anything. 0 or
 * WEIR_ENOMEM. Release the zeroed or made rules after use. O(cone + neighbors log neighbors).
 */
int path_rules_make(struct path_rules *p, const struct border *b, const struct border_neighbor *n,
		    const struct asn_set *cone);

/* Whether a path with this number is refused as a bogon. O(bogons). */
bool path_rules_bogon(const struct path_rules *p, uint32_t asn);

void path_rules_release(struct path_rules *p);

#endif
