/*
 * BIRD 2. A neighbor's file has the functions asN_in() and asN_out() and a template of its sessions
 * for each family, so that a session is one line of the operator's configuration. The
 * network's own file has what the functions of many neighbors ask, once for the router. `[]`
 * is the empty set, which matches nothing: a family without entries is denied.
 */
#include "deliver/bird_in.h"
#include "deliver/bird_set.h"
#include "deliver/import_text.h"
#include "filter/export.h"

/* What the network announces stands in its own file; where the border says nothing of that, there is none. */
static void put_out(struct out *o, const struct import_file *f)
{
	const struct export_rules rules = export_rules_make(f->list->neighbor);

	out_printf(o, "\nfunction as%u_out()\n{\n\tif bgp_community ~ [", f->list->asn);
	for (size_t i = 0; i < EXPORT_NEVER; i++)
		out_printf(o, "%s(%u, %u)", i ? ", " : "", export_never[i].asn, export_never[i].value);
	out_str(o, "] then return false;\n\treturn ");
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

/* RFC 9234: who we are to the neighbor. */
static void put_role(struct out *o, enum bgp_role role)
{
	static const char *const words[] = {[ROLE_PROVIDER] = "provider",
					    [ROLE_CUSTOMER] = "customer",
					    [ROLE_PEER] = "peer",
					    [ROLE_RS] = "rs_server",
					    [ROLE_RS_CLIENT] = "rs_client"};

	if (role != ROLE_NONE)
		out_printf(o, "\tlocal role %s;\n", words[role]);
	if (role == ROLE_RS)
		out_str(o, "\trs client;\n");
}

static void put_session(struct out *o, const struct import_file *f, unsigned family, uint32_t max)
{
	out_printf(o, "\ntemplate bgp as%u_session_v%u {\n\tlocal as %u;\n\tneighbor as %u;\n", f->list->asn,
		   family, f->border->network.asn, f->list->asn);
	put_role(o, f->list->session.role);
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
	bird_in_put(o, f);
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
