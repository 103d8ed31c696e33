#ifndef WEIR_BORDER_SOURCES_H
#define WEIR_BORDER_SOURCES_H

#include "border/schema.h"

/* Read the map of `sources` into r->border->sources, in the order of the file per kind. */
void read_sources(struct reader *r, const struct yaml_value *v, void *at);

/* Give each source that is fetched its file below the folder of the state, which must be known by then. */
void place_fetched(struct reader *r);

#endif
