#ifndef WEIR_FILTER_DEFAULT_ROUTES_H
#define WEIR_FILTER_DEFAULT_ROUTES_H

#include "net/prefix_set.h"
#include "net/range.h"

/*
 * The default routes, 0.0.0.0/0 and ::/0, of `within` (NULL: both), less those that `listed` names (NULL:
 * none): anybody may register a route object for all addresses, and nobody has them. To a list they are
 * bogons unless the border file itself lists them. 0 or WEIR_ENOMEM; `set` (zeroed) is the caller's to
 * release. O(log within + listed).
 */
int default_routes_make(struct prefix_set *set, const struct prefix_set *within, const struct range_list *listed);

#endif
