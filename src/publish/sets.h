#ifndef WEIR_PUBLISH_SETS_H
#define WEIR_PUBLISH_SETS_H

#include "publish/publish.h"

/* Whether a member of an own as-set is nobody's here: not the network's, not a customer's. */
bool set_member_is_stranger(const struct publication *p, uint32_t asn, const char *name);

/* Whether the network's as-sets lack something of a neighbor that may carry its space. */
bool sets_lack(const struct publication *p, const struct border_neighbor *n);

/*
 * What a neighbor is in an as-set: its own as-sets, and its AS number where these are none or do
 * not reach it. `visit` gets each; a nonzero answer ends it and is returned.
 */
int set_entries(const struct publication *p, const struct border_neighbor *n,
		int (*visit)(void *context, const char *entry), void *context);

/* The as-set that customers belong into: AS64500:AS-CUSTOMERS where that is an own one, else the network's
 * first; NULL where none is registered. */
const char *sets_target(const struct publication *p);

/* "AS64500:AS-CUSTOMERS", "AS64500:AS-ALL". */
enum { SET_TEXT = 40 };
const char *set_customers_name(uint32_t asn, char to[SET_TEXT]);
const char *set_all_name(uint32_t asn, char to[SET_TEXT]);

#endif
