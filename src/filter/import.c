/*
 * How this works: the names of a neighbor are expanded one by one, so that an
 * unknown one is told with its place in the border file; all their ranges become
 * one prefix set, from which bogons and own space are subtracted; what is left is
 * aggregated. What was taken out is the intersection with the same sets.
 */
#include "filter/import.h"

#include <stdio.h>
#include <string.h>

#include "irr/expand.h"
#include "net/prefix_set.h"

enum { OPEN = REL_PROVIDER | REL_PARTIAL_PROVIDER | REL_RS };

struct making {
	struct import_list *list;
	const struct snapshot *snapshot;
	const struct border *border;
	struct range_list ranges; /* of all names */
	struct err *e;
};

static int out_of_memory(struct err *e, int rc)
{
	return err_set(e, rc, rc == WEIR_ELIMIT ? "a list of more prefixes than there may be"
						: "out of memory");
}

static int add_ranges(struct making *m, const struct range_list *from)
{
	size_t n = range_list_count(from);
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++) {
		struct range r = range_list_get(from, i);

		rc = range_list_add(&m->ranges, &r);
	}
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
	const struct irr_expand_options options = {0};
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
		m->list->asns += x.asns.asns.n;
		rc = add_ranges(m, &x.ranges);
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

/* The network's own prefixes with all more specifics, where they are not to come from `n`. */
static int make_own(const struct making *m, const struct border_neighbor *n, struct prefix_set *own)
{
	const struct border_prefixes *from = &m->border->network.prefixes;
	struct range_list ranges = {0};
	int rc = 0;

	if (!n || relationships_may_carry_own(n->relationships))
		return 0;
	for (size_t i = 0; !rc && i < from->items.n; i++) {
		const struct prefix *p = &from->items.v[i].prefix;
		struct range r = range_make(p, p->len, family_bits(p->family));

		rc = range_list_add(&ranges, &r);
	}
	if (!rc)
		rc = range_list_normalize(&ranges);
	if (!rc)
		rc = prefix_set_make(own, &ranges);
	range_list_release(&ranges);
	return rc;
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

static int settle(struct making *m, const struct border_neighbor *n)
{
	struct prefix_set set = {0}, own = {0};
	int rc = range_list_normalize(&m->ranges);

	if (!rc)
		rc = prefix_set_make(&set, &m->ranges);
	if (!rc)
		rc = take_out(&set, &m->snapshot->bogons, &m->list->bogons);
	if (!rc)
		rc = make_own(m, n, &own);
	if (!rc)
		rc = take_out(&set, &own, &m->list->own);
	if (!rc)
		rc = prefix_set_aggregate(&set, &m->list->entries);
	prefix_set_release(&set);
	prefix_set_release(&own);
	return rc ? out_of_memory(m->e, rc) : 0;
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
	range_list_release(&m.ranges);
	return rc;
}

void import_list_release(struct import_list *l)
{
	range_list_release(&l->entries);
	range_list_release(&l->bogons);
	range_list_release(&l->own);
	report_release(&l->gaps);
}
