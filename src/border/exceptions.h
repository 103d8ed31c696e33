#ifndef WEIR_BORDER_EXCEPTIONS_H
#define WEIR_BORDER_EXCEPTIONS_H

#include "border/schema.h"

/*
 * Read a neighbor's `exceptions` into its vector: maps with `accept` or `reject` (a prefix with
 * an optional range operator, or an AS number), `reason` and `expires`.
 */
void read_exceptions(struct reader *r, const struct yaml_value *v, void *at);

#endif
