#ifndef WEIR_FILTER_ROUTE_FILTER_H
#define WEIR_FILTER_ROUTE_FILTER_H

#include <stdbool.h>

#include "net/range.h"

/*
 * What a list of registered routes lets in, in terms of no router language:
 * the meaning of bgpq4's -4 -6 -m -R -r -A.
 */
struct filter_rules {
	unsigned family;    /* IPV4 or IPV6; ranges of the other are dropped */
	unsigned max_len;   /* prefixes longer than this are dropped; 0: none */
	unsigned more_to;   /* more specifics are let in up to this length; 0: none */
	unsigned more_from; /* ... and from this length on only; 0: from their own; <= more_to */
	bool aggregate;     /* join halves as `bgpq4 -A` does */
};

/*
 * Turn the ranges of a normalized list into the entries of a filter, in the
 * order in which they are written. 0, WEIR_ENOMEM or WEIR_ELIMIT; after an
 * error the list holds anything. O(n log n), in place.
 *
 * A range of several prefixes is written out prefix by prefix, as bgpq4 does,
 * where that is few; else it stays one entry (see write_out.h).
 */
int filter_entries(struct range_list *list, const struct filter_rules *rules);

#endif
