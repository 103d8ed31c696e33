#ifndef WEIR_BORDER_VALUES_H
#define WEIR_BORDER_VALUES_H

#include "border/schema.h"

/*
 * Readers of single values, for the rows of schema.h: read_* puts what it read
 * at `at`, check_* only checks.
 */
void read_asn(struct reader *r, const struct yaml_value *v, void *at);       /* uint32_t */
void read_count(struct reader *r, const struct yaml_value *v, void *at);     /* uint32_t */
void read_text(struct reader *r, const struct yaml_value *v, void *at);      /* border_text */
void read_name(struct reader *r, const struct yaml_value *v, void *at);      /* border_text, within a line */
void read_path(struct reader *r, const struct yaml_value *v, void *at);      /* border_text */
void read_texts(struct reader *r, const struct yaml_value *v, void *at);     /* border_texts */
void read_as_sets(struct reader *r, const struct yaml_value *v, void *at);   /* border_texts */
void read_prefixes(struct reader *r, const struct yaml_value *v, void *at);  /* border_prefixes */
void read_interfaces(struct reader *r, const struct yaml_value *v, void *at); /* border_texts */

void check_text(struct reader *r, const struct yaml_value *v, void *at);
void check_texts(struct reader *r, const struct yaml_value *v, void *at);

void read_duration(struct reader *r, const struct yaml_value *v, void *at); /* uint32_t, seconds */
/* The same within bounds, which `expected` tells. */
void read_between(struct reader *r, const struct yaml_value *v, uint32_t least, uint32_t most,
		  const char *expected, void *at);
void read_change(struct reader *r, const struct yaml_value *v, void *at); /* uint32_t, percent */

#endif
