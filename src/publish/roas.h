#ifndef WEIR_PUBLISH_ROAS_H
#define WEIR_PUBLISH_ROAS_H

#include "publish/publish.h"

/*
 * Minimal ROAs (RFC 9319): one for each prefix that is wanted, with a maxLength of its own
 * length; of those that are there, the ones that authorize more go.
 */

/* One ROA to register or to revoke. */
struct roa_change {
	struct prefix prefix;
	uint8_t max_len;
	bool revoke;
};

struct roa_changes {
	VEC(struct roa_change) list; /* registrations first, each by prefix */
};

/* What of a ROA of the network is in use. O(log rows + prefixes inside). */
enum publish_roa roa_judge(const struct publication *p, const struct vrp *v);

/* Whether the route is valid once the changes are made. O(address bits * log). */
bool roas_will_validate(const struct publication *p, const struct prefix *prefix, uint32_t origin);

/* Whether some ROA covers the prefix then. */
bool roas_will_cover(const struct publication *p, const struct prefix *prefix);

/* The changes; with `all`, the whole set as it should be instead. 0 or WEIR_ENOMEM. */
int roas_make(struct roa_changes *c, const struct publication *p, bool all);

void roas_release(struct roa_changes *c);

/* "192.0.2.0/24-24 AS64500" into `to`; returns it. */
enum { VRP_TEXT = 80 };
const char *vrp_text(const struct vrp *v, char to[VRP_TEXT]);

/* Where a VRP was read. */
struct publish_place vrp_place(const struct publication *p, const struct vrp *v);

#endif
