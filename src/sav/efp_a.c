/*
 * Enhanced feasible-path uRPF, algorithm A (RFC 8704 section 3.1.1). A is the set of
 * origins that customers announce; X(a) the prefixes announced by anybody with origin a.
 * X(a) is permitted from a neighbor that announces one of the prefixes of X(a), whatever
 * the origin it gives it: step 3 tests the prefix alone. With ROAs (section 3.5) the
 * prefixes of a's ROAs are permitted from a neighbor that announces a route with origin a.
 *
 * How this works: the routes of one prefix stand together, so going through a
 * neighbor's routes finds every origin of their prefixes, which are marked; then what
 * the marked origins announce is gathered from the order by origin.
 */
#include <stdio.h>
#include <stdlib.h>

#include "sav/blocks.h"
#include "sav/scheme.h"
#include "sav/why.h"

/* Mark the origins of all routes that have the prefix of this one. */
static void mark_prefix(const struct sav *s, size_t route, bool *marked)
{
	struct prefix p = sav_prefix(s, route);
	size_t n, i = sav_routes_at(s, &p, &n);

	for (size_t end = i + n; i < end; i++) {
		size_t at = asn_set_find(&s->origins, s->routes.v[i].origin);

		if (s->routes.v[i].neighbor != SAV_LOCAL && at != SIZE_MAX)
			marked[at] = true;
	}
}

static int add_routes_of(struct range_list *blocks, const struct sav *s, uint32_t origin)
{
	size_t n, first = sav_routes_of_origin(s, origin, &n);
	int rc = 0;

	for (size_t i = first; !rc && i < first + n; i++) {
		const struct prefix p = sav_prefix(s, s->by_origin.v[i]);

		rc = blocks_add(blocks, &p);
	}
	return rc;
}

static int add_announced(struct range_list *blocks, const struct sav *s, uint32_t neighbor)
{
	bool *marked = calloc(s->origins.asns.n + 1, sizeof *marked);
	int rc = 0;

	if (!marked)
		return WEIR_ENOMEM;
	for (uint32_t i = s->first_of[neighbor]; i < s->first_of[neighbor + 1]; i++)
		mark_prefix(s, s->by_neighbor[i], marked);
	for (size_t i = 0; !rc && i < s->origins.asns.n; i++)
		if (marked[i])
			rc = add_routes_of(blocks, s, s->origins.asns.v[i]);
	free(marked);
	return rc;
}

/* The prefixes of the ROAs of all origins of the neighbor's routes. */
static int add_roas(struct range_list *blocks, const struct sav *s, uint32_t neighbor)
{
	struct asn_set origins = {0};
	int rc = 0;

	for (uint32_t i = s->first_of[neighbor]; !rc && i < s->first_of[neighbor + 1]; i++) {
		uint32_t origin = s->routes.v[s->by_neighbor[i]].origin;

		if (origin && (!origins.asns.n || origins.asns.v[origins.asns.n - 1] != origin))
			rc = asn_set_add(&origins, origin);
	}
	asn_set_normalize(&origins);
	if (!rc)
		rc = blocks_add_roas(blocks, &s->snapshot->rpki, &origins);
	asn_set_release(&origins);
	return rc;
}

static int make(struct prefix_set *result, const struct sav *s, uint32_t neighbor, bool roas,
		struct err *e)
{
	struct range_list blocks = {0};
	int rc = add_announced(&blocks, s, neighbor);

	if (!rc && roas)
		rc = add_roas(&blocks, s, neighbor);
	return blocks_permit(result, &blocks, rc, e);
}

static int permitted(struct prefix_set *result, const struct sav *s, uint32_t neighbor, struct err *e)
{
	return make(result, s, neighbor, false, e);
}

static int permitted_roa(struct prefix_set *result, const struct sav *s, uint32_t neighbor,
			 struct err *e)
{
	return make(result, s, neighbor, true, e);
}

