#include "filter/invalid.h"

#include <stdlib.h>

enum { ROUTES_MAX = 1 << 28 };

/* The origins that one prefix is announced with, one each route. */
struct origins {
	struct prefix prefix;
	VEC(uint32_t) asns;
};

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static int judge(struct invalid_routes *r, const struct snapshot *s, const struct invalid_route *found)
{
	struct invalid_route route = *found;

	route.state = s->rov ? rov_validate(s->rov, &route.prefix, route.origin) : ROV_NOT_FOUND;
	r->states[route.state]++;
	if (route.state != ROV_INVALID_ASN && route.state != ROV_INVALID_LENGTH)
		return 0;
	return vec_push(&r->routes, route, ROUTES_MAX);
}

/* Judge each origin of a prefix once, and begin anew. */
static int judge_prefix(struct invalid_routes *r, const struct snapshot *s, struct origins *o)
{
	struct invalid_route route = {.prefix = o->prefix};
	int rc = 0;

	if (o->asns.n)
		qsort(o->asns.v, o->asns.n, sizeof *o->asns.v, by_number);
	for (size_t i = 0; !rc && i < o->asns.n; i++) {
		route.origin = o->asns.v[i];
		route.seen++;
		if (i + 1 < o->asns.n && o->asns.v[i + 1] == route.origin)
			continue;
		rc = judge(r, s, &route);
		route.seen = 0;
	}
	o->asns.n = 0;
	return rc;
}

int invalid_routes_find(struct invalid_routes *r, const struct snapshot *s)
{
	struct origins o = {0};
	size_t n = bgp_table_count(&s->routes);
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++) {
		struct bgp_table_route route = bgp_table_get(&s->routes, i);
		uint32_t origin = ROV_NO_ORIGIN;

		if (as_path_origin(&route.path, &origin) != AS_ORIGIN_ASN)
			origin = ROV_NO_ORIGIN;
		if (i && !prefix_equal(&route.prefix, &o.prefix))
			rc = judge_prefix(r, s, &o);
		o.prefix = route.prefix;
		if (!rc)
			rc = vec_push(&o.asns, origin, ROUTES_MAX);
	}
	if (!rc)
		rc = judge_prefix(r, s, &o);
	vec_free(&o.asns);
	return rc;
}

void invalid_routes_release(struct invalid_routes *r)
{
	vec_free(&r->routes);
}
