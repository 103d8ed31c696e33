#ifndef WEIR_IRR_SYNTAX_H
#define WEIR_IRR_SYNTAX_H

#include <stddef.h>

#include "base/err.h"
#include "irr/rpsl.h"

/*
 * Whether the RIPE database would take a value for an attribute of a route,
 * route6, as-set, route-set or aut-num: the strict grammar, for what a network is
 * about to register. (The reader of dumps is lenient: it meets what is there.) Of
 * policy it knows what `weir publish` writes: import and export without braces,
 * routers and peering-sets (RFC 2622 section 6.1, RFC 4012 section 2.5).
 *
 * `attribute` in any case; the value may have several lines and comments. 0;
 * WEIR_ESYNTAX with the column and what was expected; WEIR_ENOTFOUND for an
 * attribute that the class does not have. O(n).
 */
int rpsl_check_attribute(enum rpsl_class class, const char *attribute, const char *value, size_t n,
			 struct err *e);

#endif
