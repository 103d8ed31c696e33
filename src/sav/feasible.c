#include <stdio.h>

#include "sav/blocks.h"
#include "sav/scheme.h"
#include "sav/why.h"

/* Feasible-path uRPF (RFC 3704 section 2.3, RFC 8704 section 2.3): what the neighbor announces, best or not. */

static int permitted(struct prefix_set *result, const struct sav *s, uint32_t neighbor, struct err *e)
{
	struct range_list blocks = {0};
	int rc = 0;

	for (uint32_t i = s->first_of[neighbor]; !rc && i < s->first_of[neighbor + 1]; i++) {
		const struct prefix p = sav_prefix(s, s->by_neighbor[i]);

		rc = blocks_add(&blocks, &p);
	}
	return blocks_permit(result, &blocks, rc, e);
}

static int explain(struct report *why, const struct sav *s, uint32_t neighbor,
		   const struct prefix *host, struct err *e)
{
	struct route_cover cover = {0};
	char whose[32];
	size_t route;

	(void)e;
	while (route_cover_next(s, host, &cover, &route)) {
		if (s->routes.v[route].neighbor != neighbor)
			continue;
		why_route(why, s, route, "");
		return 1;
	}
	snprintf(whose, sizeof whose, " of AS%u", s->border->neighbors.v[neighbor].asn);
	why_no_route(why, host, whose);
	cover = (struct route_cover){0};
	while (route_cover_next(s, host, &cover, &route))
		why_route(why, s, route, "");
	return 0;
}

const struct scheme scheme_feasible = {
	.summary = "what the neighbor announces, best or not (RFC 8704 2.3)",
	.needed = "the neighbor announces a prefix that covers it",
	.permitted = permitted,
	.explain = explain,
};
