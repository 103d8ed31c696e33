/*
 * How this works: the space is kept as the prefixes that are inside no other, in order, so that
 * "is it inside?" is one binary search. The table is in order of prefix: routes with one prefix and
 * origin that stand beside each other are told once.
 */
#include "publish/gather.h"

#include <stdlib.h>
#include <string.h>

#include "irr/expand.h"
#include "publish/set_name.h"
#include "publish/sets.h"

static int by_prefix(const void *a, const void *b)
{
	return prefix_cmp(a, b);
}

static int by_object(const void *a, const void *b)
{
	const struct irr_route *x = a, *y = b;
	int c = prefix_cmp(&x->prefix, &y->prefix);

	return c ? c : (x->origin > y->origin) - (x->origin < y->origin);
}

static int cmp_origin(const void *a, const void *b)
{
	const struct publish_carried *x = a, *y = b;

	return (x->origin > y->origin) - (x->origin < y->origin);
}

static int by_origin(const void *a, const void *b)
{
	const struct publish_carried *x = a, *y = b;
	int c = cmp_origin(a, b);

	return c ? c : (x->record > y->record) - (x->record < y->record);
}

/* What one name reaches; one that no registry has reaches nothing. */
static int add_reached(const struct publication *p, const char *name, struct asn_set *to)
{
	const struct irr_expand_options options = {.asns_only = true};
	struct irr_expansion x = {0};
	struct err e = {0};
	int rc = irr_expand(p->snapshot->irr, &name, 1, &options, &x, &e);

	if (rc == WEIR_ENOTFOUND || rc == WEIR_ESYNTAX)
		rc = 0;
	for (size_t i = 0; i < x.asns.asns.n && !rc; i++)
		rc = asn_set_add(to, x.asns.asns.v[i]);
	irr_expansion_release(&x);
	return rc;
}

/* What one neighbor is in the registries; its own number only where it may carry the network's space. */
static int gather_neighbor(struct publication *p, const struct border_neighbor *n, struct asn_set *reach)
{
	bool carries = relationships_may_carry_own(n->relationships);
	int rc = 0;

	for (size_t k = 0; k < n->as_sets.items.n && p->snapshot->irr && !rc; k++)
		rc = add_reached(p, n->as_sets.items.v[k].text, reach);
	asn_set_normalize(reach);
	if (rc || !carries)
		return rc;
	rc = asn_set_add(&p->customers, n->asn);
	if (!rc)
		rc = asn_set_add(&p->cone, n->asn);
	for (size_t k = 0; k < reach->asns.n && !rc; k++)
		rc = asn_set_add(&p->cone, reach->asns.v[k]);
	return rc;
}

int gather_cone(struct publication *p)
{
	const struct border *b = p->border;
	int rc = 0;

	p->neighbors = calloc(b->neighbors.n + 1, sizeof *p->neighbors);
	if (!p->neighbors)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < b->neighbors.n && !rc; i++)
		rc = gather_neighbor(p, &b->neighbors.v[i], &p->neighbors[i]);
	asn_set_normalize(&p->customers);
	asn_set_normalize(&p->cone);
	return rc;
}

/* An own set is one that the border names, or one below the network's AS number. */
static int add_set(struct publication *p, const char *name)
{
	struct irr_place place;
	char *copy;

	for (size_t i = 0; i < p->sets.n; i++)
		if (!strcmp(p->sets.v[i], name))
			return 0;
	if (!irr_set_at(p->snapshot->irr, name, &place))
		return 0;
	copy = arena_strndup(&p->memory, name, strlen(name));
	return copy ? vec_push(&p->sets, copy, PUBLISH_MAX) : WEIR_ENOMEM;
}

static int take_own_set(void *context, const struct irr_member *m)
{
	struct publication *p = context;

	return m->name && !m->damaged && set_is_below(m->name, p->asn) ? add_set(p, m->name) : 0;
}

int gather_sets(struct publication *p)
{
	const struct border_texts *named = &p->border->network.as_sets;
	char customers[SET_TEXT];
	int rc = 0;

	for (size_t i = 0; i < named->items.n && p->snapshot->irr && !rc; i++) {
		struct set_name name;

		rc = add_reached(p, named->items.v[i].text, &p->reached);
		set_name_read(&name, named->items.v[i].text);
		if (!rc && rpsl_has_set_part(name.text, strlen(name.text), "AS-"))
			rc = add_set(p, name.text);
	}
	for (size_t i = 0; i < p->sets.n && !rc; i++)
		rc = irr_each_member(p->snapshot->irr, p->sets.v[i], take_own_set, p);
	if (!rc && p->snapshot->irr)
		rc = add_reached(p, set_customers_name(p->asn, customers), &p->grouped);
	asn_set_normalize(&p->reached);
	asn_set_normalize(&p->grouped);
	return rc;
}

/* The origin of a route, the network itself where the path says nobody else; 0 for a set. */
static uint32_t origin_of(const struct publication *p, const struct bgp_table_route *r)
{
	uint32_t origin;
	enum as_origin_kind kind = as_path_origin(&r->path, &origin);

	if (kind == AS_ORIGIN_ASN)
		return origin;
	return kind == AS_ORIGIN_OWN && r->peer->asn == p->asn ? p->asn : ROV_NO_ORIGIN;
}

/*
 * The AS that the network had the route from: behind the network itself in the path, else
 * the neighbor whose session it is. False where that is no customer.
 */
static bool find_customer(const struct publication *p, const struct bgp_table_route *r, uint32_t *customer)
{
	uint32_t i = 0;

	while (i < r->path.n && r->path.asns[i] != p->asn)
		i++;
	while (i < r->path.n && r->path.asns[i] == p->asn)
		i++;
	if (i < r->path.n)
		*customer = r->path.asns[i];
	else if (!as_path_neighbor(&r->path, customer))
		return false;
	return asn_set_has(&p->customers, *customer);
}

