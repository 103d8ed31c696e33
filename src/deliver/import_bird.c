/*
 * BIRD 2. A neighbor's file has the functions asN_in() and asN_out() and a template of its sessions
 * for each family, so that a session is one line of the operator's configuration. The
 * network's own file has what the functions of many neighbors ask, once for the router. `[]`
 * is the empty set, which matches nothing: a family without entries is denied.
 */
#include <stdio.h>

#include "deliver/bird_bound.h"
#include "deliver/import_text.h"
#include "filter/export.h"
#include "filter/rules.h"

static void put_asns(struct out *o, const struct import_list *l, const char *what,
		     const struct asn_set *asns)
{
	char name[48];
	const struct list list = {
		.name = name, .kind = LIST_ASNS, .width = language_bird.width[LIST_ASNS], .asns = asns};

	snprintf(name, sizeof name, "AS%u_%s", l->asn, what);
	out_str(o, "\ndefine ");
	language_bird.write[LIST_ASNS](o, &list);
}

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

/* The sets that the rules of paths ask. */
static void put_path_sets(struct out *o, const struct import_list *l)
{
	if (l->path.bogons.n)
		put_bogon_asns(o, l);
	if (l->path.never.asns.n)
		put_asns(o, l, "NEVER", &l->path.never);
	if (!l->path.any_origin)
		put_asns(o, l, "ORIGINS", &l->path.origins);
}

/* A line of the import function, with the rule's name. */
static void put_refusal(struct out *o, enum import_rule rule, const char *condition)
{
	out_printf(o, "\tif %s then return false; # %s\n", condition, import_rule_name(rule));
}

static void put_path_rules(struct out *o, const struct import_list *l)
{
	char text[64];

	if (l->path.first_as) {
		snprintf(text, sizeof text, "bgp_path.first != %u", l->path.first_as);
		put_refusal(o, RULE_FIRST_AS, text);
	}
	if (l->path.bogons.n) {
		snprintf(text, sizeof text, "bgp_path ~ AS%u_BOGON_ASNS", l->asn);
		put_refusal(o, RULE_BOGON_ASN, text);
	}
	if (l->path.never.asns.n) {
		snprintf(text, sizeof text, "bgp_path ~ AS%u_NEVER", l->asn);
		put_refusal(o, RULE_PEERLOCK, text);
	}
	if (!l->path.any_origin) {
		snprintf(text, sizeof text, "bgp_path.last !~ AS%u_ORIGINS", l->asn);
		put_refusal(o, RULE_ORIGIN, text);
	}
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

/* Nobody else may say what the network itself says with its large communities. */
static void put_mark(struct out *o, const struct import_file *f)
{
	uint32_t own = f->border->network.asn;

	out_printf(o, "\tbgp_large_community.delete([(%u, %d, *)]);\n", own, EXPORT_LEARNED);
	out_printf(o, "\tbgp_large_community.add((%u, %d, %d));\n", own, EXPORT_LEARNED,
		   learned_from(f->list->neighbor));
}

static void put_in(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;

	out_printf(o, "\nfunction as%u_in()\n{\n", l->asn);
	put_path_rules(o, l);
	out_str(o, "\tcase net.type {\n");
	put_prefix_rule(o, l, IPV4);
	put_prefix_rule(o, l, IPV6);
	out_str(o, "\t\telse: return false;\n\t}\n");
	put_mark(o, f);
	out_str(o, "\treturn true;\n}\n");
}

/* What the network announces stands in its own file; where the border says nothing of that, there is none. */
static void put_out(struct out *o, const struct import_file *f)
{
	const struct export_rules rules = export_rules_make(f->list->neighbor);

	out_printf(o, "\nfunction as%u_out()\n{\n\treturn ", f->list->asn);
	if (rules.everything)
		out_str(o, "true");
	else if (import_announces(f->border))
		out_printf(o, "as%u_out()", f->border->network.asn);
	else
		out_str(o, "false");
	out_str(o, ";\n}\n");
}

static void put_channel(struct out *o, const struct import_list *l, unsigned family, uint32_t max)
{
	out_printf(o, "\tipv%u {\n\t\timport where as%u_in();\n\t\timport keep filtered;\n", family, l->asn);
	if (max)
		out_printf(o, "\t\treceive limit %u action disable;\n", max);
	out_printf(o, "\t\texport where as%u_out();\n\t};\n", l->asn);
}

static void put_session(struct out *o, const struct import_file *f, unsigned family, uint32_t max)
{
	out_printf(o, "\ntemplate bgp as%u_session_v%u {\n\tlocal as %u;\n\tneighbor as %u;\n", f->list->asn,
		   family, f->border->network.asn, f->list->asn);
	put_channel(o, f->list, family, max);
	out_str(o, "}\n");
}

static void put_neighbor(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;

	out_printf(o,
		   "#\n# include this file after as%u-out.bird; then a session is one line:\n"
		   "# protocol bgp from as%u_session_v4 { neighbor ADDRESS; }\n"
		   "# protocol bgp from as%u_session_v6 { neighbor ADDRESS; }\n",
		   f->border->network.asn, l->asn, l->asn);
	bird_set_put(o, l, "IN", IPV4, &l->entries);
	bird_set_put(o, l, "IN", IPV6, &l->entries);
	put_path_sets(o, l);
	bird_bound_put(o, l, IPV4);
	bird_bound_put(o, l, IPV6);
	put_in(o, f);
	put_out(o, f);
	put_session(o, f, IPV4, l->max.v4);
	put_session(o, f, IPV6, l->max.v6);
}

/* Own routes have no path yet; all others must have been learned from a customer. */
static void put_network(struct out *o, const struct import_list *l)
{
	out_str(o, "#\n# include this file before those of the neighbors, which ask it\n");
	bird_set_put(o, l, "OUT", IPV4, &l->entries);
	bird_set_put(o, l, "OUT", IPV6, &l->entries);
	out_printf(o, "\nfunction as%u_out()\n{\n", l->asn);
	out_printf(o, "\tif bgp_path.len > 0 && (%u, %d, %d) !~ bgp_large_community then return false;\n", l->asn,
		   EXPORT_LEARNED, LEARNED_CUSTOMER);
	out_printf(o, "\tcase net.type {\n\t\tNET_IP4: return net ~ AS%u_OUT_V4;\n", l->asn);
	out_printf(o, "\t\tNET_IP6: return net ~ AS%u_OUT_V6;\n\t}\n\treturn false;\n}\n", l->asn);
}

void import_bird_write(struct out *o, const struct import_file *f)
{
	import_header_put(o, f, "# ");
	if (f->list->neighbor)
		put_neighbor(o, f);
	else
		put_network(o, f->list);
}
