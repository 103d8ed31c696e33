#include "deliver/route_maps.h"

#include <stdio.h>
#include <string.h>

#include "deliver/asn_pattern.h"
#include "filter/export.h"

enum { PATTERNS_LINE = 150 }; /* bytes of patterns a line: IOS takes 254 in all */

/* One file being written. */
struct writing {
	struct out *o;
	const struct import_file *f;
	const struct import_list *l;
	const struct route_map_words *words;
	char paths[IMPORT_LIST_NAME]; /* "": the router has no list left for this neighbor */
};

static const char *family_word(unsigned family)
{
	return family == IPV4 ? "ip" : "ipv6";
}

static const char *everything(unsigned family)
{
	return family == IPV4 ? "0.0.0.0/0 le 32" : "::/0 le 128";
}

static void put_list(struct out *o, const struct import_family *m)
{
	const char *family = family_word(m->list.family);

	if (!import_family_is_empty(m))
		language_ios.write[LIST_PREFIXES](o, &m->list);
	else
		out_printf(o, "no %s prefix-list %s\n%s prefix-list %s deny %s\n", family, m->name, family,
			   m->name, everything(m->list.family));
}

/* "AS64500-OUT-V4" is what the network announces. */
static void put_announced_list(struct writing *w, unsigned family)
{
	const char *word = family_word(family), *all = everything(family);
	struct import_family m;
	char closed[32];

	import_family_make(&m, w->l, family, '-');
	snprintf(closed, sizeof closed, "prefix-list AS%u-CLOSED-V%u", w->l->asn, family);
	out_printf(w->o, "!\n%s %s seq 1 permit %s\n%s %s seq 5 deny %s\n", word, closed, all, word, closed,
		   all);
	put_list(w->o, &m);
	out_printf(w->o, "no %s %s seq 1 permit %s\n", word, closed, all);
}

/* Deny everything by all four route maps, or go on. */
static void put_closed(struct writing *w, bool closed)
{
	for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4)
		out_printf(w->o, "%sroute-map AS%u-IN-V%u deny 1\n%sroute-map AS%u-OUT-V%u deny 1\n",
			   closed ? "" : "no ", w->l->asn, family, closed ? "" : "no ", w->l->asn, family);
}

static void put_path_lead(struct writing *w, const char *action)
{
	out_printf(w->o, "%s as-path access-list %s %s ", w->words->lists, w->paths, action);
}

/* Paths with a bogon number: lines of patterns, none too long. */
static void put_bogon_paths(struct writing *w)
{
	const struct path_rules *p = &w->l->path;
	char pattern[ASN_PATTERN];
	size_t on_line = 0;

	for (size_t i = 0; i < p->bogons.n; i++) {
		struct asn_range left = p->bogons.v[i];

		for (bool done = false; asn_pattern_next(&left, &done, pattern);) {
			if (on_line + strlen(pattern) > PATTERNS_LINE) {
				out_str(w->o, ")_\n");
				on_line = 0;
			}
			if (!on_line)
				put_path_lead(w, "deny");
			out_printf(w->o, "%s%s", on_line ? "|" : "_(", pattern);
			on_line += strlen(pattern) + 1;
		}
	}
	out_str(w->o, on_line ? ")_\n" : "");
}

static void lead_never(struct out *o, const struct list *l, size_t line)
{
	(void)line;
	out_printf(o, "%s as-path access-list %s deny _(", l->match, l->name);
}

static void lead_origins(struct out *o, const struct list *l, size_t line)
{
	(void)line;
	out_printf(o, "%s as-path access-list %s permit ", l->match, l->name);
	if (l->asn)
		out_printf(o, "^%u(_[0-9]+)*", l->asn);
	out_str(o, "_(");
}

static struct list path_list(const struct writing *w, const struct asn_set *asns)
{
	return (struct list){.name = w->paths,
			     .kind = LIST_PATHS_IN,
			     .asn = w->l->path.first_as,
			     .width = w->words->origins,
			     .match = w->words->lists,
			     .asns = asns};
}

/* Paths that begin with the neighbor and end in its cone; the neighbor alone first. */
static void put_origins(struct writing *w)
{
	const struct path_rules *p = &w->l->path;
	const struct asn_lines lines = {.between = "|", .end = ")$\n", .lead = lead_origins};
	const struct list l = path_list(w, &p->origins);

	if (p->any_origin) {
		put_path_lead(w, "permit");
		p->first_as ? out_printf(w->o, "^%u_\n", p->first_as) : out_str(w->o, ".*\n");
		return;
	}
	if (p->first_as) {
		put_path_lead(w, "permit");
		out_printf(w->o, "^%u$\n", p->first_as);
	}
	out_asn_lines(w->o, &l, &lines);
}

/*
 * The rules for AS paths in one list, the first line that matches decides: bogon numbers, networks
 * that are never behind this neighbor, then what is taken.
 */
static void put_paths(struct writing *w)
{
	const struct path_rules *p = &w->l->path;
	const struct asn_lines lines = {.between = "|", .end = ")_\n", .lead = lead_never};
	const struct list never = path_list(w, &p->never);

	put_path_lead(w, "deny"); /* FRR complains of the removal of what is not there */
	out_printf(w->o, ".*\nno %s as-path access-list %s\n", w->words->lists, w->paths);
	put_bogon_paths(w);
	out_asn_lines(w->o, &never, &lines);
	put_origins(w);
}

/* A clause anew, whatever it said before; what it matches and sets follows. */
static void put_clause(struct writing *w, const char *way, unsigned family, const char *clause)
{
	out_printf(w->o, "route-map AS%u-%s-V%u %s\nno route-map AS%u-%s-V%u %s\n", w->l->asn, way, family,
		   clause, w->l->asn, way, family, clause);
}

