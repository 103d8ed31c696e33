#ifndef WEIR_FILTER_SESSION_H
#define WEIR_FILTER_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "border/border.h"
#include "net/prefix_set.h"
#include "net/range.h"

/* What our side of a session is (RFC 9234 section 4.1). */
enum bgp_role { ROLE_NONE, ROLE_PROVIDER, ROLE_CUSTOMER, ROLE_PEER, ROLE_RS, ROLE_RS_CLIENT };

/* "provider", "customer", "peer", "rs", "rs-client"; "none". */
const char *bgp_role_text(enum bgp_role role);

/* How many routes of a family a neighbor should send at most; 0: no limit is known. */
struct max_prefix {
	uint32_t v4, v6;
};

/* The most that is proposed: what no neighbor sends while the Internet is what it is. */
enum { MAX_PREFIX_IPV4 = 2000000, MAX_PREFIX_IPV6 = 500000 };

/*
 * A limit for a neighbor that may announce `set`: of each family all the prefixes that are in it, a
 * fifth more, and ten, for a customer grows between two builds. O(set).
 */
struct max_prefix max_prefix_propose(const struct prefix_set *set);

/*
 * What belongs to a session with a neighbor rather than to its routes.
 *
 *  - The role is ours. A sibling, a partial or a hybrid neighbor has none: RFC 9234 is for
 *    plain relationships.
 *  - A route with GRACEFUL_SHUTDOWN (RFC 8326) is taken with the lowest local preference.
 *  - With `blackhole: yes` a route with BLACKHOLE (RFC 7999) for one host inside what may be announced
 *    is taken, and its traffic discarded. Without that word nobody may ask for it: RFC 7999
 *    section 3.2 wants an agreement.
 */
struct session_rules {
	enum bgp_role role;
	bool graceful_shutdown;
	bool blackhole;
	struct range_list blackholes; /* host routes, as ranges ^32 and ^128 */
};

/*
 * Decide for a neighbor that may announce `set`. 0, WEIR_ENOMEM or WEIR_ELIMIT;
 * release in either case. O(set * address bits).
 */
int session_rules_make(struct session_rules *r, const struct border_neighbor *n,
		       const struct prefix_set *set);

void session_rules_release(struct session_rules *r);

#endif
