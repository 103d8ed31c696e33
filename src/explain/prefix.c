/* What the sources say about a prefix, whoever announces it. */
#include <stdio.h>

#include "explain/about.h"
#include "explain/lists.h"
#include "explain/objects.h"

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

/* "64510 64501", cut where it is long. */
static const char *path_text(const struct as_path *path, char to[PATH_TEXT], struct facts_told *t)
{
	struct out o;

	out_mem(&o, 1 << 20);
	as_path_put(path, &o);
	t->failed |= o.status != 0;
	snprintf(to, PATH_TEXT, "%.*s%s", o.n < PATH_TEXT - 8 ? (int)o.n : PATH_TEXT - 8,
		 o.n ? o.s : "", o.n < PATH_TEXT - 8 ? "" : " …");
	out_release(&o);
	return to;
}

/* ": rejected (origin): the path does not end in …, RPKI invalid-asn": as far as it is judged. */
static int state_text(struct explain *x, const struct bgp_table_route *route, char to[160])
{
	uint32_t origin = ROV_NO_ORIGIN;
	enum import_rule rule;
	bool judged;
	size_t n = 0;
	int rc = explain_verdict(x, route, &rule, &judged);

	*to = '\0';
	if (rc)
		return rc;
	if (judged && rule == RULE_NONE)
		n = (size_t)snprintf(to, 160, ": accepted");
	else if (judged)
		n = (size_t)snprintf(to, 160, ": rejected (%s): %s", import_rule_name(rule),
				     import_rule_text(rule));
	if (as_path_origin(&route->path, &origin) != AS_ORIGIN_ASN)
		origin = ROV_NO_ORIGIN;
	if (x->snapshot->rov)
		snprintf(to + n, 160 - n, "%s RPKI %s", n ? "," : ":",
			 rov_state_text(rov_validate(x->snapshot->rov, &route->prefix, origin)));
	return 0;
}

static int tell_seen(struct explain *x, const struct bgp_table_route *route, struct facts_told *t)
{
	char prefix[PREFIX_TEXT], path[PATH_TEXT], state[160];
	int rc = state_text(x, route, state);
	struct fact *f;

	if (rc)
		return rc;
	f = facts_tell(t, FACT_SEEN, 0, "AS%u announces %s, path %s%s", route->peer->asn,
		       prefix_text(&route->prefix, prefix), path_text(&route->path, path, t), state);
	f->file = route->file;
	f->line = route->record;
	f->range = range_exact(&route->prefix);
	f->asn = route->peer->asn;
	f->has_range = f->has_asn = true;
	return 0;
}

/* The routes of the table for prefixes of the range. */
static int tell_routes(struct explain *x, const struct range *r, struct facts_told *t)
{
	const struct bgp_table *table = &x->snapshot->routes;
	struct prefix around = range_prefix(r);
	size_t n = bgp_table_count(table), seen = 0;
	int rc = 0;

	for (size_t i = first_route(table, &around); !rc && i < n; i++) {
		struct prefix p = bgp_table_prefix(table, i);
		struct range one = range_exact(&p);

		if (!prefix_covers(&around, &p))
			break;
		if (range_meets(&one, r) && seen++ < SEEN_SHOWN) {
			struct bgp_table_route route = bgp_table_get(table, i);

			rc = tell_seen(x, &route, t);
		}
	}
	if (seen > SEEN_SHOWN)
		facts_tell(t, FACT_NOTE, 0, "and %zu more routes of the table", seen - SEEN_SHOWN);
	return rc;
}

int explain_prefix_facts(struct explain *x, const struct range *r, struct facts_told *t)
{
	struct prefix p = range_prefix(r);
	int rc;

	about_tell_delegation(x, &p, t);
	about_tell_special(&p, t);
	roas_tell_covering(x, &p, t);
	rc = tell_routes(x, r, t);
	return !rc && t->failed ? WEIR_ENOMEM : rc;
}
