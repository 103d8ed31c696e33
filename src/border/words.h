#ifndef WEIR_BORDER_WORDS_H
#define WEIR_BORDER_WORDS_H

#include "border/schema.h"

/* Readers of values that are one of a few words, or several of them, for the rows of schema.h (see values.h). */
void read_relationships(struct reader *r, const struct yaml_value *v, void *at); /* unsigned, bits */
void read_language(struct reader *r, const struct yaml_value *v, void *at); /* border_language */
void read_sav(struct reader *r, const struct yaml_value *v, void *at);      /* unsigned, bits of sav_scheme */
void read_switch(struct reader *r, const struct yaml_value *v, void *at);   /* border_switch */
void read_freeze(struct reader *r, const struct yaml_value *v, void *at);   /* border_freeze */
void read_sources_form(struct reader *r, const struct yaml_value *v, void *at); /* border_sources */
void read_empty(struct reader *r, const struct yaml_value *v, void *at);    /* unsigned, bits of families */
void read_aspa_pdu(struct reader *r, const struct yaml_value *v, void *at); /* border_aspa_pdu */
void read_off(struct reader *r, const struct yaml_value *v, void *at);      /* bool: true where it is off */

#endif
