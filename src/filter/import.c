/*
 * How this works: the names of a neighbor are expanded one by one, so that an
 * unknown one is told with its place in the border file; all their ranges become
 * one prefix set, from which bogons and own space are subtracted; what is left is
 * aggregated. What was taken out is the intersection with the same sets. The pairs of
 * range and origin are then cut down to that same set.
 */
#include "filter/import.h"

#include <stdio.h>
#include <string.h>

#include "filter/own_space.h"
#include "irr/expand.h"
#include "net/prefix_set.h"

enum { OPEN = REL_PROVIDER | REL_PARTIAL_PROVIDER | REL_RS };

struct making {
	struct import_list *list;
	const struct snapshot *snapshot;
	const struct border *border;
	struct range_list ranges; /* of all names, without origin */
	struct origin_list bound; /* with origin */
	struct asn_set cone;
	struct err *e;
};

static int out_of_memory(struct err *e, int rc)
{
	return err_set(e, rc, rc == WEIR_ELIMIT ? "a list of more prefixes than there may be"
						: "out of memory");
}

static int add_expansion(struct making *m, const struct irr_expansion *x)
{
	size_t n = range_list_count(&x->ranges), bound = origin_list_count(&x->bound);
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++) {
		struct range r = range_list_get(&x->ranges, i);

		rc = range_list_add(&m->ranges, &r);
	}
	for (size_t i = 0; !rc && i < bound; i++) {
		struct origin_range o = origin_list_get(&x->bound, i);

		rc = origin_list_add(&m->bound, &o.range, o.origin);
	}
	for (size_t i = 0; !rc && i < x->asns.asns.n; i++)
		rc = asn_set_add(&m->cone, x->asns.asns.v[i]);
	return rc ? out_of_memory(m->e, rc) : 0;
}

static void note_gaps(struct making *m, const struct irr_expansion *x)
{
	for (size_t i = 0; i < x->gaps.n; i++) {
		const struct irr_gap *g = &x->gaps.v[i];

		report_note(&m->list->gaps, g->file, g->line, 0, "'%s': %s", g->name, g->text);
	}
	m->list->gaps.total += x->gaps_total - x->gaps.n;
}

static int expand_name(struct making *m, const struct border_text *name)
{
	const struct irr_expand_options options = {.bound = true};
	struct irr_expansion x = {0};
	struct err inner = {0};
	int rc;

	if (!m->snapshot->irr)
		return err_at(m->e, WEIR_ENOTFOUND, m->border->path, name->line, name->col,
			      "'%s' cannot be looked up: the border has no irr source", name->text);
	rc = irr_expand(m->snapshot->irr, &name->text, 1, &options, &x, &inner);
	if (rc) {
		err_at(m->e, rc, m->border->path, name->line, name->col, "%s", inner.msg);
	} else {
		note_gaps(m, &x);
		m->list->sets += x.sets;
		if (x.depth > m->list->depth)
			m->list->depth = x.depth;
		m->list->asns += x.asns.asns.n;
		rc = add_expansion(m, &x);
	}
	irr_expansion_release(&x);
	return rc;
}

static int expand_names(struct making *m, const struct border_texts *names)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < names->items.n; i++)
		rc = expand_name(m, &names->items.v[i]);
	return rc;
}

static int add_prefixes(struct making *m, const struct border_prefixes *from)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < from->items.n; i++) {
		struct range r = range_exact(&from->items.v[i].prefix);

		rc = range_list_add(&m->ranges, &r);
	}
	return rc ? out_of_memory(m->e, rc) : 0;
}

static int add_anything(struct making *m)
{
	const struct prefix all4 = prefix_ipv4(0, 0);
	const struct prefix global6 = prefix_make(IPV6, (u128)0x2000 << 112, 3);
	const struct range v4 = range_make(&all4, IMPORT_IPV4_SHORTEST, IMPORT_IPV4_LONGEST);
	const struct range v6 = range_make(&global6, IMPORT_IPV6_SHORTEST, IMPORT_IPV6_LONGEST);
	int rc = range_list_add(&m->ranges, &v4);

	if (!rc)
		rc = range_list_add(&m->ranges, &v6);
	m->list->anything = true;
	return rc ? out_of_memory(m->e, rc) : 0;
}

/* The routes registered for the neighbor's own AS number. */
static int add_own_number(struct making *m, const struct border_neighbor *n)
{
	char asn[16];
	struct border_text name = {.text = asn, .line = n->line, .col = n->col};

	snprintf(asn, sizeof asn, "AS%u", n->asn);
	return expand_name(m, &name);
}

static int collect(struct making *m, const struct border_neighbor *n)
{
	const struct border_texts *names = n ? &n->as_sets : &m->border->network.as_sets;
	const struct border_prefixes *prefixes = n ? &n->prefixes : &m->border->network.prefixes;
	int rc;

	if (n && !names->items.n && !prefixes->items.n)
		return n->relationships & OPEN ? add_anything(m) : add_own_number(m, n);
	rc = expand_names(m, names);
	return rc ? rc : add_prefixes(m, prefixes);
}

/* Move what both sets have out of `set`, and into `taken` as a list. */
static int take_out(struct prefix_set *set, const struct prefix_set *what, struct range_list *taken)
{
	struct prefix_set both = {0}, rest = {0};
	int rc = prefix_set_intersect(&both, set, what);

	if (!rc)
		rc = prefix_set_aggregate(&both, taken);
	if (!rc)
		rc = prefix_set_subtract(&rest, set, what);
	prefix_set_release(&both);
	if (rc) {
		prefix_set_release(&rest);
		return rc;
	}
	prefix_set_release(set);
	*set = rest;
	return 0;
}

