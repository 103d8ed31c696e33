#include <string.h>

#include "base/decimal.h"
#include "deliver/out_list.h"

/* OpenBGPD: a macro with a prefix list, a prefix-set (-E), rules for AS paths, an as-set (-t). */

static char *put_entry(char *to, const struct list *l, const struct range *r, size_t i)
{
	(void)l;
	(void)i;
	to = entry_prefix(stpcpy(to, "\n\t"), r);
	if (r->le == r->len)
		return to;
	if (r->ge == r->le)
		to = stpcpy(to, " prefixlen = ");
	else
		to = stpcpy(decimal_put(stpcpy(to, " prefixlen "), r->ge), " - ");
	return decimal_put(to, r->le);
}

/*
 * bgpd has no empty prefix list. bgpq4 writes one, which bgpd refuses; here it
 * holds the one prefix that nobody can announce.
 */
static void put_empty(struct out *o, const struct list *l)
{
	out_printf(o, "# generated prefix-list %s (AS %u) is empty\n", l->name, l->asn);
	if (l->asn)
		out_printf(o, "deny from AS %u\n", l->asn);
	else
		out_str(o, "# use -a <asn> to generate \"deny from ASN <asn>\" instead of this "
			   "list\n");
}

/* A list that was not named stands alone, ready to be pasted into a rule. */
static void put_prefixes(struct out *o, const struct list *l)
{
	bool named = strcmp(l->name, "NN") != 0, empty = list_is_empty(l);

	if (empty)
		put_empty(o, l);
	if (empty && l->asn)
		return;
	if (named)
		out_printf(o, "%s=\"", l->name);
	out_str(o, "prefix { ");
	out_entries(o, l, put_entry);
	if (empty)
		out_str(o, l->family == IPV4 ? "\n\t0.0.0.0/32" : "\n\t::/128");
	out_str(o, named ? "\n\t}\"\n" : "\n\t}\n");
}

static void put_prefix_set(struct out *o, const struct list *l)
{
	out_printf(o, "prefix-set %s {", l->name);
	out_entries(o, l, put_entry);
	out_str(o, "\n}\n");
}

static void put_paths(struct out *o, const struct list *l)
{
	const char *way = l->kind == LIST_PATHS_IN ? "from" : "to";

	if (list_is_empty(l))
		out_printf(o, "deny %s AS %u\n", way, l->asn);
	for (size_t i = 0; i < l->asns->asns.n; i++)
		out_printf(o, "allow %s AS %u AS %u\n", way, l->asn, l->asns->asns.v[i]);
}

static void lead_asns(struct out *o, const struct list *l, size_t line)
{
	(void)l;
	(void)line;
	out_str(o, "\n\t");
}

static void put_asns(struct out *o, const struct list *l)
{
	static const struct asn_lines lines = {.between = " ", .end = "", .lead = lead_asns};

	out_printf(o, "as-set %s {", l->name);
	out_asn_lines(o, l, &lines);
	out_str(o, "\n}\n");
}

const struct language language_openbgpd = {
	.name = "openbgpd",
	.title = "OpenBGPD",
	.write = {[LIST_PREFIXES] = put_prefixes,
		  [LIST_EXTENDED] = put_prefix_set,
		  [LIST_PATHS_IN] = put_paths,
		  [LIST_PATHS_OUT] = put_paths,
		  [LIST_ASNS] = put_asns},
	.width = {[LIST_PATHS_IN] = 8, [LIST_PATHS_OUT] = 8, [LIST_ASNS] = 8},
	.extended_v6 = true,
};
