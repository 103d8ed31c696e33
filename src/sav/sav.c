/*
 * How this works: the table is in order of prefix, so one pass gives each route its
 * neighbor, its origin and its validity, and chooses the best route of each prefix
 * when the next prefix begins. Two counting passes then group the routes by neighbor;
 * sorting groups them by origin. A FIB is merged with the invalid routes, as both are in
 * order of prefix.
 */
#include "sav/sav.h"

#include <stdlib.h>
#include <string.h>

#include "snapshot/senders.h"

enum {
	CUSTOMERS = REL_CUSTOMER | REL_PARTIAL_CUSTOMER,
	PROVIDERS = REL_PROVIDER | REL_PARTIAL_PROVIDER,
	ROUTES_MAX = 1 << 28
};

/* How good a route is: the least of them wins. */
struct merit {
	unsigned rank, length;
	uint32_t asn, route;
};

/* A route that is invalid: the FIB must not use it. */
struct refused {
	uint32_t at, asn;
};

struct making {
	struct sav *s;
	struct senders senders;
	VEC(struct refused) refused;
	struct prefix prefix; /* whose routes are being looked at */
	struct merit merit;   /* the best of them so far */
	bool some;
};

bool sav_is_customer(const struct sav *s, uint32_t neighbor)
{
	return neighbor != SAV_LOCAL && s->border->neighbors.v[neighbor].relationships & CUSTOMERS;
}

uint32_t sav_neighbor(const struct border *b, uint32_t asn)
{
	for (size_t i = 0; i < b->neighbors.n; i++)
		if (b->neighbors.v[i].asn == asn)
			return (uint32_t)i;
	return SAV_LOCAL;
}

/* Which neighbor sent the route, or SAV_LOCAL; false where it is of neither, or counts as a loop. */
static bool find_neighbor(const struct making *m, const struct bgp_table_route *r, uint32_t *neighbor)
{
	const struct sender sender = senders_find(&m->senders, r);

	*neighbor = sender.kind == SENDER_NEIGHBOR ? sender.neighbor : SAV_LOCAL;
	m->s->loops += sender.kind == SENDER_LOOP;
	m->s->strangers += sender.kind == SENDER_STRANGER;
	return sender.kind == SENDER_NEIGHBOR || sender.kind == SENDER_SELF;
}

static uint32_t find_origin(const struct sav *s, const struct bgp_table_route *r, uint32_t neighbor)
{
	uint32_t origin;

	if (neighbor == SAV_LOCAL)
		return s->border->network.asn;
	return as_path_origin(&r->path, &origin) == AS_ORIGIN_ASN ? origin : ROV_NO_ORIGIN;
}

static bool is_invalid(const struct sav *s, const struct prefix *p, uint32_t origin)
{
	enum rov_state state = ROV_NOT_FOUND;

	if (s->snapshot->rov)
		state = rov_validate(s->snapshot->rov, p, origin);
	return state == ROV_INVALID_ASN || state == ROV_INVALID_LENGTH;
}

static unsigned rank_of(const struct sav *s, uint32_t neighbor)
{
	unsigned r = neighbor == SAV_LOCAL ? 0 : s->border->neighbors.v[neighbor].relationships;

	if (!r)
		return 0;
	if (r & CUSTOMERS)
		return 1;
	if (r & REL_SIBLING)
		return 2;
	return r & ~(unsigned)PROVIDERS ? 3 : 4;
}

/* A path's length for the choice: a set is one, a confederation none (RFC 4271 9.1.2.2, RFC 5065 5.3). */
static unsigned path_length(const struct as_path *p)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < p->nsegments; i++) {
		if (p->segments[i].kind == AS_SEGMENT_SEQUENCE)
			n += p->segments[i].n;
		else if (p->segments[i].kind == AS_SEGMENT_SET)
			n++;
	}
	return n;
}

static bool is_better(const struct merit *a, const struct merit *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank;
	if (a->length != b->length)
		return a->length < b->length;
	return a->asn < b->asn;
}

/* The best route of the prefix that was looked at goes into the FIB. */
static int put_best(struct making *m)
{
	struct sav *s = m->s;
	struct sav_best best = {.prefix = m->prefix, .hops = (uint32_t)s->hops.n, .nhops = 1};
	int rc;

	if (!m->some || s->from_fib)
		return 0;
	m->some = false;
	best.at = m->merit.route;
	rc = vec_push(&s->hops, m->merit.asn, ROUTES_MAX);
	return rc ? rc : vec_push(&s->best, best, ROUTES_MAX);
}

