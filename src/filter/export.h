#ifndef WEIR_FILTER_EXPORT_H
#define WEIR_FILTER_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "border/border.h"

/*
 * What may be announced to a neighbor, by what it is to the network (RFC 9234 section 2, the
 * guide's section 4.4.1): customers, siblings and clients of a route server get every route;
 * peers, providers and route servers get the network's own routes and those learned
 * from customers. What a route was learned from is said by a large community (RFC 8092)
 * that the import filter puts on it and that nobody else may set:
 *
 *	OUR-ASN:EXPORT_LEARNED:relation      relation of enum learned_from
 *
 * A prefix alone is no reason to announce: the same prefix from another neighbor would be
 * a leak. Own and customers' routes must have both the community (or be the network's own) and
 * a place in the list of what the network announces.
 */
enum { EXPORT_LEARNED = 1 };
enum learned_from { LEARNED_CUSTOMER = 1, LEARNED_PEER = 2, LEARNED_PROVIDER = 3 };

struct export_rules {
	const struct border_neighbor *neighbor;
	bool everything; /* what was learned from anyone, and own routes */
};

/* Pure and total. O(1). */
struct export_rules export_rules_make(const struct border_neighbor *n);

/* How routes of such a neighbor are marked: a hybrid one as the part that is told least. */
enum learned_from learned_from(const struct border_neighbor *n);

#endif
