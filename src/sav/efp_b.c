/*
 * Enhanced feasible-path uRPF, algorithm B (RFC 8704 section 3.4): one set for all
 * customers, of what any of them announces (P), and what anybody announces with an origin
 * that a customer announces (Q). With ROAs (section 3.5), also the prefixes of the ROAs of
 * these origins.
 */
#include "sav/blocks.h"
#include "sav/scheme.h"
#include "sav/why.h"

static bool permits_route(const struct sav *s, size_t route)
{
	const struct sav_route *r = &s->routes.v[route];

	return sav_is_customer(s, r->neighbor) ||
	       (r->neighbor != SAV_LOCAL && asn_set_has(&s->origins, r->origin));
}

static int add_routes(struct range_list *blocks, const struct sav *s)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->routes.n; i++) {
		const struct prefix p = sav_prefix(s, i);

		if (permits_route(s, i))
			rc = blocks_add(blocks, &p);
	}
	return rc;
}

static int make(struct prefix_set *result, const struct sav *s, bool roas, struct err *e)
{
	struct range_list blocks = {0};
	int rc = add_routes(&blocks, s);

	if (!rc && roas)
		rc = blocks_add_roas(&blocks, &s->snapshot->rpki, &s->origins);
	return blocks_permit(result, &blocks, rc, e);
}

static int permitted(struct prefix_set *result, const struct sav *s, uint32_t neighbor, struct err *e)
{
	(void)neighbor;
	return make(result, s, false, e);
}

static int permitted_roa(struct prefix_set *result, const struct sav *s, uint32_t neighbor,
			 struct err *e)
{
	(void)neighbor;
	return make(result, s, true, e);
}

/* A customer's route with this origin, which puts it into set A. */
static void why_origin(struct report *why, const struct sav *s, uint32_t origin)
{
	size_t n, first = sav_routes_of_origin(s, origin, &n);

	for (size_t i = first; i < first + n; i++) {
		if (!sav_is_customer(s, s->routes.v[s->by_origin.v[i]].neighbor))
			continue;
		why_route(why, s, s->by_origin.v[i], ": a customer has that origin");
		return;
	}
}

static int explain(struct report *why, const struct sav *s, uint32_t neighbor,
		   const struct prefix *host, struct err *e)
{
	struct route_cover cover = {0};
	size_t route, before = why->total;

	(void)neighbor;
	(void)e;
	while (route_cover_next(s, host, &cover, &route)) {
		if (!permits_route(s, route))
			continue;
		why_route(why, s, route, "");
		if (!sav_is_customer(s, s->routes.v[route].neighbor))
			why_origin(why, s, s->routes.v[route].origin);
		return 1;
	}
	cover = (struct route_cover){0};
	while (route_cover_next(s, host, &cover, &route))
		why_route(why, s, route, ", which no customer announces");
	if (why->total == before)
		why_no_route(why, host, "");
	return 0;
}

static int explain_roa(struct report *why, const struct sav *s, uint32_t neighbor,
		       const struct prefix *host, struct err *e)
{
	struct report routes = {0};
	struct rpki_cover cover;
	struct vrp v;
	bool by_route = explain(&routes, s, neighbor, host, e), yes = by_route;

	rpki_cover_start(&cover, host);
	while (!yes && rpki_cover_next(&s->snapshot->rpki, &cover, &v)) {
		yes = asn_set_has(&s->origins, v.asn);
		why_roa(why, s, &v, yes ? "" : ", an origin that no customer announces");
		if (yes)
			why_origin(why, s, v.asn);
	}
	if (by_route || !yes)
		report_append(why, &routes);
	report_release(&routes);
	return yes;
}

const struct scheme scheme_efp_b = {
	.summary = "all prefixes of the origins that any customer has (RFC 8704 3.4)",
	.needed = "a customer's route covers it, or a route whose origin a customer announces",
	.for_all = true,
	.permitted = permitted,
	.explain = explain,
};

const struct scheme scheme_efp_b_roa = {
	.summary = "efp-b, and what the ROAs of these origins hold (RFC 8704 3.5)",
	.needed = "as for efp-b; or a ROA covers it whose origin a customer announces",
	.for_all = true,
	.permitted = permitted_roa,
	.explain = explain_roa,
};