static int add_route(struct making *m, const struct bgp_table_route *r, struct sav_route route)
{
	struct sav *s = m->s;
	struct merit merit = {.rank = rank_of(s, route.neighbor),
			      .length = path_length(&r->path),
			      .asn = s->border->network.asn,
			      .route = (uint32_t)s->routes.n};
	int rc = 0;

	if (route.neighbor != SAV_LOCAL)
		merit.asn = s->border->neighbors.v[route.neighbor].asn;
	if (!prefix_equal(&r->prefix, &m->prefix))
		rc = put_best(m);
	m->prefix = r->prefix;
	if (!m->some || is_better(&merit, &m->merit))
		m->merit = merit;
	m->some = true;
	if (!rc && sav_is_customer(s, route.neighbor) && route.origin)
		rc = asn_set_add(&s->origins, route.origin);
	return rc ? rc : vec_push(&s->routes, route, ROUTES_MAX);
}

static int look_at(struct making *m, size_t at)
{
	struct bgp_table_route r = bgp_table_get(&m->s->snapshot->routes, at);
	struct sav_route route = {.at = (uint32_t)at};
	struct refused refused = {.at = (uint32_t)at};

	if (!find_neighbor(m, &r, &route.neighbor))
		return 0;
	route.origin = find_origin(m->s, &r, route.neighbor);
	if (!is_invalid(m->s, &r.prefix, route.origin))
		return add_route(m, &r, route);
	m->s->invalid++;
	refused.asn = route.neighbor == SAV_LOCAL ? m->s->border->network.asn
						  : m->s->border->neighbors.v[route.neighbor].asn;
	return vec_push(&m->refused, refused, ROUTES_MAX);
}

static int make_routes(struct making *m)
{
	size_t n = bgp_table_count(&m->s->snapshot->routes), room = 1 << 16;
	struct asn_set *origins = &m->s->origins;
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++) {
		rc = look_at(m, i);
		if (rc || origins->asns.n < room)
			continue;
		/* Few origins, said often: what is there twice goes now and then. */
		asn_set_normalize(origins);
		room = 2 * origins->asns.n + (1 << 16);
	}
	asn_set_normalize(&m->s->origins);
	return rc ? rc : put_best(m);
}

static int group_by_neighbor(struct sav *s)
{
	size_t neighbors = s->border->neighbors.n;

	s->first_of = calloc(neighbors + 2, sizeof *s->first_of);
	s->by_neighbor = malloc((s->routes.n + 1) * sizeof *s->by_neighbor);
	if (!s->first_of || !s->by_neighbor)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < s->routes.n; i++)
		if (s->routes.v[i].neighbor != SAV_LOCAL)
			s->first_of[s->routes.v[i].neighbor + 2]++;
	for (size_t i = 2; i < neighbors + 2; i++)
		s->first_of[i] += s->first_of[i - 1];
	/* Filling moves each start to the next one's, which is why they stand one place too far. */
	for (size_t i = 0; i < s->routes.n; i++)
		if (s->routes.v[i].neighbor != SAV_LOCAL)
			s->by_neighbor[s->first_of[s->routes.v[i].neighbor + 1]++] = (uint32_t)i;
	return 0;
}

static int by_origin(const void *a, const void *b, void *context)
{
	const struct sav *s = context;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	uint32_t x = s->routes.v[i].origin, y = s->routes.v[j].origin;

	if (x != y)
		return x < y ? -1 : 1;
	return (i > j) - (i < j);
}

static int group_by_origin(struct sav *s)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->routes.n; i++)
		if (s->routes.v[i].origin && s->routes.v[i].neighbor != SAV_LOCAL)
			rc = vec_push(&s->by_origin, (uint32_t)i, ROUTES_MAX);
	if (!rc && s->by_origin.n)
		qsort_r(s->by_origin.v, s->by_origin.n, sizeof *s->by_origin.v, by_origin, s);
	return rc;
}

/* Whether a route of this prefix from this AS is in use. */
static bool has_route_from(const struct sav *s, const struct prefix *p, uint32_t asn)
{
	size_t n, i = sav_routes_at(s, p, &n);

	for (size_t end = i + n; i < end; i++) {
		uint32_t from = s->routes.v[i].neighbor;

		if (asn == (from == SAV_LOCAL ? s->border->network.asn
					      : s->border->neighbors.v[from].asn))
			return true;
	}
	return false;
}

