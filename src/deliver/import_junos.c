/*
 * JunOS: one policy. Of the route filters in a term, JunOS looks only at those with
 * the longest prefix around the route, whether their lengths fit or not; an entry
 * would hide what the entries around it allow. How this works: a term holds no entry
 * that lies strictly within another. Each goes into the term of its depth, which is
 * the number of prefixes around it; a route that one term passes over meets the next.
 */
#include "deliver/import_text.h"

#include <string.h>

#include "deliver/out_list.h"

/* A prefix and those around it, the widest first. */
struct nest {
	struct prefix around[129]; /* one of each length */
	size_t n;
};

/* Go on to the next entry in order of range_cmp(): its depth. O(1) amortized. */
static size_t nest_next(struct nest *nest, const struct range *r)
{
	struct prefix p = range_prefix(r);

	while (nest->n && !prefix_covers(&nest->around[nest->n - 1], &p))
		nest->n--;
	if (!nest->n || !prefix_equal(&nest->around[nest->n - 1], &p))
		nest->around[nest->n++] = p;
	return nest->n - 1;
}

static size_t count_terms(const struct import_family *m)
{
	struct nest nest = {.n = 0};
	size_t terms = 0;

	for (size_t i = 0, n = range_list_count(&m->entries); i < n; i++) {
		struct range r = range_list_get(&m->entries, i);
		size_t depth = nest_next(&nest, &r);

		terms = depth < terms ? terms : depth + 1;
	}
	return terms;
}

static void put_filter(struct out *o, const struct range *r)
{
	char *to = out_room(o, ENTRY_TEXT);

	if (to)
		out_used(o, (size_t)(entry_route_filter(stpcpy(to, "    route-filter "), r) - to));
}

static void put_term(struct out *o, const struct import_family *m, size_t term)
{
	struct nest nest = {.n = 0};

	out_printf(o, "  term V%u-%zu {\n   from {\n    family %s;\n", m->list.family, term + 1,
		   m->list.family == IPV4 ? "inet" : "inet6");
	for (size_t i = 0, n = range_list_count(&m->entries); i < n; i++) {
		struct range r = range_list_get(&m->entries, i);

		if (nest_next(&nest, &r) == term)
			put_filter(o, &r);
	}
	out_str(o, "   }\n   then accept;\n  }\n");
}

/* O(entries * terms); there is a term for each level of prefixes within prefixes. */
static void put_family(struct out *o, const struct import_list *l, unsigned family)
{
	struct import_family m;
	size_t terms;

	import_family_make(&m, l, family, '-');
	terms = count_terms(&m);
	for (size_t term = 0; term < terms; term++)
		put_term(o, &m, term);
}

void import_junos_write(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;

	import_header_put(o, f, "## ");
	out_printf(o, "## set protocols bgp group GROUP neighbor ADDRESS %s AS%u-%s\n",
		   l->neighbor ? "import" : "export", l->asn, import_way(l));
	out_str(o, "## load replace FILE, then commit\n");
	out_printf(o, "policy-options {\nreplace:\n policy-statement AS%u-%s {\n", l->asn, import_way(l));
	put_family(o, l, IPV4);
	put_family(o, l, IPV6);
	out_str(o, "  then reject;\n }\n}\n");
}
