#ifndef WEIR_BORDER_CHECK_H
#define WEIR_BORDER_CHECK_H

#include "border/schema.h"

/*
 * What only the whole file can tell: a neighbor or a router twice, the network as
 * its own neighbor, a router that nobody defines. Also gives each neighbor the
 * numbers of its routers. O(n log n).
 */
void check_border(struct reader *r);

void border_neighbor_release(struct border_neighbor *n);

#endif
