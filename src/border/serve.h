#ifndef WEIR_BORDER_SERVE_H
#define WEIR_BORDER_SERVE_H

#include "border/schema.h"

/* The map `serve`, for a row of schema.h: border_serve. */
void read_serve(struct reader *r, const struct yaml_value *v, void *at);

/*
 * Where a relying party keeps what it finds, once both maps are read: below the state, which has its default
 * then.
 */
void settle_client(struct reader *r);
/* The state of a border that does not place it lies beside the border file, with its name. */
void default_state(struct reader *r);

#endif
