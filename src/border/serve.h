#ifndef WEIR_BORDER_SERVE_H
#define WEIR_BORDER_SERVE_H

#include "border/schema.h"

/* The map `serve`, for a row of schema.h: border_serve. */
void read_serve(struct reader *r, const struct yaml_value *v, void *at);

#endif
