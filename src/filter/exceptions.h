#ifndef WEIR_FILTER_EXCEPTIONS_H
#define WEIR_FILTER_EXCEPTIONS_H

#include "base/report.h"
#include "border/border.h"
#include "net/asn.h"
#include "net/range.h"

/*
 * What the border file excepts for one neighbor, on the border's day.
 *
 *  - A rejected prefix is never let in, nor a route with a rejected AS number anywhere in its path.
 *    Rejecting beats accepting.
 *  - An accepted prefix is let in, whatever else is held against the route.
 *  - An accepted AS number is one of the cone: what is registered for it may come, and no rule about AS
 *    numbers holds against it. Its prefixes are judged as all others.
 *
 * An exception is in force through the day that it names; after that it has no effect.
 */
struct exceptions {
	struct range_list accepted, rejected; /* normalized */
	struct asn_set accepted_asns, rejected_asns; /* normalized; no number is in both */
	size_t expired;
};

/* `n` NULL has none. 0, WEIR_ENOMEM or WEIR_ELIMIT; release in either case. O(n log n). */
int exceptions_make(struct exceptions *x, const struct border *b, const struct border_neighbor *n);

/* Whether it has no effect any more on the border's day. */
bool exception_is_expired(const struct border *b, const struct border_exception *x);

/*
 * All exceptions of the border for a person, each with its place: those in force into one
 * report, those that have expired into the other. O(exceptions).
 */
void exceptions_report(struct report *in_force, struct report *expired, const struct border *b);

void exceptions_release(struct exceptions *x);

#endif
