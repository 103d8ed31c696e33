/*
 * How this works: asN_rules() has the rules that a prefix which an exception accepts is not asked
 * for; asN_in() has the exceptions before them, and behind them what is done to a route.
 * Bogons and own space are in no set of what is let in, so that no line asks for them.
 */
#include "deliver/bird_in.h"

#include <stdio.h>

#include "deliver/bird_bound.h"
#include "deliver/bird_set.h"
#include "filter/export.h"
#include "filter/rules.h"

static void put_bogon_asns(struct out *o, const struct import_list *l)
{
	enum { LINE = 5 };

	out_printf(o, "\ndefine AS%u_BOGON_ASNS = [", l->asn);
	for (size_t i = 0; i < l->path.bogons.n; i++) {
		const struct asn_range *r = &l->path.bogons.v[i];

		out_str(o, !i ? "\n    " : i % LINE ? ", " : ",\n    ");
		out_u64(o, r->first);
		if (r->last > r->first)
			out_printf(o, "..%u", r->last);
	}
	out_str(o, "\n];\n");
}

static void put_sets(struct out *o, const struct import_list *l)
{
	bird_set_put(o, l, "IN", IPV4, &l->entries);
	bird_set_put(o, l, "IN", IPV6, &l->entries);
	bird_some_sets_put(o, l, "ACCEPTED", &l->exceptions.accepted);
	bird_some_sets_put(o, l, "REJECTED", &l->exceptions.rejected);
	bird_some_sets_put(o, l, "BLACKHOLES", &l->session.blackholes);
	bird_asns_put(o, l, "REJECTED", &l->path.rejected);
	if (l->path.bogons.n)
		put_bogon_asns(o, l);
	bird_asns_put(o, l, "NEVER", &l->path.never);
	if (!l->path.any_origin)
		bird_asns_put(o, l, "ORIGINS", &l->path.origins);
}

/* A line that refuses, with the rule's name; the condition names a set of this list. */
static void put_refusal(struct out *o, const struct import_list *l, enum import_rule rule,
			const char *condition, const char *set)
{
	out_printf(o, "\tif %s AS%u_%s then return false; # %s\n", condition, l->asn, set,
		   import_rule_name(rule));
}

static void put_path_rules(struct out *o, const struct import_list *l)
{
	if (l->path.first_as)
		out_printf(o, "\tif bgp_path.first != %u then return false; # %s\n", l->path.first_as,
			   import_rule_name(RULE_FIRST_AS));
	if (l->path.bogons.n)
		put_refusal(o, l, RULE_BOGON_ASN, "bgp_path ~", "BOGON_ASNS");
	if (l->path.never.asns.n)
		put_refusal(o, l, RULE_PEERLOCK, "bgp_path ~", "NEVER");
	if (!l->path.any_origin)
		put_refusal(o, l, RULE_ORIGIN, "bgp_path.last !~", "ORIGINS");
}

static void put_prefix_rule(struct out *o, const struct import_list *l, unsigned family)
{
	const char *ip = family == IPV4 ? "NET_IP4" : "NET_IP6";

	out_printf(o, "\t\t%s: if net !~ AS%u_IN_V%u then return false; # %s\n", ip, l->asn, family,
		   import_rule_name(RULE_PREFIX));
	if (bird_binds(l, family))
		out_printf(o, "\t\t\tif !as%u_bound_v%u() then return false; # %s\n", l->asn, family,
			   import_rule_name(RULE_BINDING));
}

/* Whether there are hosts that the neighbor may ask to be blackholed. */
static bool has_blackholes(const struct import_list *l)
{
	return range_list_count(&l->session.blackholes) > 0;
}

static void put_blackhole_condition(struct out *o, const struct import_list *l)
{
	out_printf(o, "\tif (%u, %u) ~ bgp_community && (", community_blackhole.asn, community_blackhole.value);
	bird_in_sets_put(o, l, "BLACKHOLES", &l->session.blackholes);
	out_str(o, ") then ");
}

static void put_rules(struct out *o, const struct import_list *l)
{
	out_printf(o, "\nfunction as%u_rules()\n{\n", l->asn);
	put_path_rules(o, l);
	if (has_blackholes(l)) {
		put_blackhole_condition(o, l);
		out_str(o, "return true;\n");
	}
	out_str(o, "\tcase net.type {\n");
	put_prefix_rule(o, l, IPV4);
	put_prefix_rule(o, l, IPV6);
	out_str(o, "\t\telse: return false;\n\t}\n\treturn true;\n}\n");
}

/* What is asked before the rules; a prefix that is accepted is asked for none of them. */
static void put_exceptions(struct out *o, const struct import_list *l)
{
	const struct exceptions *x = &l->exceptions;

	if (range_list_count(&x->rejected)) {
		out_str(o, "\tif ");
		bird_in_sets_put(o, l, "REJECTED", &x->rejected);
		out_printf(o, " then return false; # %s\n", import_rule_name(RULE_REJECTED));
	}
	if (l->path.rejected.asns.n)
		put_refusal(o, l, RULE_REJECTED, "bgp_path ~", "REJECTED");
	out_str(o, "\tif ");
	if (range_list_count(&x->accepted)) {
		out_str(o, "!(");
		bird_in_sets_put(o, l, "ACCEPTED", &x->accepted);
		out_str(o, ") && ");
	}
	out_printf(o, "!as%u_rules() then return false;\n", l->asn);
}

/* Nobody else may say what the network itself says with its large communities. */
static void put_mark(struct out *o, const struct import_file *f)
{
	uint32_t own = f->border->network.asn;

	out_printf(o, "\tbgp_large_community.delete([(%u, %d, *)]);\n", own, EXPORT_LEARNED);
	out_printf(o, "\tbgp_large_community.add((%u, %d, %d));\n", own, EXPORT_LEARNED,
		   learned_from(f->list->neighbor));
}

/* RFC 8326 section 4.3; RFC 7999 section 3.2: as a blackhole it stays within the network. */
static void put_requests(struct out *o, const struct import_list *l)
{
	const struct community *shut = &community_graceful_shutdown;

	if (l->session.graceful_shutdown)
		out_printf(o, "\tif (%u, %u) ~ bgp_community then bgp_local_pref = 0; # %s\n", shut->asn,
			   shut->value, shut->name);
	if (!has_blackholes(l))
		return;
	put_blackhole_condition(o, l);
	out_printf(o, "{ # %s\n\t\tdest = RTD_BLACKHOLE;\n\t\tbgp_community.add((%u, %u));\n\t}\n",
		   community_blackhole.name, export_never[0].asn, export_never[0].value);
}

void bird_in_put(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;

	put_sets(o, l);
	bird_bound_put(o, l, IPV4);
	bird_bound_put(o, l, IPV6);
	put_rules(o, l);
	out_printf(o, "\nfunction as%u_in()\n{\n", l->asn);
	put_exceptions(o, l);
	put_mark(o, f);
	put_requests(o, l);
	out_str(o, "\treturn true;\n}\n");
}
