/*
 * JunOS, 21.3R1 and later: policy AS64501-IN is what is accepted, AS64501-OUT what is announced; the
 * policy of the network itself, AS64500-OUT, is asked by the latter. Of the route filters in a
 * term, JunOS looks only at those with the longest prefix around the route, whether their lengths fit or
 * not; an entry would hide what the entries around it allow. How this works: a term holds no entry
 * that lies strictly within another. Each goes into the term of its depth, which is
 * the number of prefixes around it; a route that one term passes over meets the next.
 *
 * Origins are in an as-list-group, which JunOS looks up: 20,000 expressions of AS paths would be too
 * much for it. Prefix and origin are asked one by one: pairs would need a term for each origin, and
 * JunOS takes the terms in turn.
 */
#include "deliver/import_text.h"

#include <string.h>

#include "deliver/out_list.h"
#include "filter/export.h"

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

/* Terms with the same conditions and actions around several lists of prefixes. */
struct terms {
	const char *name;            /* of the terms: NAME-1, NAME-2 */
	const struct path_rules *path; /* asked too; NULL: not */
	const char *community;       /* asked too; NULL: none */
	const char *then;
};

static void put_conditions(struct out *o, uint32_t asn, const struct terms *t)
{
	if (t->community)
		out_printf(o, "    community %s;\n", t->community);
	if (t->path && t->path->first_as)
		out_printf(o, "    as-path AS%u-FIRST;\n", asn);
	if (t->path && !t->path->any_origin)
		out_printf(o, "    as-path-origins as-list-group AS%u-ORIGINS;\n", asn);
}

static void put_term(struct out *o, uint32_t asn, const struct terms *t, const struct import_family *m,
		     size_t term)
{
	struct nest nest = {.n = 0};

	out_printf(o, "  term %sV%u-%zu {\n   from {\n    family %s;\n", t->name, m->list.family, term + 1,
		   m->list.family == IPV4 ? "inet" : "inet6");
	put_conditions(o, asn, t);
	for (size_t i = 0, n = range_list_count(&m->entries); i < n; i++) {
		struct range r = range_list_get(&m->entries, i);

		if (nest_next(&nest, &r) == term)
			put_filter(o, &r);
	}
	out_printf(o, "   }\n   then %s\n  }\n", t->then);
}

/* O(entries * terms); there is a term for each level of prefixes within prefixes. */
static void put_terms(struct out *o, uint32_t asn, const struct terms *t, const struct range_list *ranges)
{
	for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4) {
		struct import_family m;
		size_t terms;

		import_family_of(&m, asn, "", ranges, family);
		terms = count_terms(&m);
		for (size_t term = 0; term < terms; term++)
			put_term(o, asn, t, &m, term);
	}
}

/* A group of expressions for paths with one of these numbers. */
static void put_numbers(struct out *o, uint32_t asn, const char *what, const struct asn_set *asns)
{
	if (!asns->asns.n)
		return;
	out_printf(o, "replace:\n as-path-group AS%u-%s {\n", asn, what);
	for (size_t i = 0; i < asns->asns.n; i++)
		out_printf(o, "  as-path a%zu \".* %u .*\";\n", i, asns->asns.v[i]);
	out_str(o, " }\n");
}

static void put_bogons(struct out *o, uint32_t asn, const struct path_rules *p)
{
	if (!p->bogons.n)
		return;
	out_printf(o, "replace:\n as-path-group AS%u-BOGON-ASNS {\n", asn);
	for (size_t i = 0; i < p->bogons.n; i++) {
		const struct asn_range *r = &p->bogons.v[i];

		if (r->first == r->last)
			out_printf(o, "  as-path a%zu \".* %u .*\";\n", i, r->first);
		else
			out_printf(o, "  as-path a%zu \".* [%u-%u] .*\";\n", i, r->first, r->last);
	}
	out_str(o, " }\n");
}

