#ifndef WEIR_FILTER_OWN_SPACE_H
#define WEIR_FILTER_OWN_SPACE_H

#include "border/border.h"
#include "net/prefix_set.h"

/*
 * The network's own prefixes with all more specifics, where they are not to come from `n`;
 * empty for the network itself (NULL) and for those who may carry a piece of them. 0, WEIR_ENOMEM
 * or WEIR_ELIMIT; `own` (zeroed) is the caller's to release. O(n log n).
 */
int own_space_make(struct prefix_set *own, const struct border *b, const struct border_neighbor *n);

#endif
