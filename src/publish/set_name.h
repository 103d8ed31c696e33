#ifndef WEIR_PUBLISH_SET_NAME_H
#define WEIR_PUBLISH_SET_NAME_H

#include <stdbool.h>
#include <stdint.h>

#include "irr/value.h"

/* An `as-set` of the border file taken apart: AS64500, AS-FOO, RIPE::AS-FOO. */
struct set_name {
	uint32_t asn;                  /* an AS number alone; else 0 */
	bool has_source;               /* it names the registry that is meant */
	char text[RPSL_NAME_MAX + 1];  /* the name in upper case, without the source; "AS64500" for a number */
};

/* Read one; what the border file's reader let pass is sound. */
void set_name_read(struct set_name *name, const char *text);

/* Whether a name in upper case is below an AS number: AS64500:AS-FOO (RFC 2622 section 5). */
bool set_is_below(const char *name, uint32_t asn);

/* The AS number that a name begins with; 0 where it begins with none. */
uint32_t set_parent(const char *name);

#endif
