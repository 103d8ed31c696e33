/*
 * How this works: the names of a neighbor are expanded one by one, so that an unknown
 * one is told with its place in the border file. The ASes that are reached are then
 * asked for among the ROAs.
 */
#include "filter/gathered.h"

#include <stdio.h>

#include "irr/expand.h"

enum { OPEN = REL_PROVIDER | REL_PARTIAL_PROVIDER | REL_RS };

struct gathering {
	struct gathered *r;
	const struct snapshot *snapshot;
	const struct border *border;
	const struct exceptions *exceptions;
	struct err *e;
};

static int refuse(const struct gathering *g, int rc)
{
	return err_set(g->e, rc, rc == WEIR_ELIMIT ? "a list of more prefixes than there may be"
						   : "out of memory");
}

static void note_gaps(struct gathered *r, const struct irr_expansion *x)
{
	for (size_t i = 0; i < x->gaps.n; i++) {
		const struct irr_gap *g = &x->gaps.v[i];

		report_note(&r->gaps, g->file, g->line, 0, "'%s': %s", g->name, g->text);
	}
	r->gaps.total += x->gaps_total - x->gaps.n;
}

static int take_expansion(struct gathered *r, struct irr_expansion *x)
{
	int rc = origin_list_move(&r->bound, &x->bound);

	if (!rc)
		rc = range_list_add_all(&r->unbound, &x->ranges);
	for (size_t i = 0; !rc && i < x->asns.asns.n; i++)
		rc = asn_set_add(&r->cone, x->asns.asns.v[i]);
	r->sets += x->sets;
	r->asns += x->asns.asns.n;
	r->depth = x->depth > r->depth ? x->depth : r->depth;
	note_gaps(r, x);
	return rc;
}

static int expand_name(struct gathering *g, const struct border_text *name)
{
	const struct irr_expand_options options = {.bound = true};
	struct irr_expansion x = {0};
	struct err inner = {0};
	int rc;

	if (!g->snapshot->irr)
		return err_at(g->e, WEIR_ENOTFOUND, g->border->path, name->line, name->col,
			      "'%s' cannot be looked up: the border has no irr source", name->text);
	rc = irr_expand(g->snapshot->irr, &name->text, 1, &options, &x, &inner);
	if (rc)
		err_at(g->e, rc, g->border->path, name->line, name->col, "%s", inner.msg);
	else if ((rc = take_expansion(g->r, &x)))
		refuse(g, rc);
	irr_expansion_release(&x);
	return rc;
}

/* The routes that are registered for an AS number, which a place of the border file asks for. */
static int expand_asn(struct gathering *g, uint32_t asn, const struct border_text *place)
{
	char text[16];
	struct border_text name = {.text = text, .line = place->line, .col = place->col};

	snprintf(text, sizeof text, "AS%u", asn);
	return expand_name(g, &name);
}

static int expand_names(struct gathering *g, const struct border_texts *names)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < names->items.n; i++)
		rc = expand_name(g, &names->items.v[i]);
	return rc;
}

static int take_prefixes(struct gathering *g, const struct border_prefixes *from)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < from->items.n; i++) {
		struct range r = range_exact(&from->items.v[i].prefix);

		rc = range_list_add(&g->r->listed, &r);
	}
	return rc ? refuse(g, rc) : 0;
}

/* Who ROAs name for a prefix of the border file may announce it. */
static int add_roa_origins(struct gathering *g, const struct prefix *p)
{
	struct rpki_cover cover;
	struct vrp v;
	int rc = 0;

	rpki_cover_start(&cover, p);
	while (!rc && rpki_cover_next(&g->snapshot->rpki, &cover, &v))
		if (v.asn && v.max_len >= p->len && !asn_set_has(&g->exceptions->rejected_asns, v.asn))
			rc = asn_set_add(&g->r->cone, v.asn);
	return rc;
}

static int take_neighbor(struct gathering *g, const struct border_neighbor *n)
{
	const struct border_text place = {.line = n->line, .col = n->col};
	int rc;

	if (!n->as_sets.items.n && !n->prefixes.items.n) {
		g->r->anything = n->relationships & OPEN;
		return g->r->anything ? 0 : expand_asn(g, n->asn, &place);
	}
	rc = expand_names(g, &n->as_sets);
	return rc ? rc : take_prefixes(g, &n->prefixes);
}

/* The AS numbers that exceptions accept: as if they were named beside the others. */
static int take_accepted(struct gathering *g, const struct border_neighbor *n)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < n->exceptions.items.n; i++) {
		const struct border_exception *x = &n->exceptions.items.v[i];

		if (x->range.family || !x->accept || exception_is_expired(g->border, x))
			continue;
		if (asn_set_has(&g->exceptions->accepted_asns, x->asn))
			rc = g->snapshot->irr ? expand_asn(g, x->asn, &x->what)
					      : asn_set_add(&g->r->cone, x->asn);
	}
	return rc;
}

