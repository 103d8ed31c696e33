#ifndef WEIR_SAV_WHY_H
#define WEIR_SAV_WHY_H

#include <stdbool.h>

#include "base/report.h"
#include "sav/sav.h"

/* What the schemes share in explaining: facts with their places, and the walk over what covers an address. */

/*
 * The routes that cover an address, the longest prefixes first: *c zeroed at the
 * start. False when there are no more. O(address bits * log n) for all of them.
 */
struct route_cover {
	bool begun;
	unsigned len;
	size_t next, end;
};

bool route_cover_next(const struct sav *s, const struct prefix *host, struct route_cover *c,
		      size_t *route);

/* Note a route: "AS64501 announces 192.0.2.0/24, origin AS64501", then `then`. */
void why_route(struct report *why, const struct sav *s, size_t route, const char *then);

/* Note an entry of the FIB and where it goes, then `then`. */
void why_best(struct report *why, const struct sav *s, const struct sav_best *best, const char *then);

/* Note a ROA: "a ROA has 192.0.2.0/24 for AS64501", then `then`. */
void why_roa(struct report *why, const struct sav *s, const struct vrp *v, const char *then);

/* Note that no route covers the address. */
void why_no_route(struct report *why, const struct prefix *host, const char *whose);

#endif
