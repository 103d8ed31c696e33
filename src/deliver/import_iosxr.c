/*
 * IOS XR: sets, and two route policies that ask them: what is accepted from a neighbor and what
 * is announced to it. A set that is entered again replaces the one before as a whole, and all of
 * a file takes effect in one commit. A set without members does not exist, and no policy asks it.
 *
 * Origins are a line each, `originates-from`, which XR looks up rather than compares as it does
 * expressions: 20,000 of them are its daily bread. Prefix and origin are asked one by one: pairs
 * would need a branch of the policy for each origin, and XR takes the branches in turn.
 */
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "deliver/import_text.h"
#include "deliver/out_list.h"
#include "filter/export.h"

static char *put_entry(char *to, const struct list *l, const struct range *r, size_t i)
{
	(void)l;
	return entry_lengths(entry_prefix(stpcpy(to, i ? ",\n  " : "\n  "), r), r);
}

static void put_set(struct out *o, const struct import_family *m)
{
	if (import_family_is_empty(m))
		return;
	out_printf(o, "!\nprefix-set %s", m->name);
	out_entries(o, &m->list, put_entry);
	out_str(o, "\nend-set\n");
}

static void put_prefixes(struct out *o, uint32_t asn, const char *what, const struct range_list *ranges)
{
	for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4) {
		struct import_family m;

		import_family_of(&m, asn, what, ranges, family);
		put_set(o, &m);
	}
}

static void put_numbers(struct out *o, uint32_t asn, const char *what, const char *word,
			const struct asn_set *asns)
{
	if (!asns->asns.n)
		return;
	out_printf(o, "!\nas-path-set AS%u-%s", asn, what);
	for (size_t i = 0; i < asns->asns.n; i++)
		out_printf(o, "%s\n  %s '%u'", i ? "," : "", word, asns->asns.v[i]);
	out_str(o, "\nend-set\n");
}

/* Number 0 is none that `passes-through` takes. */
static void put_bogon(struct out *o, const struct asn_range *r)
{
	if (!r->last)
		out_str(o, "ios-regex '_0_'");
	else if (r->first == r->last)
		out_printf(o, "passes-through '%u'", r->first);
	else
		out_printf(o, "passes-through '[%u..%u]'", r->first, r->last);
}

static void put_bogons(struct out *o, uint32_t asn, const struct path_rules *p)
{
	if (!p->bogons.n)
		return;
	out_printf(o, "!\nas-path-set AS%u-BOGON-ASNS", asn);
	for (size_t i = 0; i < p->bogons.n; i++) {
		out_str(o, i ? ",\n  " : "\n  ");
		put_bogon(o, &p->bogons.v[i]);
	}
	out_str(o, "\nend-set\n");
}

/* "destination in AS64501-IN-V4 or destination in AS64501-IN-V6"; false where there are none. */
static bool put_destinations(struct out *o, const char *before, uint32_t asn, const char *what,
			     const struct range_list *ranges)
{
	if (!range_list_count(ranges))
		return false;
	out_str(o, before);
	if (ranges->v4.n)
		out_printf(o, "destination in AS%u-%s-V4", asn, what);
	if (ranges->v6.n)
		out_printf(o, "%sdestination in AS%u-%s-V6", ranges->v4.n ? " or " : "", asn, what);
	return true;
}

static void put_drop(struct out *o, const char *condition, uint32_t asn, const char *what)
{
	out_printf(o, "  if %s AS%u-%s then\n    drop\n  endif\n", condition, asn, what);
}

static void put_rejected(struct out *o, const struct import_list *l)
{
	if (put_destinations(o, "  if ", l->asn, "REJECTED", &l->exceptions.rejected))
		out_str(o, " then\n    drop\n  endif\n");
	if (l->path.rejected.asns.n)
		put_drop(o, "as-path in", l->asn, "REJECTED");
}

/* Say where it was learned, and let nobody else say so. */
static void put_marks(struct out *o, const struct import_file *f)
{
	uint32_t own = f->border->network.asn;

	out_printf(o, "  delete large-community in (%u:%d:*)\n  set large-community (%u:%d:%d) additive\n", own,
		   EXPORT_LEARNED, own, EXPORT_LEARNED, learned_from(f->list->neighbor));
	if (f->list->session.graceful_shutdown)
		out_printf(o, "  if community matches-any (%u:%u) then\n    set local-preference 0\n  endif\n",
			   community_graceful_shutdown.asn, community_graceful_shutdown.value);
}

static void put_path_rules(struct out *o, const struct import_list *l)
{
	const struct path_rules *p = &l->path;

	if (p->first_as)
		out_printf(o, "  if not as-path neighbor-is '%u' then\n    drop\n  endif\n", p->first_as);
	if (p->bogons.n)
		put_drop(o, "as-path in", l->asn, "BOGON-ASNS");
	if (p->never.asns.n)
		put_drop(o, "as-path in", l->asn, "NEVER");
	if (!p->any_origin)
		put_drop(o, "not as-path in", l->asn, "ORIGINS");
}

