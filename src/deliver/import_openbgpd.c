/*
 * OpenBGPD: sets and rules for one neighbor. How this works: the last rule that matches decides, so
 * that the rules stand in the opposite order of filter/rules.h: all is denied, what is registered
 * is allowed, then what speaks against it denies again. The pairs of prefix and origin are one
 * origin-set, which is asked beside the prefixes; it has no shortest length, so that ranges which begin
 * below their prefix have rules of their own. No rule asks an empty set. A session cannot be
 * prepared in a file: what belongs into it stands in the comment at the head.
 */
#include "deliver/import_text.h"
#include "deliver/openbgpd_set.h"
#include "filter/export.h"

/* A rule about the neighbor's routes up to what else it asks for. */
static void put_rule(struct out *o, const char *action, const struct import_list *l)
{
	out_printf(o, "%s from AS %u ", action, l->asn);
}

/* Where the path of what is let in may end. */
static void put_origins(struct out *o, const struct import_list *l)
{
	if (!l->path.any_origin)
		out_printf(o, " source-as as-set AS%u-ORIGINS", l->asn);
}

static void put_odd_pairs(struct out *o, const struct import_list *l)
{
	for (size_t i = 0; i < origin_list_count(&l->bound); i++) {
		const struct origin_range pair = origin_list_get(&l->bound, i);
		struct prefix p = range_prefix(&pair.range);
		char text[PREFIX_TEXT];

		if (openbgpd_is_roa(&pair.range))
			continue;
		if (!l->path.any_origin && !asn_set_has(&l->path.origins, pair.origin))
			continue;
		put_rule(o, "allow", l);
		out_printf(o, "prefix %s prefixlen ", prefix_text(&p, text));
		if (pair.range.ge == pair.range.le)
			out_printf(o, "= %u", pair.range.le);
		else
			out_printf(o, "%u - %u", pair.range.ge, pair.range.le);
		out_printf(o, " source-as %u\n", pair.origin);
	}
}

static bool binds(const struct import_list *l, unsigned family)
{
	return family == IPV4 ? l->bound.v4.n : l->bound.v6.n;
}

static void put_allowed(struct out *o, const struct import_list *l, unsigned family)
{
	const struct range_list entries = range_list_of(&l->entries, family);
	const struct range_list unbound = range_list_of(&l->unbound, family);

	if (!range_list_count(&entries))
		return;
	if (!binds(l, family) || range_list_count(&unbound)) {
		put_rule(o, "allow", l);
		out_printf(o, "prefix-set AS%u-%s-V%u", l->asn, binds(l, family) ? "UNBOUND" : "IN", family);
		put_origins(o, l);
		out_ch(o, '\n');
	}
	if (binds(l, family) && openbgpd_has_roa(l)) {
		put_rule(o, "allow", l);
		out_printf(o, "prefix-set AS%u-IN-V%u origin-set AS%u-BOUND", l->asn, family, l->asn);
		put_origins(o, l);
		out_ch(o, '\n');
	}
}

static void put_blackholes(struct out *o, const struct import_list *l)
{
	if (!range_list_count(&l->session.blackholes))
		return;
	put_rule(o, "allow", l);
	out_printf(o, "prefix-set AS%u-BLACKHOLES", l->asn);
	put_origins(o, l);
	out_printf(o, " community %u:%u\n", community_blackhole.asn, community_blackhole.value);
}

static void put_denied_paths(struct out *o, const struct import_list *l)
{
	const struct path_rules *p = &l->path;

	if (p->never.asns.n) {
		put_rule(o, "deny", l);
		out_printf(o, "AS as-set AS%u-NEVER\n", l->asn);
	}
	for (size_t i = 0; i < p->bogons.n; i++) {
		put_rule(o, "deny", l);
		out_printf(o, "AS %u", p->bogons.v[i].first);
		if (p->bogons.v[i].last > p->bogons.v[i].first)
			out_printf(o, " - %u", p->bogons.v[i].last);
		out_ch(o, '\n');
	}
	if (p->first_as) {
		put_rule(o, "deny", l);
		out_printf(o, "peer-as != %u\n", p->first_as);
	}
}

