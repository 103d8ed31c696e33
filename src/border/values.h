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
void read_relationships(struct reader *r, const struct yaml_value *v, void *at); /* unsigned */
void read_language(struct reader *r, const struct yaml_value *v, void *at);  /* border_language */
void read_switch(struct reader *r, const struct yaml_value *v, void *at);    /* border_switch */

void read_interfaces(struct reader *r, const struct yaml_value *v, void *at); /* border_texts */
void read_sav(struct reader *r, const struct yaml_value *v, void *at); /* unsigned, of sav_scheme */

void check_text(struct reader *r, const struct yaml_value *v, void *at);
void check_texts(struct reader *r, const struct yaml_value *v, void *at);

void read_change(struct reader *r, const struct yaml_value *v, void *at); /* uint32_t, percent */
void read_sources_form(struct reader *r, const struct yaml_value *v, void *at); /* border_sources */
void read_freeze(struct reader *r, const struct yaml_value *v, void *at); /* border_freeze */
void read_empty(struct reader *r, const struct yaml_value *v, void *at);  /* unsigned, bits of families */
void read_off(struct reader *r, const struct yaml_value *v, void *at);    /* bool: true where it is off */

#endif
