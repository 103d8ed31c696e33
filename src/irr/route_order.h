#ifndef WEIR_IRR_ROUTE_ORDER_H
#define WEIR_IRR_ROUTE_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "irr/facts.h"
#include "irr/index.h"

/* A route of IPv4: origin and address in one word, length and number of the record in the other. */
struct route_key {
	uint64_t major, minor;
};

/*
 * The order that routes have in the index: by origin, address and length, those that are equal as they appeared in
 * the dump; and at which row of it each origin begins. The records stay where they are.
 */
struct route_order {
	struct route_key *keys4; /* one of each record of routes4 */
	uint32_t *order6;        /* numbers of records of routes6 */
	struct index_origin *origins; /* one of each AS that has routes, then one beyond the last */
	size_t norigins;
};

static inline size_t route_key_number(const struct route_key *k)
{
	return (uint32_t)k->minor;
}

/* Of all routes of a dump. 0 or WEIR_ENOMEM; to be released in either case. O(n) for IPv4, O(n log n) for IPv6. */
int route_order_make(struct route_order *o, const struct facts *f);

void route_order_release(struct route_order *o);

#endif