/* All ranges, with and without origin, as one set. */
static int make_set(const struct making *m, struct prefix_set *set)
{
	struct range_list all = {0};
	int rc = origin_list_ranges(&m->bound, &all);

	for (size_t i = 0; !rc && i < range_list_count(&m->ranges); i++) {
		struct range r = range_list_get(&m->ranges, i);

		rc = range_list_add(&all, &r);
	}
	if (!rc)
		rc = range_list_normalize(&all);
	if (!rc)
		rc = prefix_set_make(set, &all);
	range_list_release(&all);
	return rc;
}

/* What a set has of some ranges, as few entries. */
static int ranges_within(const struct range_list *ranges, const struct prefix_set *set,
			 struct range_list *result)
{
	struct prefix_set all = {0}, both = {0};
	int rc = prefix_set_make(&all, ranges);

	if (!rc)
		rc = prefix_set_intersect(&both, &all, set);
	if (!rc)
		rc = prefix_set_aggregate(&both, result);
	prefix_set_release(&all);
	prefix_set_release(&both);
	return rc;
}

/* Keep what the set has of one range of several prefixes. */
static int keep_part(const struct origin_range *o, const struct prefix_set *set,
		     struct origin_list *kept)
{
	struct range_list one = {0}, parts = {0};
	int rc = range_list_add(&one, &o->range);

	if (!rc)
		rc = ranges_within(&one, set, &parts);
	for (size_t i = 0; !rc && i < range_list_count(&parts); i++) {
		struct range r = range_list_get(&parts, i);

		rc = origin_list_add(kept, &r, o->origin);
	}
	range_list_release(&one);
	range_list_release(&parts);
	return rc;
}

/* O(n log set), for nearly all ranges are single prefixes. */
static int keep_bound(const struct making *m, const struct prefix_set *set)
{
	struct origin_list *kept = &m->list->bound;
	int rc = 0;

	for (size_t i = 0; !rc && i < origin_list_count(&m->bound); i++) {
		struct origin_range o = origin_list_get(&m->bound, i);
		struct prefix p = range_prefix(&o.range);

		if (o.range.le > o.range.len)
			rc = keep_part(&o, set, kept);
		else if (prefix_set_has(set, &p))
			rc = origin_list_add(kept, &o.range, o.origin);
	}
	origin_list_normalize(kept);
	return rc;
}

static int settle(struct making *m, const struct border_neighbor *n)
{
	struct prefix_set set = {0}, own = {0};
	int rc = range_list_normalize(&m->ranges);

	if (!rc)
		rc = make_set(m, &set);
	if (!rc)
		rc = take_out(&set, &m->snapshot->bogons, &m->list->bogons);
	if (!rc)
		rc = own_space_make(&own, m->border, n);
	if (!rc)
		rc = take_out(&set, &own, &m->list->own);
	if (!rc)
		rc = prefix_set_aggregate(&set, &m->list->entries);
	if (!rc)
		rc = ranges_within(&m->ranges, &set, &m->list->unbound);
	if (!rc)
		rc = keep_bound(m, &set);
	prefix_set_release(&set);
	prefix_set_release(&own);
	return rc ? out_of_memory(m->e, rc) : 0;
}

static int make_path(struct making *m, const struct border_neighbor *n)
{
	const struct asn_set *cone = m->list->anything ? NULL : &m->cone;

	asn_set_normalize(&m->cone);
	return n && path_rules_make(&m->list->path, m->border, n, cone) ? out_of_memory(m->e, WEIR_ENOMEM)
									  : 0;
}

/* A fifth more than is registered, and a few: a customer grows between two builds. */
static uint32_t limit_of(size_t registered)
{
	size_t limit = registered + registered / 5 + 10;

	return limit < UINT32_MAX ? (uint32_t)limit : UINT32_MAX;
}

/* What was registered, prefix by prefix, before aggregation; none is known where all may come. */
static void propose_max(struct import_list *l)
{
	if (!l->neighbor || l->anything)
		return;
	l->max.v4 = limit_of(l->bound.v4.n + l->unbound.v4.n);
	l->max.v6 = limit_of(l->bound.v6.n + l->unbound.v6.n);
}

int import_list_make(struct import_list *l, const struct snapshot *s, const struct border *b,
		     const struct border_neighbor *n, struct err *e)
{
	struct making m = {.list = l, .snapshot = s, .border = b, .e = e};
	int rc;

	l->neighbor = n;
	l->asn = n ? n->asn : b->network.asn;
	rc = collect(&m, n);
	if (!rc)
		rc = settle(&m, n);
	if (!rc)
		rc = make_path(&m, n);
	if (!rc)
		propose_max(l);
	range_list_release(&m.ranges);
	origin_list_release(&m.bound);
	asn_set_release(&m.cone);
	return rc;
}

void import_list_release(struct import_list *l)
{
	range_list_release(&l->entries);
	range_list_release(&l->bogons);
	range_list_release(&l->own);
	origin_list_release(&l->bound);
	range_list_release(&l->unbound);
	path_rules_release(&l->path);
	report_release(&l->gaps);
}
