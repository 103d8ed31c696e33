#include "sav/why.h"

#include <stdio.h>

bool route_cover_next(const struct sav *s, const struct prefix *host, struct route_cover *c,
		      size_t *route)
{
	if (!c->begun) {
		c->begun = true;
		c->len = host->len + 1u;
	}
	while (c->next == c->end && c->len) {
		struct prefix p = prefix_make(host->family, prefix_first(host), --c->len);
		size_t n;

		c->next = sav_routes_at(s, &p, &n);
		c->end = c->next + n;
	}
	*route = c->next;
	return c->next < c->end && c->next++ < c->end;
}

static const char *neighbor_text(const struct sav *s, uint32_t neighbor, char to[32])
{
	if (neighbor == SAV_LOCAL)
		return "the network itself";
	snprintf(to, 32, "AS%u", s->border->neighbors.v[neighbor].asn);
	return to;
}

void why_route(struct report *why, const struct sav *s, size_t route, const char *then)
{
	const struct sav_route *r = &s->routes.v[route];
	struct bgp_table_route at = bgp_table_get(&s->snapshot->routes, r->at);
	char prefix[PREFIX_TEXT], who[32], origin[32] = "no origin AS";

	if (r->origin)
		snprintf(origin, sizeof origin, "origin AS%u", r->origin);
	report_note(why, at.file, at.record, 0, "%s announces %s, %s%s",
		    neighbor_text(s, r->neighbor, who), prefix_text(&at.prefix, prefix), origin, then);
}

/* "AS64501, AS64502": as many as fit. */
static void hops_text(const struct sav *s, const struct sav_best *best, char *to, size_t size)
{
	size_t n = 0;

	to[0] = '\0';
	for (uint32_t i = 0; i < best->nhops && n + 16 < size; i++)
		n += (size_t)snprintf(to + n, size - n, "%sAS%u", i ? ", " : "",
				      s->hops.v[best->hops + i]);
}

void why_best(struct report *why, const struct sav *s, const struct sav_best *best, const char *then)
{
	char prefix[PREFIX_TEXT], hops[96];
	const char *file;
	size_t line;

	if (s->from_fib) {
		const struct fib_route *r = &s->snapshot->fib.routes.v[best->at];

		file = s->snapshot->fib.sources.v[r->source].name;
		line = r->line;
	} else {
		struct bgp_table_route r =
			bgp_table_get(&s->snapshot->routes, s->routes.v[best->at].at);

		file = r.file;
		line = r.record;
	}
	hops_text(s, best, hops, sizeof hops);
	report_note(why, file, line, 0, "the best route to %s goes to %s%s",
		    prefix_text(&best->prefix, prefix), hops, then);
}

void why_roa(struct report *why, const struct sav *s, const struct vrp *v, const char *then)
{
	char prefix[PREFIX_TEXT];

	report_note(why, s->snapshot->rpki.sources.v[v->source].name, v->line, 0,
		    "a ROA has %s for AS%u%s", prefix_text(&v->prefix, prefix), v->asn, then);
}

void why_no_route(struct report *why, const struct prefix *host, const char *whose)
{
	char address[ADDRESS_TEXT + 1];

	*address_put(address, host->family, host->hi, host->lo) = '\0';
	report_note(why, "", 0, 0, "no route%s covers %s", whose, address);
}
