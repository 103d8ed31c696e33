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

static void put_prefix(struct out *o, const struct range *r)
{
	char *to = out_room(o, ADDRESS_TEXT);

	if (to)
		out_used(o, (size_t)(address_put(to, r->family, r->hi, r->lo) - to));
	out_str(o, "\\/");
	out_u64(o, r->len);
}

static void put_entry(struct out *o, const struct range *r)
{
	out_str(o, "{ \"prefix\": \"");
	put_prefix(o, r);
	if (r->le == r->len) {
		out_str(o, "\", \"exact\": true }");
		return;
	}
	out_str(o, "\", \"exact\": false,");
	if (r->ge > r->len) {
		out_str(o, "\n      \"greater-equal\": ");
		out_u64(o, r->ge);
		out_ch(o, ',');
	}
	out_str(o, " \"less-equal\": ");
	out_u64(o, r->le);
	out_str(o, " }");
}

static void put_prefixes(struct out *o, const struct list *l)
{
	out_str(o, "{ \"");
	put_name(o, l->name);
	out_str(o, "\": [");
	for (size_t i = 0, n = range_list_count(l->prefixes); i < n; i++) {
		struct range r = range_list_get(l->prefixes, i);

		out_str(o, i ? ",\n    " : "\n    ");
		put_entry(o, &r);
	}
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
