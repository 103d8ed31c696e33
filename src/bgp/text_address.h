#ifndef WEIR_BGP_TEXT_ADDRESS_H
#define WEIR_BGP_TEXT_ADDRESS_H

#include "net/prefix.h"

/*
 * Addresses as bgpdump writes them, which differs from RFC 5952 in two points: "::" also
 * stands for a single zero group, and ::2 is ::0.0.0.2. Readers take both.
 * Room and result as address_put() and prefix_put().
 */
char *text_address_put(char *to, const struct prefix *a);
char *text_prefix_put(char *to, const struct prefix *p);

#endif
