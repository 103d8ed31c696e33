#ifndef WEIR_FILTER_IMPORT_H
#define WEIR_FILTER_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/report.h"
#include "border/border.h"
#include "filter/carried.h"
#include "filter/exceptions.h"
#include "filter/path_rules.h"
#include "filter/session.h"
#include "filter/validity.h"
#include "net/origin_list.h"
#include "net/range.h"
#include "snapshot/snapshot.h"

/*
 * What may be accepted from a neighbor: a decision, a pure function of the
 * snapshot and the border. What is let in is, in the order in which it is decided:
 *
 *  1. With `as-set` or `prefixes`: what these hold, by the registries. Without, a provider or a
 *     route server: anything that a network may announce, IPv4 /8 to /24 and IPv6 2000::/3 /16
 *     to /48 (MANRS: ANY except bogons). Without, any other neighbor: the routes
 *     registered for its own AS number, and those of AS numbers that an exception accepts.
 *  2. Less route objects that are RPKI-invalid; a ROA of an origin that was reached counts as a
 *     route object for all that it authorizes (`roa-routes`).
 *  3. By the policy of lengths (filter/fit.h), to which the border file's own `prefixes` are not
 *     subject. A more specific that is let in is not RPKI-invalid either.
 *  4. Less bogons, among them default routes that the border file does not list, and less
 *     the network's own prefixes with all more specifics, except from those who may carry a piece
 *     of them: customers, siblings and clients of a route server.
 *  5. And the prefixes that an exception accepts, and less those that one rejects.
 *
 * For the network itself (no neighbor) it is what it announces: its own `as-set` and
 * `prefixes`; without `as-set`, the routes registered for its own AS number, `prefixes`, and
 * what the lists of its customers and siblings hold.
 *
 * A route object or a ROA binds a prefix to an origin; what a route-set, `prefixes`, an exception or
 * "anything" lets in is bound to none.
 */
struct import_list {
	const struct border_neighbor *neighbor; /* NULL: the network itself */
	uint32_t asn;
	bool anything;             /* no registry was asked */
	struct range_list entries; /* the list: few entries, never one prefix more or less */
	struct origin_list bound;  /* the entries that one origin may announce, and which */
	struct range_list unbound; /* those that any origin may; both together are `entries` */
	struct path_rules path;    /* of a neighbor */
	struct session_rules session; /* of a neighbor */
	struct max_prefix max;     /* of a neighbor: the border file's `max-prefix`, or as proposed */
	struct exceptions exceptions; /* in force; what is accepted passes before every other rule */
	struct range_list bogons;  /* taken out */
	struct range_list own;     /* taken out */
	struct range_list too_long; /* taken out, by `max-length` */
	struct invalid_objects invalid; /* taken out: route objects that the RPKI makes invalid */
	struct report gaps;        /* what a registry names and does not hold, with places */
	size_t sets, asns;         /* that were reached */
	size_t depth;              /* of the deepest set, 1 for one that the border names */
};

enum { IMPORT_IPV4_SHORTEST = 8, IMPORT_IPV4_LONGEST = 24 };
enum { IMPORT_IPV6_SHORTEST = 16, IMPORT_IPV6_LONGEST = 48 };

/*
 * Decide. `n` is NULL for the network itself. 0; WEIR_ENOTFOUND (an as-set that no
 * registry has) and WEIR_ESYNTAX with its place in the border file; WEIR_ENOMEM,
 * WEIR_ELIMIT. Release the zeroed or made list after use, also after an error. Any number
 * of threads may decide at the same time.
 */
int import_list_make(struct import_list *l, const struct snapshot *s, const struct border *b,
		     const struct border_neighbor *n, struct err *e);

/*
 * The same for the network itself, from customers' lists that are made already: `carried` has one of each
 * neighbor of the border, of which those that carried_is() names are used up. Where one of them could not be
 * made, neither can this, for the same reason.
 */
int import_list_make_network(struct import_list *l, const struct snapshot *s, const struct border *b,
			     struct import_carried *carried, struct err *e);

/*
 * What the network announces of a list that was made with `rc` and `e`: `bound` and `unbound` are moved out of
 * it, `gaps` copied. Nothing else is asked of the list afterwards.
 */
void import_list_carry(struct import_list *l, int rc, const struct err *e, struct import_carried *to);

/* How many entries of IPv4 and of IPv6. */
static inline size_t import_list_v4(const struct import_list *l)
{
	return l->entries.v4.n;
}

static inline size_t import_list_v6(const struct import_list *l)
{
	return l->entries.v6.n;
}

void import_list_release(struct import_list *l);

#endif
