#ifndef WEIR_FILTER_CARRIED_H
#define WEIR_FILTER_CARRIED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/report.h"
#include "border/border.h"
#include "net/origin_list.h"
#include "net/range.h"

/*
 * What the network announces of a customer's or sibling's list (filter/import.h): handed from that list to the
 * network's own, so that it is decided once.
 */
struct import_carried {
	struct origin_list bound;
	struct range_list unbound;
	size_t sets, asns, depth;
	bool anything;      /* the neighbor has no list: nothing is carried */
	struct report gaps;
	int rc;             /* the list could not be made, and why */
	struct err e;
};

/* Whether the network announces what this neighbor may: customers and siblings, where it names no as-set. O(1). */
bool carried_is(const struct border *b, const struct border_neighbor *n);

void import_carried_release(struct import_carried *c);

#endif
