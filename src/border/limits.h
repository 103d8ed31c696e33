#ifndef WEIR_BORDER_LIMITS_H
#define WEIR_BORDER_LIMITS_H

#include "border/schema.h"

/* Numbers per family, `{ipv4: 24, ipv6: 48}`, into a struct border_families. */
void read_max_length(struct reader *r, const struct yaml_value *v, void *at);
void read_max_prefix(struct reader *r, const struct yaml_value *v, void *at);

#endif
