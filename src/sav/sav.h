#ifndef WEIR_SAV_SAV_H
#define WEIR_SAV_SAV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "border/border.h"
#include "net/asn.h"
#include "net/prefix.h"
#include "snapshot/snapshot.h"

/*
 * The tables behind source-address validation: what each neighbor of a border
 * announces (its Adj-RIB-In), and where packets to each prefix would go (the FIB).
 * A pure function of snapshot and border, made once for all neighbors and schemes.
 *
 *  - A route belongs to the neighbor that sent it (snapshot/senders.h), or is local. Routes of
 *    other sessions are left out, and those that came through the network itself.
 *  - RPKI-invalid routes are left out (RFC 6811).
 *  - The FIB is that of the border's `fib`, less next hops whose route for that prefix is
 *    RPKI-invalid. Without `fib` it is the best route of each prefix: local, then that of a
 *    customer, a sibling, a peer, a provider; then the shortest path; then the lowest ASN.
 */
enum { SAV_LOCAL = UINT32_MAX }; /* as neighbor of a route: the network itself */

/* A route that is not RPKI-invalid. */
struct sav_route {
	uint32_t at;       /* its number in the snapshot's table */
	uint32_t neighbor; /* its number in the border, or SAV_LOCAL */
	uint32_t origin;   /* 0 where the path ends in no ASN */
};

/* A prefix of the FIB. */
struct sav_best {
	struct prefix prefix;
	uint32_t hops, nhops; /* of sav.hops */
	uint32_t at;          /* in sav.routes, or in the snapshot's FIB where there is one */
};

struct sav {
	const struct snapshot *snapshot;
	const struct border *border;
	VEC(struct sav_route) routes; /* in order of prefix_cmp() */
	uint32_t *by_neighbor;        /* numbers of routes; those of neighbor i are … */
	uint32_t *first_of;           /* … by_neighbor[first_of[i]] up to before first_of[i + 1] */
	VEC(uint32_t) by_origin;      /* numbers of neighbors' routes with an origin, by origin, then prefix */
	VEC(struct sav_best) best;    /* in order of prefix_cmp() */
	VEC(uint32_t) hops;           /* ASNs of next hops */
	bool from_fib;                /* `best` is the border's FIB */
	struct asn_set origins;       /* of the routes of customers: set A of RFC 8704 section 3.1.1 */
	size_t invalid, strangers, loops; /* routes left out: RPKI-invalid, of no neighbor, through us */
};

/*
 * 0 or WEIR_ENOMEM. O(routes * log VRPs). Release the zeroed or made struct; snapshot and
 * border must outlive it.
 */
int sav_make(struct sav *s, const struct snapshot *snapshot, const struct border *b);
void sav_release(struct sav *s);

/* What a route's prefix is. O(1). */
static inline struct prefix sav_prefix(const struct sav *s, size_t route)
{
	return bgp_table_prefix(&s->snapshot->routes, s->routes.v[route].at);
}

/* Whether the neighbor is a customer, full or partial: what RFC 8704 calls a customer interface. */
bool sav_is_customer(const struct sav *s, uint32_t neighbor);

/* The routes for exactly this prefix: the first one's number, *n how many. O(log n). */
size_t sav_routes_at(const struct sav *s, const struct prefix *p, size_t *n);

/* The neighbors' routes with this origin: a place in by_origin, *n how many. O(log n). */
size_t sav_routes_of_origin(const struct sav *s, uint32_t origin, size_t *n);

/* The FIB's entry with the longest prefix that covers an address, or NULL. O(address bits * log n). */
const struct sav_best *sav_lookup(const struct sav *s, const struct prefix *host);

/* Whether a FIB's entry goes to this ASN. O(next hops). */
bool sav_goes_to(const struct sav *s, const struct sav_best *best, uint32_t asn);

/* The neighbor with this ASN, or SAV_LOCAL where it is none. O(neighbors). */
uint32_t sav_neighbor(const struct border *b, uint32_t asn);

#endif
