#include "deliver/route_maps.h"

#include <stdio.h>

#include "deliver/as_path_list.h"
#include "filter/export.h"

/* One file being written. */
struct writing {
	struct out *o;
	const struct import_file *f;
	const struct import_list *l;
	const struct route_map_words *words;
	uint32_t asn, own; /* the neighbor's number and the network's */
	char taken[IMPORT_LIST_NAME], rejected[IMPORT_LIST_NAME];
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
	snprintf(closed, sizeof closed, "prefix-list AS%u-CLOSED-V%u", w->own, family);
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
			   closed ? "" : "no ", w->asn, family, closed ? "" : "no ", w->asn, family);
}

static void put_paths(struct writing *w)
{
	struct as_path_list l = {w->words->lists, w->taken, w->words->origins};

	if (w->taken[0])
		as_path_list_put(w->o, &l, &w->l->path);
	else
		out_str(w->o, "! the router has no list of AS paths left: the paths of this neighbor are not checked\n");
	l.name = w->rejected;
	if (w->l->path.rejected.asns.n && w->rejected[0])
		as_path_list_put_any(w->o, &l, &w->l->path.rejected);
}

static void put_community_list(struct writing *w, const char *name, const struct community *c)
{
	out_printf(w->o, "%s community-list standard WEIR-%s permit %u:%u\n", w->words->lists, name, c->asn,
		   c->value);
}

/* Lists whose names say what is in them: they never change, and no file removes them. */
static void put_own_lists(struct writing *w)
{
	const char *word = w->words->lists;

	out_printf(w->o, "%s as-path access-list %s permit ^$\n", word, w->words->own);
	out_printf(w->o, "%s large-community-list expanded AS%u-LEARNED permit ^%u:%d:[0-9]+$\n", word, w->own,
		   w->own, EXPORT_LEARNED);
	out_printf(w->o, "%s large-community-list standard AS%u-CUSTOMERS permit %u:%d:%d\n", word, w->own,
		   w->own, EXPORT_LEARNED, LEARNED_CUSTOMER);
	put_community_list(w, "GRACEFUL-SHUTDOWN", &community_graceful_shutdown);
	put_community_list(w, "BLACKHOLE", &community_blackhole);
	for (size_t i = 0; i < EXPORT_NEVER; i++)
		put_community_list(w, "NEVER", &export_never[i]);
}

/* A clause anew, whatever it said before; not `wanted`, it is gone. What it matches and sets follows. */
static bool put_clause(struct writing *w, const char *map, const char *clause, bool wanted)
{
	out_printf(w->o, "route-map %s %s\nno route-map %s %s\n", map, clause, map, clause);
	if (wanted)
		out_printf(w->o, "route-map %s %s\n", map, clause);
	return wanted;
}

static void match_prefixes(struct writing *w, uint32_t asn, const char *what, unsigned family)
{
	out_printf(w->o, " match %s address prefix-list AS%u-%s-V%u\n", family_word(family), asn, what, family);
}

static void match_community(struct writing *w, const char *name)
{
	out_printf(w->o, " match community WEIR-%s\n", name);
}

static void match_paths(struct writing *w)
{
	if (w->taken[0])
		out_printf(w->o, " match as-path %s\n", w->taken);
}

/* Say where it was learned, and let nobody else say so. */
static void set_learned(struct writing *w)
{
	out_printf(w->o, " set large-comm-list AS%u-LEARNED delete\n set large-community %u:%d:%d additive\n",
		   w->own, w->own, EXPORT_LEARNED, learned_from(w->l->neighbor));
}

static void set_least_preferred(struct writing *w)
{
	out_str(w->o, " set local-preference 0\n");
	set_learned(w);
}

static void set_discarded(struct writing *w, unsigned family)
{
	out_printf(w->o, " set %s\n set community no-export additive\n",
		   family == IPV4 ? "ip next-hop 192.0.2.1" : "ipv6 next-hop global 100::1");
	set_learned(w);
}

static size_t count_of(const struct range_list *l, unsigned family)
{
	return family == IPV4 ? l->v4.n : l->v6.n;
}

/* What the border file excepts, before all other rules. */
static void put_exceptions(struct writing *w, const char *map, unsigned family)
{
	const struct exceptions *x = &w->l->exceptions;
	bool accepts = count_of(&x->accepted, family);

	if (put_clause(w, map, "deny 2", count_of(&x->rejected, family)))
		match_prefixes(w, w->asn, "REJECTED", family);
	if (put_clause(w, map, "deny 3", w->l->path.rejected.asns.n && w->rejected[0]))
		out_printf(w->o, " match as-path %s\n", w->rejected);
	if (put_clause(w, map, "permit 4", accepts)) {
		match_prefixes(w, w->asn, "ACCEPTED", family);
		match_community(w, "GRACEFUL-SHUTDOWN");
		set_least_preferred(w);
	}
	if (put_clause(w, map, "permit 5", accepts)) {
		match_prefixes(w, w->asn, "ACCEPTED", family);
		set_learned(w);
	}
}

/* The prefix list is asked before the AS path: it is the cheaper question. */
static void put_import_map(struct writing *w, unsigned family)
{
	const struct session_rules *s = &w->l->session;
	char map[IMPORT_LIST_NAME];

	snprintf(map, sizeof map, "AS%u-IN-V%u", w->asn, family);
	put_exceptions(w, map, family);
	if (put_clause(w, map, "permit 6", count_of(&s->blackholes, family))) {
		match_community(w, "BLACKHOLE");
		match_prefixes(w, w->asn, "BLACKHOLE", family);
		match_paths(w);
		set_discarded(w, family);
	}
	if (put_clause(w, map, "permit 8", s->graceful_shutdown)) {
		match_community(w, "GRACEFUL-SHUTDOWN");
		match_prefixes(w, w->asn, "IN", family);
		match_paths(w);
		set_least_preferred(w);
	}
	put_clause(w, map, "permit 10", true);
	match_prefixes(w, w->asn, "IN", family);
	match_paths(w);
	set_learned(w);
}