static int take_network(struct gathering *g)
{
	const struct border_network *own = &g->border->network;
	const struct border_text nowhere = {0};
	int rc = expand_names(g, &own->as_sets);

	if (!own->as_sets.items.n && g->snapshot->irr)
		rc = expand_asn(g, own->asn, &nowhere);
	return rc ? rc : take_prefixes(g, &own->prefixes);
}

bool gathered_roa_range(const struct border_policy *policy, const struct vrp *v, struct range *r)
{
	bool v4 = v->prefix.family == IPV4;
	unsigned max = v4 ? policy->max_length.v4 : policy->max_length.v6;
	unsigned limit = max ? max : v4 ? MAX_LENGTH_IPV4 : MAX_LENGTH_IPV6;
	unsigned le = v->max_len;

	if (max && v->prefix.len > max)
		return false;
	if (limit < v->prefix.len)
		limit = v->prefix.len;
	*r = range_make(&v->prefix, v->prefix.len, le < limit ? le : limit);
	return true;
}

/* The VRPs of the whole cone, in their own order: that of a normalized list. */
static int take_cone_roas(struct gathering *g, const struct border_policy *policy)
{
	const struct snapshot *s = g->snapshot;
	const struct asn_set *cone = &g->r->cone;
	struct rpki_numbers found = {0};
	int rc = rpki_by_asn_find(&s->by_asn, cone->asns.v, cone->asns.n, &found);

	if (!rc)
		rc = vec_reserve(&g->r->roas.v4, g->r->roas.v4.n + found.numbers.n, RANGE_LIST_MAX);

	for (size_t i = 0; !rc && i < found.numbers.n; i++) {
		struct vrp v = rpki_vrp(&s->rpki, found.numbers.v[i]);
		struct range r;

		if (gathered_roa_range(policy, &v, &r))
			rc = origin_list_add(&g->r->roas, &r, v.asn);
	}
	vec_free(&found.numbers);
	return rc;
}

static int take_roas(struct gathering *g, const struct border_neighbor *n)
{
	const struct border_policy policy = border_policy(g->border, n);
	struct gathered *r = g->r;
	int rc;

	if (r->anything || !g->snapshot->rov || policy.roa_routes == SWITCH_NO)
		return 0;
	rc = take_cone_roas(g, &policy);
	for (size_t i = 0; !rc && i < range_list_count(&r->listed); i++) {
		struct range listed = range_list_get(&r->listed, i);
		struct prefix p = range_prefix(&listed);

		rc = add_roa_origins(g, &p);
	}
	asn_set_normalize(&r->cone);
	return rc ? refuse(g, rc) : 0;
}

/* Nothing of some AS numbers. */
static void drop_asns(struct gathered *r, const struct asn_set *dropped)
{
	struct origin_list *l = &r->bound;
	size_t kept = 0;

	if (!dropped->asns.n)
		return;
	for (size_t i = 0; i < l->v4.n; i++)
		if (!asn_set_has(dropped, l->v4.v[i].origin))
			l->v4.v[kept++] = l->v4.v[i];
	l->v4.n = kept;
	kept = 0;
	for (size_t i = 0; i < l->v6.n; i++)
		if (!asn_set_has(dropped, l->v6.v[i].origin))
			l->v6.v[kept++] = l->v6.v[i];
	l->v6.n = kept;
	kept = 0;
	for (size_t i = 0; i < r->cone.asns.n; i++)
		if (!asn_set_has(dropped, r->cone.asns.v[i]))
			r->cone.asns.v[kept++] = r->cone.asns.v[i];
	r->cone.asns.n = kept;
}

/* AS0 is nobody: no route comes from it (RFC 7607), and a ROA of it authorizes none (RFC 6483 section 4). */
static void drop_nobody(struct gathering *g, const struct border_neighbor *n)
{
	struct gathered *r = g->r;
	uint32_t zero = 0;
	const struct asn_set nobody = {.asns = {.v = &zero, .n = 1}};

	if (!asn_set_has(&r->cone, 0))
		return;
	report_note(&r->gaps, g->border->path, n ? n->line : 0, n ? n->col : 0,
		    "'AS0': expected a number that a network may have (RFC 7607)");
	drop_asns(r, &nobody);
}

int gathered_make(struct gathered *r, const struct snapshot *s, const struct border *b,
		    const struct border_neighbor *n, const struct exceptions *x, struct err *e)
{
	struct gathering g = {.r = r, .snapshot = s, .border = b, .exceptions = x, .e = e};
	int rc = n ? take_neighbor(&g, n) : take_network(&g);

	if (!rc && n && !r->anything)
		rc = take_accepted(&g, n);
	asn_set_normalize(&r->cone);
	drop_asns(r, &x->rejected_asns);
	drop_nobody(&g, n);
	return rc ? rc : take_roas(&g, n);
}

void gathered_release(struct gathered *r)
{
	origin_list_release(&r->bound);
	origin_list_release(&r->roas);
	range_list_release(&r->unbound);
	range_list_release(&r->listed);
	asn_set_release(&r->cone);
	report_release(&r->gaps);
}