/*
 * Whether the table's routes of this prefix from this AS are all invalid; `i` is the first
 * refused one of the prefix.
 */
static bool is_refused(const struct making *m, const struct prefix *p, size_t i, uint32_t asn)
{
	const struct bgp_table *t = &m->s->snapshot->routes;

	for (; i < m->refused.n; i++) {
		struct prefix at = bgp_table_prefix(t, m->refused.v[i].at);

		if (!prefix_equal(&at, p))
			return false;
		if (m->refused.v[i].asn == asn)
			return !has_route_from(m->s, p, asn);
	}
	return false;
}

static int take_fib(struct making *m)
{
	const struct fib *f = &m->s->snapshot->fib;
	struct sav *s = m->s;
	size_t refused = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < f->routes.n; i++) {
		const struct fib_route *r = &f->routes.v[i];
		struct sav_best best = {r->prefix, (uint32_t)s->hops.n, 0, (uint32_t)i};

		for (; refused < m->refused.n; refused++) {
			struct prefix p = bgp_table_prefix(&s->snapshot->routes, m->refused.v[refused].at);

			if (prefix_cmp(&p, &r->prefix) >= 0)
				break;
		}
		for (uint32_t h = 0; !rc && h < r->nhops; h++)
			if (!is_refused(m, &r->prefix, refused, f->hops.v[r->hops + h]))
				rc = vec_push(&s->hops, f->hops.v[r->hops + h], ROUTES_MAX);
		best.nhops = (uint32_t)s->hops.n - best.hops;
		if (!rc && best.nhops)
			rc = vec_push(&s->best, best, ROUTES_MAX);
	}
	return rc;
}

int sav_make(struct sav *s, const struct snapshot *snapshot, const struct border *b)
{
	struct making m = {.s = s};
	int rc;

	s->snapshot = snapshot;
	s->border = b;
	s->from_fib = snapshot->fib.sources.n > 0;
	rc = senders_make(&m.senders, b);
	if (!rc)
		rc = make_routes(&m);
	if (!rc)
		rc = group_by_neighbor(s);
	if (!rc)
		rc = group_by_origin(s);
	if (!rc && s->from_fib)
		rc = take_fib(&m);
	senders_release(&m.senders);
	vec_free(&m.refused);
	return rc;
}

void sav_release(struct sav *s)
{
	vec_free(&s->routes);
	vec_free(&s->by_origin);
	vec_free(&s->best);
	vec_free(&s->hops);
	asn_set_release(&s->origins);
	free(s->by_neighbor);
	free(s->first_of);
	*s = (struct sav){0};
}

/* The first route whose prefix is not before `p`, or comes after it. */
static size_t route_bound(const struct sav *s, const struct prefix *p, bool after)
{
	size_t lo = 0, hi = s->routes.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		struct prefix at = sav_prefix(s, mid);
		int order = prefix_cmp(&at, p);

		if (order < 0 || (after && !order))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

size_t sav_routes_at(const struct sav *s, const struct prefix *p, size_t *n)
{
	size_t first = route_bound(s, p, false);

	*n = route_bound(s, p, true) - first;
	return first;
}

static size_t origin_bound(const struct sav *s, uint64_t origin)
{
	size_t lo = 0, hi = s->by_origin.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->routes.v[s->by_origin.v[mid]].origin < origin)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

size_t sav_routes_of_origin(const struct sav *s, uint32_t origin, size_t *n)
{
	size_t first = origin_bound(s, origin);

	*n = origin_bound(s, (uint64_t)origin + 1) - first;
	return first;
}

static int cmp_best(const void *key, const void *member)
{
	return prefix_cmp(key, &((const struct sav_best *)member)->prefix);
}

const struct sav_best *sav_lookup(const struct sav *s, const struct prefix *host)
{
	for (unsigned len = host->len + 1u; len--;) {
		struct prefix p = prefix_make(host->family, prefix_first(host), len);
		const struct sav_best *best = s->best.n ? bsearch(&p, s->best.v, s->best.n,
								  sizeof *s->best.v, cmp_best)
							: NULL;

		if (best)
			return best;
	}
	return NULL;
}

bool sav_goes_to(const struct sav *s, const struct sav_best *best, uint32_t asn)
{
	for (uint32_t i = 0; i < best->nhops; i++)
		if (s->hops.v[best->hops + i] == asn)
			return true;
	return false;
}