/* A route of the neighbor for exactly this prefix; false where there is none. */
static bool announces_prefix(const struct sav *s, uint32_t neighbor, const struct prefix *p,
			     size_t *route)
{
	size_t n;

	*route = sav_routes_at(s, p, &n);
	for (size_t end = *route + n; *route < end; ++*route)
		if (s->routes.v[*route].neighbor == neighbor)
			return true;
	return false;
}

/* A route of the neighbor whose prefix is in X(origin). */
static bool announces_one_of(const struct sav *s, uint32_t neighbor, uint32_t origin, size_t *route)
{
	size_t n, first = sav_routes_of_origin(s, origin, &n);

	for (size_t i = first; i < first + n; i++) {
		struct prefix p = sav_prefix(s, s->by_origin.v[i]);

		if (announces_prefix(s, neighbor, &p, route))
			return true;
	}
	return false;
}

static bool announces_origin(const struct sav *s, uint32_t neighbor, uint32_t origin, size_t *route)
{
	size_t n, first = sav_routes_of_origin(s, origin, &n);

	for (size_t i = first; i < first + n; i++) {
		*route = s->by_origin.v[i];
		if (s->routes.v[*route].neighbor == neighbor)
			return true;
	}
	return false;
}

static bool permits_route(struct report *why, const struct sav *s, uint32_t neighbor, size_t route)
{
	uint32_t origin = s->routes.v[route].origin;
	size_t known;

	if (s->routes.v[route].neighbor == SAV_LOCAL || !asn_set_has(&s->origins, origin))
		return false;
	if (!announces_one_of(s, neighbor, origin, &known))
		return false;
	why_route(why, s, route, "");
	if (known != route)
		why_route(why, s, known, ", a prefix of that origin");
	return true;
}

/* Why the routes that cover the address do not permit it. */
static void explain_denied(struct report *why, const struct sav *s, uint32_t neighbor,
			   const struct prefix *host)
{
	struct route_cover cover = {0};
	size_t route, before = why->total;
	char then[96];

	while (route_cover_next(s, host, &cover, &route)) {
		uint32_t origin = s->routes.v[route].origin;

		if (asn_set_has(&s->origins, origin))
			snprintf(then, sizeof then, ", of which AS%u announces no prefix",
				 s->border->neighbors.v[neighbor].asn);
		else
			snprintf(then, sizeof then, ", which no customer announces");
		why_route(why, s, route, then);
	}
	if (why->total == before)
		why_no_route(why, host, "");
}

static int explain(struct report *why, const struct sav *s, uint32_t neighbor,
		   const struct prefix *host, struct err *e)
{
	struct route_cover cover = {0};
	size_t route;

	(void)e;
	while (route_cover_next(s, host, &cover, &route))
		if (permits_route(why, s, neighbor, route))
			return 1;
	explain_denied(why, s, neighbor, host);
	return 0;
}

static int explain_roa(struct report *why, const struct sav *s, uint32_t neighbor,
		       const struct prefix *host, struct err *e)
{
	struct report routes = {0};
	struct rpki_cover cover;
	struct vrp v;
	size_t route;
	int yes = explain(&routes, s, neighbor, host, e);

	if (yes)
		report_append(why, &routes);
	rpki_cover_start(&cover, host);
	while (!yes && rpki_cover_next(&s->snapshot->rpki, &cover, &v)) {
		yes = v.asn && announces_origin(s, neighbor, v.asn, &route);
		why_roa(why, s, &v, yes ? "" : ", of which the neighbor announces no route");
		if (yes)
			why_route(why, s, route, "");
	}
	if (!yes)
		report_append(why, &routes);
	report_release(&routes);
	return yes;
}

const struct scheme scheme_efp_a = {
	.summary = "all prefixes of the origins that the neighbor has one of (RFC 8704 3.1.1)",
	.needed = "a route covers it, a customer announces its origin, and the neighbor a prefix of that origin",
	.permitted = permitted,
	.explain = explain,
};

const struct scheme scheme_efp_a_roa = {
	.summary = "efp-a, and what the ROAs of these origins hold (RFC 8704 3.5)",
	.needed = "as for efp-a; or a ROA covers it, and the neighbor announces a route with the ROA's origin",
	.permitted = permitted_roa,
	.explain = explain_roa,
};
