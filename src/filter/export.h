#ifndef WEIR_FILTER_EXPORT_H
#define WEIR_FILTER_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "border/border.h"

/*
 * What may be announced to a neighbor, by what it is to the network (RFC 9234 section 2, the
 * guide's section 4.4.1):
 *
 *	customer, partial-customer, sibling, rs-client    every route
 *	peer, rs, provider, partial-provider              own routes, and those learned from customers
 *	several of these (a hybrid neighbor)              what the one that is told least gets
 *
 * What a route was learned from is said by a large community (RFC 8092, in the manner of
 * RFC 8195) that the import filter puts on it, after it has taken off all that begin with
 * OUR-ASN:EXPORT_LEARNED: nobody else may set it:
 *
 *	OUR-ASN:EXPORT_LEARNED:relation      relation of enum learned_from
 *
 * A prefix alone is no reason to announce: the same prefix from another neighbor would be
 * a leak. Own and customers' routes must have both the community (or be the network's own) and
 * a place in the list of what the network announces. As the community is put on only where the
 * customer's own list has let the route in, a customer's prefix leaves only as learned from a
 * customer that may announce it.
 *
 * A route with one of `export_never` leaves to nobody: NO_EXPORT and NO_ADVERTISE (RFC 1997),
 * and BLACKHOLE (RFC 7999 section 3.2: only as far as it was agreed).
 */
enum { EXPORT_LEARNED = 1 };
enum learned_from { LEARNED_CUSTOMER = 1, LEARNED_PEER = 2, LEARNED_PROVIDER = 3 };

/* A community of RFC 1997. */
struct community {
	uint16_t asn, value;
	const char *name;
};

enum { EXPORT_NEVER = 3 };
extern const struct community export_never[EXPORT_NEVER];

/* Those that an import filter looks for (filter/session.h). */
extern const struct community community_blackhole, community_graceful_shutdown;

struct export_rules {
	const struct border_neighbor *neighbor;
	bool everything; /* what was learned from anyone, not from customers alone */
};

/* Pure and total. O(1). */
struct export_rules export_rules_make(const struct border_neighbor *n);

/* How routes of such a neighbor are marked: a hybrid one as the part that is told least. */
enum learned_from learned_from(const struct border_neighbor *n);

#endif
