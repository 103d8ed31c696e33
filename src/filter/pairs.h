#ifndef WEIR_FILTER_PAIRS_H
#define WEIR_FILTER_PAIRS_H

#include "net/range.h"

/*
 * Aggregate as `bgpq4 -A` does, to the same entries in the same order. The
 * list is of one family, normalized, with one range a prefix; it is rewritten
 * in place and never grows. Exact: no prefix more or less. 0 or WEIR_ENOMEM.
 * O(n * address bits); memory of its own only for prefixes that stand in two entries.
 *
 * prefix_set_aggregate() needs fewer entries; this is for those who compare
 * with, or replace, what bgpq4 wrote.
 */
int pairs_merge(struct range_list *list);

#endif