static void open_clause(struct writing *w, const char *way, unsigned family, const char *clause)
{
	put_clause(w, way, family, clause);
	out_printf(w->o, "route-map AS%u-%s-V%u %s\n", w->l->asn, way, family, clause);
}

/* The prefix list is asked first: it is the cheaper question. */
static void put_import_map(struct writing *w, unsigned family)
{
	const struct import_list *l = w->l;
	uint32_t own = w->f->border->network.asn;

	open_clause(w, "IN", family, "permit 10");
	out_printf(w->o, " match %s address prefix-list AS%u-IN-V%u\n", family_word(family), l->asn, family);
	if (w->paths[0])
		out_printf(w->o, " match as-path %s\n", w->paths);
	out_printf(w->o, " set large-comm-list AS%u-LEARNED delete\n set large-community %u:%d:%d additive\n",
		   own, own, EXPORT_LEARNED, learned_from(l->neighbor));
}

static void put_announced(struct writing *w, unsigned family)
{
	out_printf(w->o, " match %s address prefix-list AS%u-OUT-V%u\n", family_word(family),
		   w->f->border->network.asn, family);
}

static void put_some(struct writing *w, unsigned family)
{
	open_clause(w, "OUT", family, "deny 5");
	out_printf(w->o, " match %s address prefix-list AS%u-CLOSED-V%u\n", family_word(family),
		   w->f->border->network.asn, family);
	open_clause(w, "OUT", family, "permit 10");
	put_announced(w, family);
	out_printf(w->o, " match as-path %s\n", w->words->own);
	open_clause(w, "OUT", family, "permit 20");
	put_announced(w, family);
	out_printf(w->o, " match large-community AS%u-CUSTOMERS\n", w->f->border->network.asn);
}

static void put_export_map(struct writing *w, unsigned family)
{
	if (!export_rules_make(w->l->neighbor).everything) {
		put_some(w, family);
		return;
	}
	put_clause(w, "OUT", family, "deny 5");
	put_clause(w, "OUT", family, "permit 20");
	open_clause(w, "OUT", family, "permit 10");
}

/* Lists whose names say what is in them: they never change, and no file removes them. */
static void put_own_lists(struct writing *w)
{
	uint32_t own = w->f->border->network.asn;
	const char *word = w->words->lists;

	out_printf(w->o, "%s as-path access-list %s permit ^$\n", word, w->words->own);
	out_printf(w->o, "%s large-community-list expanded AS%u-LEARNED permit ^%u:%d:[0-9]+$\n", word, own, own,
		   EXPORT_LEARNED);
	out_printf(w->o, "%s large-community-list standard AS%u-CUSTOMERS permit %u:%d:%d\n", word, own, own,
		   EXPORT_LEARNED, LEARNED_CUSTOMER);
}

static void put_session_family(struct writing *w, unsigned family)
{
	uint32_t asn = w->l->asn, most = family == IPV4 ? w->l->max.v4 : w->l->max.v6;

	out_printf(w->o, " address-family ipv%u unicast\n", family);
	out_printf(w->o, "  neighbor AS%u-V%u activate\n", asn, family);
	out_printf(w->o, "  neighbor AS%u-V%u route-map AS%u-IN-V%u in\n", asn, family, asn, family);
	out_printf(w->o, "  neighbor AS%u-V%u route-map AS%u-OUT-V%u out\n", asn, family, asn, family);
	if (most)
		out_printf(w->o, "  neighbor AS%u-V%u maximum-prefix %u\n", asn, family, most);
	else
		out_printf(w->o, "  no neighbor AS%u-V%u maximum-prefix\n", asn, family);
	if (family == IPV4) /* which a session has unless told otherwise */
		out_printf(w->o, "  no neighbor AS%u-V6 activate\n", asn);
	out_str(w->o, " exit-address-family\n");
}

/* One peer group for each family: a session carries the routes of one. */
static void put_session(struct writing *w)
{
	uint32_t asn = w->l->asn;

	out_printf(w->o, "!\nrouter bgp %u\n", w->f->border->network.asn);
	for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4)
		out_printf(w->o, " neighbor AS%u-V%u peer-group\n neighbor AS%u-V%u remote-as %u\n", asn, family,
			   asn, family, asn);
	put_session_family(w, IPV4);
	put_session_family(w, IPV6);
	out_str(w->o, "exit\n");
}

static void put_neighbor(struct writing *w)
{
	out_str(w->o, "!\n");
	put_closed(w, true);
	w->words->paths(w->f, w->paths);
	if (w->paths[0])
		put_paths(w);
	else
		out_str(w->o, "! the router has no list of AS paths left: the paths of this neighbor are not checked\n");
	put_own_lists(w);
	for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4) {
		struct import_family m;

		out_str(w->o, "!\n");
		import_family_make(&m, w->l, family, '-');
		put_list(w->o, &m);
		put_import_map(w, family);
		put_export_map(w, family);
	}
	put_closed(w, false);
	put_session(w);
}

void route_maps_put(struct out *o, const struct import_file *f, const struct route_map_words *words)
{
	struct writing w = {.o = o, .f = f, .l = f->list, .words = words};

	import_header_put(o, f, "! ");
	if (w.l->neighbor) {
		for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4)
			out_printf(o, "! in router bgp %u: neighbor ADDRESS peer-group AS%u-V%u\n",
				   f->border->network.asn, w.l->asn, family);
		out_printf(o, "! %s, after that of the network itself\n", words->load);
		put_neighbor(&w);
	} else {
		out_printf(o, "! the files of the neighbors ask it\n! %s\n", words->load);
		put_announced_list(&w, IPV4);
		put_announced_list(&w, IPV6);
	}
}
