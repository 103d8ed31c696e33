#include <string.h>

#include "base/decimal.h"
#include "deliver/out_list.h"

/* BIRD 2: the value of a `define`, `192.0.2.0/24{24,28}` for lengths 24 to 28. */

static char *put_entry(char *to, const struct list *l, const struct range *r, size_t i)
{
	(void)l;
	to = stpcpy(to, i ? ",\n    " : "\n    ");
	to = entry_prefix(to, r);
	if (r->le == r->len)
		return to;
	*to++ = '{';
	to = decimal_put(to, r->ge);
	*to++ = ',';
	to = decimal_put(to, r->le);
	*to++ = '}';
	return to;
}

/* An empty set is `[ ]`, which matches nothing; bgpq4 leaves the symbol undefined. */
static void put_prefixes(struct out *o, const struct list *l)
{
	out_str(o, l->name);
	out_str(o, " = [");
	out_entries(o, l, put_entry);
	out_str(o, "\n];\n");
}

static void lead_asns(struct out *o, const struct list *l, size_t line)
{
	(void)l;
	out_str(o, line ? ",\n    " : "\n    ");
}

static void put_asns(struct out *o, const struct list *l)
{
	static const struct asn_lines lines = {.between = ", ", .end = "", .lead = lead_asns};

	out_str(o, l->name);
	out_str(o, " = [");
	out_asn_lines(o, l, &lines);
	out_str(o, list_is_empty(l) ? "];\n" : "\n];\n");
}

const struct language language_bird = {
	.name = "bird",
	.title = "BIRD",
	.write = {[LIST_PREFIXES] = put_prefixes,
		  [LIST_PATHS_IN] = put_asns,
		  [LIST_ASNS] = put_asns},
	.width = {[LIST_PATHS_IN] = 10, [LIST_ASNS] = 8},
};
