/* What the sources say about a prefix, whoever announces it. */
#include <stdio.h>

#include "explain/about.h"
#include "explain/lists.h"
#include "explain/registered.h"

enum { SEEN_SHOWN = 64, PATH_TEXT = 512 };

/* The first route of the table that is not before a prefix. O(log routes). */
static size_t first_route(const struct bgp_table *table, const struct prefix *p)
{
	size_t low = 0, high = bgp_table_count(table);

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		struct prefix q = bgp_table_prefix(table, mid);

		if (prefix_cmp(&q, p) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void tell_seen(const struct explain *x, const struct bgp_table_route *route, struct facts_told *t)
{
	struct out path;
	char prefix[PREFIX_TEXT], state[32] = "";
	uint32_t origin = ROV_NO_ORIGIN;
	struct fact *f;

	if (as_path_origin(&route->path, &origin) != AS_ORIGIN_ASN)
		origin = ROV_NO_ORIGIN;
	if (x->snapshot->rov)
		snprintf(state, sizeof state, ": RPKI %s",
			 rov_state_text(rov_validate(x->snapshot->rov, &route->prefix, origin)));
	out_mem(&path, PATH_TEXT);
	as_path_put(&route->path, &path);
	f = facts_tell(t, FACT_SEEN, 0, "AS%u announces %s, path %.*s%s", route->peer->asn,
		       prefix_text(&route->prefix, prefix), (int)path.n, path.n ? path.s : "", state);
	out_release(&path);
	f->file = route->file;
	f->line = route->record;
	f->range = range_exact(&route->prefix);
	f->asn = route->peer->asn;
	f->has_range = f->has_asn = true;
}

/* The routes of the table for prefixes of the range. */
static void tell_routes(const struct explain *x, const struct range *r, struct facts_told *t)
{
	const struct bgp_table *table = &x->snapshot->routes;
	struct prefix around = range_prefix(r);
	size_t n = bgp_table_count(table), seen = 0;

	for (size_t i = first_route(table, &around); i < n; i++) {
		struct prefix p = bgp_table_prefix(table, i);
		struct range one = range_exact(&p);

		if (!prefix_covers(&around, &p))
			break;
		if (range_meets(&one, r) && seen++ < SEEN_SHOWN) {
			struct bgp_table_route route = bgp_table_get(table, i);

			tell_seen(x, &route, t);
		}
	}
	if (seen > SEEN_SHOWN)
		facts_tell(t, FACT_NOTE, 0, "and %zu more routes of the table", seen - SEEN_SHOWN);
}

int explain_prefix_facts(const struct explain *x, const struct range *r, struct facts_told *t)
{
	struct prefix p = range_prefix(r);

	about_tell_delegation(x, &p, t);
	about_tell_special(&p, t);
	registered_tell_covering(x, &p, t);
	tell_routes(x, r, t);
	return t->failed ? WEIR_ENOMEM : 0;
}