static void put_origins(struct out *o, uint32_t asn, const struct path_rules *p)
{
	enum { A_LIST = 64 };
	size_t n = p->origins.asns.n;

	if (p->any_origin)
		return;
	out_printf(o, "replace:\n as-list-group AS%u-ORIGINS {\n", asn);
	for (size_t i = 0; i < n; i++) {
		if (i % A_LIST == 0)
			out_printf(o, "  as-list a%zu members [", i / A_LIST);
		out_printf(o, " %u", p->origins.asns.v[i]);
		if (i % A_LIST == A_LIST - 1 || i + 1 == n)
			out_str(o, " ];\n");
	}
	out_str(o, " }\n");
}

/* A community alone, for JunOS wants all members of one that has several. */
static void put_community(struct out *o, const char *name, const struct community *c)
{
	out_printf(o, "replace:\n community WEIR-%s members %u:%u;\n", name, c->asn, c->value);
}

static const char *const never_names[EXPORT_NEVER] = {"NO-EXPORT", "NO-ADVERTISE", "BLACKHOLE"};

static void put_communities(struct out *o, uint32_t own, enum learned_from from)
{
	out_printf(o, "replace:\n community AS%u-LEARNED members large:%u:%d:*;\n", own, own, EXPORT_LEARNED);
	for (int i = LEARNED_CUSTOMER; i <= LEARNED_PROVIDER; i++)
		if (i == LEARNED_CUSTOMER || i == (int)from)
			out_printf(o, "replace:\n community AS%u-LEARNED-%d members large:%u:%d:%d;\n", own, i, own,
				   EXPORT_LEARNED, i);
	put_community(o, "GRACEFUL-SHUTDOWN", &community_graceful_shutdown);
	for (size_t i = 0; i < EXPORT_NEVER; i++)
		put_community(o, never_names[i], &export_never[i]);
}

static void put_reject(struct out *o, uint32_t asn, const char *term, const char *what)
{
	out_printf(o, "  term %s {\n   from as-path-group AS%u-%s;\n   then reject;\n  }\n", term, asn, what);
}

/* Say where it was learned, and let nobody else say so. */
static void put_marks(struct out *o, const struct import_file *f)
{
	uint32_t own = f->border->network.asn;

	out_printf(o, "  term learned {\n   then {\n    community delete AS%u-LEARNED;\n"
		      "    community add AS%u-LEARNED-%d;\n    next term;\n   }\n  }\n",
		   own, own, learned_from(f->list->neighbor));
	if (f->list->session.graceful_shutdown)
		out_str(o, "  term graceful-shutdown {\n   from community WEIR-GRACEFUL-SHUTDOWN;\n   then {\n"
			   "    local-preference 0;\n    next term;\n   }\n  }\n");
}

static void put_import_policy(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;
	const struct terms rejected = {.name = "rejected-", .then = "reject;"};
	const struct terms accepted = {.name = "accepted-", .then = "accept;"};
	const struct terms listed = {.name = "", .path = &l->path, .then = "accept;"};
	const struct terms blackholes = {
		.name = "blackhole-",
		.path = &l->path,
		.community = "WEIR-BLACKHOLE",
		.then = "{\n    next-hop discard;\n    community add WEIR-NO-EXPORT;\n    accept;\n   }"};

	out_printf(o, "replace:\n policy-statement AS%u-IN {\n", l->asn);
	put_terms(o, l->asn, &rejected, &l->exceptions.rejected);
	if (l->path.rejected.asns.n)
		put_reject(o, l->asn, "rejected-asns", "REJECTED");
	put_marks(o, f);
	put_terms(o, l->asn, &accepted, &l->exceptions.accepted);
	if (l->path.bogons.n)
		put_reject(o, l->asn, "bogon-asns", "BOGON-ASNS");
	if (l->path.never.asns.n)
		put_reject(o, l->asn, "peerlock", "NEVER");
	put_terms(o, l->asn, &blackholes, &l->session.blackholes);
	put_terms(o, l->asn, &listed, &l->entries);
	out_str(o, "  then reject;\n }\n");
}

