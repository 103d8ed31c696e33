#include "sav/scheme.h"

/* Whether anything but the neighbor's own number stands in the path. */
static bool is_alone(const struct as_path *p, uint32_t asn)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->asns[i] != asn)
			return false;
	return true;
}

static bool is_in(const struct as_path *p, uint32_t asn)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->asns[i] == asn)
			return true;
	return false;
}

/* By the AS relationships: no customer, no peer, no provider but us; true where they do not know it. */
static bool related_to_us_alone(const struct sav *s, uint32_t asn)
{
	const struct as_graph *g = &s->snapshot->graph;
	uint32_t at = as_graph_find(g, asn);
	const uint32_t *providers;
	size_t n, peers, customers;

	if (at == UINT32_MAX)
		return true;
	as_graph_neighbors(g, at, AS_CUSTOMER, &customers);
	as_graph_neighbors(g, at, AS_PEER, &peers);
	providers = as_graph_neighbors(g, at, AS_PROVIDER, &n);
	if (customers || peers)
		return false;
	for (size_t i = 0; i < n; i++)
		if (g->asns[providers[i]] != s->border->network.asn)
			return false;
	return true;
}

/* By the table: it sends its own routes alone, and nobody else has a path with it. */
static bool seen_alone(const struct sav *s, uint32_t neighbor)
{
	uint32_t asn = s->border->neighbors.v[neighbor].asn, own = s->border->network.asn;

	for (size_t i = 0; i < s->routes.n; i++) {
		const struct sav_route *r = &s->routes.v[i];
		struct bgp_table_route route = bgp_table_get(&s->snapshot->routes, r->at);

		if (r->neighbor != neighbor && is_in(&route.path, asn))
			return false;
		while (route.path.n && route.path.asns[0] == own) {
			route.path.asns++;
			route.path.n--;
		}
		if (r->neighbor == neighbor && !is_alone(&route.path, asn))
			return false;
	}
	return true;
}

enum sav_scheme scheme_default(const struct sav *s, uint32_t neighbor, const char **why)
{
	const struct border_neighbor *n = &s->border->neighbors.v[neighbor];
	bool announces = s->first_of[neighbor + 1] > s->first_of[neighbor];
	bool listed = n->prefixes.items.n || n->as_sets.items.n;
	const char *ignored;

	why = why ? why : &ignored;
	if (!sav_is_customer(s, neighbor)) {
		*why = "it is no customer";
		return SAV_LOOSE;
	}
	if (!announces && listed) {
		*why = "a customer that announces nothing";
		return SAV_ACL;
	}
	if (announces && related_to_us_alone(s, n->asn) && seen_alone(s, neighbor)) {
		*why = "a single-homed stub customer";
		return SAV_STRICT;
	}
	*why = "a customer that is no single-homed stub";
	return s->snapshot->rov ? SAV_EFP_B_ROA : SAV_EFP_B;
}
