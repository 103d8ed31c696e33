#ifndef WEIR_FILTER_INVALID_H
#define WEIR_FILTER_INVALID_H

#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "net/prefix.h"
#include "snapshot/snapshot.h"

/*
 * The routes of the table that origin validation calls invalid (RFC 6811): one
 * row for each prefix and origin, however many neighbors have it.
 */
struct invalid_route {
	struct prefix prefix;
	uint32_t origin; /* ROV_NO_ORIGIN where the path ends in a set */
	uint32_t seen;   /* routes with this prefix and origin */
	enum rov_state state;
};

struct invalid_routes {
	VEC(struct invalid_route) routes; /* by prefix, then origin */
	size_t states[ROV_STATES];        /* prefixes with origin, of the whole table */
};

/* 0 or WEIR_ENOMEM. Without VRPs every route is not-found. O(routes * log VRPs). */
int invalid_routes_find(struct invalid_routes *r, const struct snapshot *s);

void invalid_routes_release(struct invalid_routes *r);

#endif