/* To customers what BGP knows; else what is the network's own or learned from customers, and in its list. */
static void put_export_policy(struct out *o, const struct import_file *f)
{
	uint32_t own = f->border->network.asn;

	out_printf(o, "replace:\n policy-statement AS%u-OUT {\n  term never {\n   from community [", f->list->asn);
	for (size_t i = 0; i < EXPORT_NEVER; i++)
		out_printf(o, " WEIR-%s", never_names[i]);
	out_str(o, " ];\n   then reject;\n  }\n");
	if (export_rules_make(f->list->neighbor).everything)
		out_str(o, "  term everything {\n   from protocol bgp;\n   then accept;\n  }\n");
	if (import_announces(f->border)) {
		out_printf(o, "  term own {\n   from {\n    as-path WEIR-OWN;\n    policy AS%u-OUT;\n   }\n"
			      "   then accept;\n  }\n", own);
		out_printf(o, "  term customers {\n   from {\n    community AS%u-LEARNED-%d;\n    policy AS%u-OUT;\n"
			      "   }\n   then accept;\n  }\n", own, LEARNED_CUSTOMER, own);
	}
	out_str(o, "  then reject;\n }\n");
}

static void put_group(struct out *o, const struct import_list *l, unsigned family)
{
	uint32_t most = family == IPV4 ? l->max.v4 : l->max.v6;

	out_printf(o, "  group AS%u-V%u {\n   type external;\n   peer-as %u;\n", l->asn, family, l->asn);
	out_printf(o, "replace:\n   import AS%u-IN;\nreplace:\n   export AS%u-OUT;\n", l->asn, l->asn);
	out_printf(o, "replace:\n   family %s {\n    unicast", family == IPV4 ? "inet" : "inet6");
	if (most)
		out_printf(o, " {\n     prefix-limit {\n      maximum %u;\n      teardown;\n     }\n    }\n", most);
	else
		out_str(o, ";\n");
	out_str(o, "   }\n  }\n");
}

static void put_neighbor(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;

	out_str(o, "policy-options {\n");
	put_numbers(o, l->asn, "REJECTED", &l->path.rejected);
	put_bogons(o, l->asn, &l->path);
	put_numbers(o, l->asn, "NEVER", &l->path.never);
	if (l->path.first_as)
		out_printf(o, "replace:\n as-path AS%u-FIRST \"%u .*\";\n", l->asn, l->path.first_as);
	put_origins(o, l->asn, &l->path);
	out_str(o, "replace:\n as-path WEIR-OWN \"()\";\n");
	put_communities(o, f->border->network.asn, learned_from(l->neighbor));
	put_import_policy(o, f);
	put_export_policy(o, f);
	out_str(o, "}\nprotocols {\n bgp {\n");
	put_group(o, l, IPV4);
	put_group(o, l, IPV6);
	out_str(o, " }\n}\n");
}

static void put_network(struct out *o, const struct import_list *l)
{
	const struct terms announced = {.name = "", .then = "accept;"};

	out_printf(o, "policy-options {\nreplace:\n policy-statement AS%u-OUT {\n", l->asn);
	put_terms(o, l->asn, &announced, &l->entries);
	out_str(o, "  then reject;\n }\n}\n");
}

void import_junos_write(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;

	import_header_put(o, f, "## ");
	if (!l->neighbor) {
		out_str(o, "## the files of the neighbors ask it\n## load replace FILE, then commit\n");
		put_network(o, l);
		return;
	}
	for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4)
		out_printf(o, "## set protocols bgp group AS%u-V%u neighbor ADDRESS\n", l->asn, family);
	out_str(o, "## load replace FILE, after or with that of the network itself, then commit\n");
	put_neighbor(o, f);
}
