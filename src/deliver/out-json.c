#include <string.h>

#include "base/decimal.h"
#include "deliver/out_list.h"

/* bgpq4's JSON (-j): one member with the list's name, slashes escaped as it does. */

static void put_name(struct out *o, const char *name)
{
	for (; *name; name++) {
		if (*name == '"' || *name == '\\')
			out_ch(o, '\\');
		out_ch(o, *name);
	}
}

static char *put_entry(char *to, const struct list *l, const struct range *r, size_t i)
{
	(void)l;
	to = stpcpy(to, i ? ",\n    { \"prefix\": \"" : "\n    { \"prefix\": \"");
	to = address_put(to, r->family, r->hi, r->lo);
	to = stpcpy(to, "\\/");
	to = decimal_put(to, r->len);
	if (r->le == r->len)
		return stpcpy(to, "\", \"exact\": true }");
	to = stpcpy(to, "\", \"exact\": false,");
	if (r->ge > r->len) {
		to = stpcpy(to, "\n      \"greater-equal\": ");
		to = decimal_put(to, r->ge);
		*to++ = ',';
	}
	to = stpcpy(to, " \"less-equal\": ");
	to = decimal_put(to, r->le);
	return stpcpy(to, " }");
}

static void put_prefixes(struct out *o, const struct list *l)
{
	out_str(o, "{ \"");
	put_name(o, l->name);
	out_str(o, "\": [");
	out_entries(o, l, put_entry);
	out_str(o, "\n] }\n");
}

static void lead_asns(struct out *o, const struct list *l, size_t line)
{
	(void)l;
	out_str(o, line ? ",\n  " : "\n  ");
}

static void put_asns(struct out *o, const struct list *l)
{
	static const struct asn_lines lines = {.between = ",", .end = "", .lead = lead_asns};

	out_str(o, "{\"");
	put_name(o, l->name);
	out_str(o, "\": [");
	out_asn_lines(o, l, &lines);
	out_str(o, "\n]}\n");
}

const struct language language_json = {
	.name = "json",
	.title = "JSON",
	.write = {[LIST_PREFIXES] = put_prefixes,
		  [LIST_PATHS_IN] = put_asns,
		  [LIST_ASNS] = put_asns},
	.width = {[LIST_PATHS_IN] = 8, [LIST_ASNS] = 8},
};
