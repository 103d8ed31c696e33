#ifndef WEIR_DELIVER_BIRD_IN_H
#define WEIR_DELIVER_BIRD_IN_H

#include "deliver/import_file.h"

/*
 * BIRD: the function asN_in(), which says of a route whether it is let in and marks what is, with
 * the sets and functions that it asks. The rules stand in the order of filter/rules.h.
 */
void bird_in_put(struct out *o, const struct import_file *f);

#endif