static void put_blackhole(struct out *o, const struct import_list *l)
{
	char before[64];

	snprintf(before, sizeof before, "  if community matches-any (%u:%u) and (", community_blackhole.asn,
		 community_blackhole.value);
	if (put_destinations(o, before, l->asn, "BLACKHOLE", &l->session.blackholes))
		out_str(o, ") then\n    set next-hop discard\n    set community (no-export) additive\n"
			   "    done\n  endif\n");
}

static void put_import_policy(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;

	out_printf(o, "!\nroute-policy AS%u-IN\n", l->asn);
	put_rejected(o, l);
	put_marks(o, f);
	if (put_destinations(o, "  if ", l->asn, "ACCEPTED", &l->exceptions.accepted))
		out_str(o, " then\n    done\n  endif\n");
	put_path_rules(o, l);
	put_blackhole(o, l);
	if (put_destinations(o, "  if ", l->asn, "IN", &l->entries))
		out_str(o, " then\n    done\n  endif\n");
	out_str(o, "  drop\nend-policy\n");
}

/* The policy of the network itself drops what is not in its list. */
static void put_export_policy(struct out *o, const struct import_file *f)
{
	uint32_t own = f->border->network.asn;

	out_printf(o, "!\nroute-policy AS%u-OUT\n  if community matches-any (", f->list->asn);
	for (size_t i = 0; i < EXPORT_NEVER; i++)
		out_printf(o, "%s%u:%u", i ? ", " : "", export_never[i].asn, export_never[i].value);
	out_str(o, ") then\n    drop\n  endif\n");
	if (export_rules_make(f->list->neighbor).everything)
		out_str(o, "  pass\n");
	else if (import_announces(f->border))
		out_printf(o, "  if as-path is-local or large-community matches-any (%u:%d:%d) then\n"
			      "    apply AS%u-OUT\n  else\n    drop\n  endif\n",
			   own, EXPORT_LEARNED, LEARNED_CUSTOMER, own);
	else
		out_str(o, "  drop\n");
	out_str(o, "end-policy\n");
}

static void put_group(struct out *o, const struct import_list *l, unsigned family)
{
	uint32_t most = family == IPV4 ? l->max.v4 : l->max.v6;

	out_printf(o, " neighbor-group AS%u-V%u\n  remote-as %u\n  address-family ipv%u unicast\n", l->asn, family,
		   l->asn, family);
	out_printf(o, "   route-policy AS%u-IN in\n   route-policy AS%u-OUT out\n", l->asn, l->asn);
	if (most)
		out_printf(o, "   maximum-prefix %u\n", most);
	else
		out_str(o, "   no maximum-prefix\n");
	out_str(o, "  !\n !\n");
}

static void put_neighbor(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;

	put_prefixes(o, l->asn, "REJECTED", &l->exceptions.rejected);
	put_prefixes(o, l->asn, "ACCEPTED", &l->exceptions.accepted);
	put_prefixes(o, l->asn, "BLACKHOLE", &l->session.blackholes);
	put_prefixes(o, l->asn, "IN", &l->entries);
	put_numbers(o, l->asn, "REJECTED", "passes-through", &l->path.rejected);
	put_bogons(o, l->asn, &l->path);
	put_numbers(o, l->asn, "NEVER", "passes-through", &l->path.never);
	if (!l->path.any_origin)
		put_numbers(o, l->asn, "ORIGINS", "originates-from", &l->path.origins);
	put_import_policy(o, f);
	put_export_policy(o, f);
	out_printf(o, "!\nrouter bgp %u\n", f->border->network.asn);
	put_group(o, l, IPV4);
	put_group(o, l, IPV6);
	out_str(o, "!\n");
}

static void put_network(struct out *o, const struct import_list *l)
{
	put_prefixes(o, l->asn, "OUT", &l->entries);
	out_printf(o, "!\nroute-policy AS%u-OUT\n", l->asn);
	if (put_destinations(o, "  if ", l->asn, "OUT", &l->entries))
		out_str(o, " then\n    pass\n  else\n    drop\n  endif\n");
	else
		out_str(o, "  drop\n");
	out_str(o, "end-policy\n!\n");
}

void import_iosxr_write(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;

	import_header_put(o, f, "! ");
	if (!l->neighbor) {
		out_str(o, "! the files of the neighbors ask it\n! load FILE, then commit\n");
		put_network(o, l);
		return;
	}
	for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4)
		out_printf(o, "! in router bgp %u: neighbor ADDRESS use neighbor-group AS%u-V%u\n",
			   f->border->network.asn, l->asn, family);
	out_str(o, "! load FILE, after or with that of the network itself, then commit\n");
	put_neighbor(o, f);
}