static void put_export_map(struct writing *w, unsigned family)
{
	bool all = export_rules_make(w->l->neighbor).everything;
	char map[IMPORT_LIST_NAME];

	snprintf(map, sizeof map, "AS%u-OUT-V%u", w->asn, family);
	put_clause(w, map, "deny 3", true);
	match_community(w, "NEVER");
	if (put_clause(w, map, "deny 5", !all))
		match_prefixes(w, w->own, "CLOSED", family);
	put_clause(w, map, "permit 10", true);
	if (!all) {
		match_prefixes(w, w->own, "OUT", family);
		out_printf(w->o, " match as-path %s\n", w->words->own);
	}
	if (put_clause(w, map, "permit 20", !all)) {
		match_prefixes(w, w->own, "OUT", family);
		out_printf(w->o, " match large-community AS%u-CUSTOMERS\n", w->own);
	}
}

static void put_prefixes(struct writing *w, unsigned family)
{
	const struct {
		const char *what;
		const struct range_list *ranges;
	} more[] = {{"REJECTED", &w->l->exceptions.rejected},
		    {"ACCEPTED", &w->l->exceptions.accepted},
		    {"BLACKHOLE", &w->l->session.blackholes}};
	struct import_family m;

	import_family_make(&m, w->l, family, '-');
	put_list(w->o, &m);
	for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
		if (!count_of(more[i].ranges, family))
			continue;
		import_family_of(&m, w->asn, more[i].what, more[i].ranges, family);
		put_list(w->o, &m);
	}
}

static void put_peer_group(struct writing *w, unsigned family)
{
	char group[IMPORT_LIST_NAME];

	snprintf(group, sizeof group, "AS%u-V%u", w->asn, family);
	out_printf(w->o, " neighbor %s peer-group\n neighbor %s remote-as %u\n", group, group, w->asn);
	out_printf(w->o, " %sneighbor %s disable-connected-check\n",
		   count_of(&w->l->session.blackholes, family) ? "" : "no ", group);
}

static void put_session_family(struct writing *w, unsigned family)
{
	uint32_t most = family == IPV4 ? w->l->max.v4 : w->l->max.v6;
	char group[IMPORT_LIST_NAME];

	snprintf(group, sizeof group, "AS%u-V%u", w->asn, family);
	out_printf(w->o, " address-family ipv%u unicast\n  neighbor %s activate\n", family, group);
	out_printf(w->o, "  neighbor %s route-map AS%u-IN-V%u in\n", group, w->asn, family);
	out_printf(w->o, "  neighbor %s route-map AS%u-OUT-V%u out\n", group, w->asn, family);
	if (most)
		out_printf(w->o, "  neighbor %s maximum-prefix %u\n", group, most);
	else
		out_printf(w->o, "  no neighbor %s maximum-prefix\n", group);
	if (family == IPV4) /* which a session has unless told otherwise */
		out_printf(w->o, "  no neighbor AS%u-V6 activate\n", w->asn);
	out_str(w->o, " exit-address-family\n");
}

/* One peer group for each family: a session carries the routes of one. */
static void put_session(struct writing *w)
{
	out_printf(w->o, "!\nrouter bgp %u\n", w->own);
	put_peer_group(w, IPV4);
	put_peer_group(w, IPV6);
	put_session_family(w, IPV4);
	put_session_family(w, IPV6);
	out_str(w->o, "exit\n");
}

static void put_neighbor(struct writing *w)
{
	out_str(w->o, "!\n");
	put_closed(w, true);
	w->words->paths(w->f, w->taken, w->rejected);
	put_paths(w);
	put_own_lists(w);
	for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4) {
		out_str(w->o, "!\n");
		put_prefixes(w, family);
		put_import_map(w, family);
		put_export_map(w, family);
	}
	put_closed(w, false);
	put_session(w);
}

static const char *role_word(enum bgp_role role)
{
	return role == ROLE_RS ? "rs-server" : bgp_role_text(role);
}

/* What the router is told once, when its sessions are set up. */
static void put_setup(const struct writing *w, unsigned family)
{
	enum bgp_role role = w->words->roles ? w->l->session.role : ROLE_NONE;

	if (role != ROLE_NONE)
		out_printf(w->o, "! in router bgp %u, once, for it resets the sessions: neighbor AS%u-V%u local-role %s\n",
			   w->own, w->asn, family, role_word(role));
	out_printf(w->o, "! in router bgp %u: neighbor ADDRESS peer-group AS%u-V%u\n", w->own, w->asn, family);
}

void route_maps_put(struct out *o, const struct import_file *f, const struct route_map_words *words)
{
	struct writing w = {.o = o,
			    .f = f,
			    .l = f->list,
			    .words = words,
			    .asn = f->list->asn,
			    .own = f->border->network.asn};

	import_header_put(o, f, "! ");
	if (w.l->neighbor) {
		for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4)
			put_setup(&w, family);
		if (w.l->session.blackhole)
			out_str(o, "! for BLACKHOLE: the router discards 192.0.2.1 and 100::1\n");
		out_printf(o, "! %s, after that of the network itself\n", words->load);
		put_neighbor(&w);
	} else {
		out_printf(o, "! the files of the neighbors ask it\n! %s\n", words->load);
		put_announced_list(&w, IPV4);
		put_announced_list(&w, IPV6);
	}
}
