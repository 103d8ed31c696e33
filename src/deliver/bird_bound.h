#ifndef WEIR_DELIVER_BIRD_BOUND_H
#define WEIR_DELIVER_BIRD_BOUND_H

#include <stdbool.h>

#include "base/out.h"
#include "filter/import.h"

/*
 * BIRD: which origin may announce which prefix of a neighbor's list: a table of ROAs that
 * only this neighbor's filter asks, and the function asN_bound_vF() that asks it.
 */

/* Whether a family of the list binds any prefix to an origin. O(1). */
bool bird_binds(const struct import_list *l, unsigned family);

/* Write them; nothing where nothing is bound. O(pairs). */
void bird_bound_put(struct out *o, const struct import_list *l, unsigned family);

#endif