static void put_exceptions(struct out *o, const struct import_list *l)
{
	if (range_list_count(&l->exceptions.accepted)) {
		put_rule(o, "allow", l);
		out_printf(o, "prefix-set AS%u-ACCEPTED\n", l->asn);
	}
	if (range_list_count(&l->exceptions.rejected)) {
		put_rule(o, "deny", l);
		out_printf(o, "prefix-set AS%u-REJECTED\n", l->asn);
	}
	if (l->path.rejected.asns.n) {
		put_rule(o, "deny", l);
		out_printf(o, "AS as-set AS%u-REJECTED-ASNS\n", l->asn);
	}
}

/* What is done to a route; nobody else may say what the network itself says with its communities. */
static void put_changes(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;
	uint32_t own = f->border->network.asn;

	put_rule(o, "match", l);
	out_printf(o, "set { large-community delete %u:%d:* large-community %u:%d:%d }\n", own,
		   EXPORT_LEARNED, own, EXPORT_LEARNED, learned_from(l->neighbor));
	if (l->session.graceful_shutdown) {
		put_rule(o, "match", l);
		out_printf(o, "community %u:%u set { localpref 0 }\n", community_graceful_shutdown.asn,
			   community_graceful_shutdown.value);
	}
	if (range_list_count(&l->session.blackholes)) {
		put_rule(o, "match", l);
		out_printf(o, "prefix-set AS%u-BLACKHOLES community %u:%u set { nexthop blackhole community %u:%u }\n",
			   l->asn, community_blackhole.asn, community_blackhole.value, export_never[0].asn,
			   export_never[0].value);
	}
}

static void put_in(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;

	out_ch(o, '\n');
	put_changes(o, f);
	out_printf(o, "deny from AS %u\n", l->asn);
	put_allowed(o, l, IPV4);
	put_allowed(o, l, IPV6);
	put_odd_pairs(o, l);
	put_blackholes(o, l);
	put_denied_paths(o, l);
	put_exceptions(o, l);
}

/* Of what the network announces its own routes, whose path is empty yet, and those learned from customers. */
static void put_some(struct out *o, const struct import_file *f)
{
	uint32_t asn = f->list->asn, own = f->border->network.asn;

	for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4)
		out_printf(o, "allow to AS %u prefix-set AS%u-OUT-V%u\n", asn, own, family);
	out_printf(o, "deny to AS %u max-as-len 0\n", asn);
	for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4)
		out_printf(o, "allow to AS %u prefix-set AS%u-OUT-V%u large-community %u:%d:%d\n", asn, own,
			   family, own, EXPORT_LEARNED, LEARNED_CUSTOMER);
}

static void put_out(struct out *o, const struct import_file *f)
{
	const bool everything = export_rules_make(f->list->neighbor).everything;

	out_printf(o, "\n%s to AS %u\n", everything ? "allow" : "deny", f->list->asn);
	if (!everything && import_announces(f->border))
		put_some(o, f);
	for (size_t i = 0; i < EXPORT_NEVER; i++)
		out_printf(o, "deny to AS %u community %u:%u\n", f->list->asn, export_never[i].asn,
			   export_never[i].value);
}

static void put_session(struct out *o, const struct import_list *l, unsigned family, uint32_t max)
{
	out_printf(o, "# neighbor ADDRESS {\n#\tremote-as %u\n#\tannounce IPv%u unicast\n", l->asn, family);
	if (max)
		out_printf(o, "#\tmax-prefix %u\n", max);
	if (l->session.role != ROLE_NONE)
		out_printf(o, "#\tannounce policy %s\n", bgp_role_text(l->session.role));
	out_printf(o, "#\tenforce neighbor-as %s\n", l->path.first_as ? "yes" : "no");
	if (l->session.role == ROLE_RS)
		out_str(o, "#\ttransparent-as yes\n");
	out_str(o, "# }\n");
}

static void put_neighbor(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;

	out_printf(o,
		   "#\n# include this file after as%u-out.openbgpd and before the rules that deny more, for the last\n"
		   "# match decides; its sessions are, for an IPv4 and for an IPv6 address:\n",
		   f->border->network.asn);
	put_session(o, l, IPV4, l->max.v4);
	put_session(o, l, IPV6, l->max.v6);
	openbgpd_sets_put(o, l);
	put_in(o, f);
	put_out(o, f);
}

void import_openbgpd_write(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;

	import_header_put(o, f, "# ");
	if (l->neighbor) {
		put_neighbor(o, f);
		return;
	}
	out_str(o, "#\n# include this file before those of the neighbors, which ask it\n");
	openbgpd_set_put(o, l, "OUT-V4", IPV4, &l->entries);
	openbgpd_set_put(o, l, "OUT-V6", IPV6, &l->entries);
}