static bool is_told(const struct publish_sighting *last, const struct bgp_table_route *r, uint32_t origin)
{
	return last && prefix_equal(&last->prefix, &r->prefix) && last->origin == origin;
}

bool publish_is_customers(const struct publication *p, uint32_t asn)
{
	struct publish_carried key = {.origin = asn};

	return asn_set_has(&p->cone, asn) ||
	       (p->carried.n && bsearch(&key, p->carried.v, p->carried.n, sizeof key, cmp_origin));
}

static int add_own(struct publication *p, const struct bgp_table_route *r)
{
	struct publish_sighting s = {r->prefix, p->asn, r->file, r->record};

	if (is_told(p->announced.n ? &p->announced.v[p->announced.n - 1] : NULL, r, p->asn))
		return 0;
	return vec_push(&p->announced, s, PUBLISH_MAX);
}

static int add_carried(struct publication *p, const struct bgp_table_route *r, uint32_t origin)
{
	struct publish_carried c = {.origin = origin, .prefix = r->prefix, .file = r->file, .record = r->record};

	if (origin == ROV_NO_ORIGIN || asn_set_has(&p->cone, origin) || !find_customer(p, r, &c.customer))
		return 0;
	return vec_push(&p->carried, c, PUBLISH_MAX);
}

int gather_announced(struct publication *p)
{
	size_t n = bgp_table_count(&p->snapshot->routes), kept = 0;
	bool families[2] = {false, false};
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i++) {
		struct bgp_table_route r = bgp_table_get(&p->snapshot->routes, i);
		uint32_t origin = origin_of(p, &r);

		families[publish_family(&r.prefix)] = true;
		rc = origin == p->asn ? add_own(p, &r) : add_carried(p, &r, origin);
	}
	if (p->carried.n)
		qsort(p->carried.v, p->carried.n, sizeof *p->carried.v, by_origin);
	for (size_t i = 0; i < p->carried.n; i++)
		if (!kept || p->carried.v[kept - 1].origin != p->carried.v[i].origin)
			p->carried.v[kept++] = p->carried.v[i];
	p->carried.n = kept;
	for (int i = 0; i < 2; i++)
		p->known.announced[i] = families[i] && p->announced.n;
	return rc;
}

static int add_space(struct publication *p, const struct prefix *prefix)
{
	return vec_push(&p->space, *prefix, PUBLISH_MAX);
}

int gather_space(struct publication *p)
{
	const struct border_prefixes *intended = &p->border->network.prefixes;
	size_t kept = 0;
	int rc = 0;

	for (size_t i = 0; i < intended->items.n && !rc; i++)
		rc = add_space(p, &intended->items.v[i].prefix);
	for (size_t i = 0; i < p->announced.n && !p->known.intended && !rc; i++)
		rc = add_space(p, &p->announced.v[i].prefix);
	if (rc || !p->space.n)
		return rc;
	qsort(p->space.v, p->space.n, sizeof *p->space.v, by_prefix);
	for (size_t i = 0; i < p->space.n; i++)
		if (!kept || !prefix_covers(&p->space.v[kept - 1], &p->space.v[i]))
			p->space.v[kept++] = p->space.v[i];
	p->space.n = kept;
	return 0;
}

bool publish_has_space(const struct publication *p, const struct prefix *prefix)
{
	size_t low = 0, high = p->space.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (prefix_cmp(&p->space.v[mid], prefix) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low && prefix_covers(&p->space.v[low - 1], prefix);
}

int gather_inside(struct publication *p)
{
	size_t n = bgp_table_count(&p->snapshot->routes);
	int rc = 0;

	for (size_t i = 0; i < n && p->space.n && !rc; i++) {
		struct prefix prefix = bgp_table_prefix(&p->snapshot->routes, i);
		struct bgp_table_route r;
		uint32_t origin;

		if (!publish_has_space(p, &prefix))
			continue;
		r = bgp_table_get(&p->snapshot->routes, i);
		origin = origin_of(p, &r);
		if (origin == p->asn || is_told(p->inside.n ? &p->inside.v[p->inside.n - 1] : NULL, &r, origin))
			continue;
		rc = vec_push(&p->inside, ((struct publish_sighting){prefix, origin, r.file, r.record}),
			      PUBLISH_MAX);
	}
	return rc;
}

static int take_object(void *context, const struct irr_route *r)
{
	struct publication *p = context;

	p->known.objects[publish_family(&r->prefix)] = true;
	if (r->origin == p->asn)
		return vec_push(&p->objects, *r, PUBLISH_MAX);
	return publish_has_space(p, &r->prefix) ? vec_push(&p->inside_objects, *r, PUBLISH_MAX) : 0;
}

int gather_objects(struct publication *p)
{
	int rc = p->snapshot->irr ? irr_each_route(p->snapshot->irr, take_object, p) : 0;

	if (!rc && p->objects.n)
		qsort(p->objects.v, p->objects.n, sizeof *p->objects.v, by_object);
	if (!rc && p->inside_objects.n)
		qsort(p->inside_objects.v, p->inside_objects.n, sizeof *p->inside_objects.v, by_object);
	return rc;
}

int gather_vrps(struct publication *p)
{
	size_t n = p->known.vrps ? rpki_vrp_count(&p->snapshot->rpki) : 0;
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i++) {
		struct publish_vrp v = {.vrp = rpki_vrp(&p->snapshot->rpki, i)};

		if (v.vrp.asn == p->asn)
			rc = vec_push(&p->vrps, v, PUBLISH_MAX);
	}
	return rc;
}
