#include <string.h>

#include "deliver/out_list.h"

/* Juniper JunOS. A name "POLICY/TERM" makes -E write one term of a policy. */

static void put_prefixes(struct out *o, const struct list *l)
{
	out_printf(o, "policy-options {\nreplace:\n prefix-list %s {\n", l->name);
	for (size_t i = 0, n = range_list_count(l->prefixes); i < n; i++) {
		struct range r = range_list_get(l->prefixes, i);

		out_str(o, "    ");
		out_prefix(o, &r);
		out_str(o, ";\n");
	}
	out_str(o, " }\n}\n");
}

static void put_filter(struct out *o, const struct range *r)
{
	out_prefix(o, r);
	if (r->le == r->len) {
		out_str(o, " exact;\n");
		return;
	}
	if (r->ge > r->len) {
		out_str(o, " prefix-length-range /");
		out_u64(o, r->ge);
		out_str(o, "-/");
	} else {
		out_str(o, " upto /");
	}
	out_u64(o, r->le);
	out_str(o, ";\n");
}

static void put_filters(struct out *o, const struct list *l, const char *lead)
{
	size_t n = range_list_count(l->prefixes);

	for (size_t i = 0; i < n; i++) {
		struct range r = range_list_get(l->prefixes, i);

		out_str(o, lead);
		put_filter(o, &r);
	}
	if (!n)
		out_printf(o, "%s%s orlonger reject;\n", lead, list_default_route(l));
}

static void put_policy(struct out *o, const struct list *l)
{
	const char *slash = strchr(l->name, '/');
	int name = slash ? (int)(slash - l->name) : (int)strlen(l->name);

	if (slash)
		out_printf(o,
			   "policy-options {\n policy-statement %.*s {\n  term %s {\n"
			   "replace:\n   from {\n",
			   name, l->name, slash + 1);
	else
		out_printf(o, "policy-options {\n policy-statement %s { \nreplace:\n  from {\n",
			   l->name);
	if (l->match)
		out_printf(o, "    %s;\n", l->match);
	put_filters(o, l, "    route-filter ");
	out_str(o, slash ? "   }\n  }\n }\n}\n" : "  }\n }\n}\n");
}

static void put_route_filters(struct out *o, const struct list *l)
{
	out_printf(o, "policy-options {\nreplace:\n  route-filter-list %s {\n", l->name);
	put_filters(o, l, "    ");
	out_str(o, "  }\n}\n");
}

static void lead_paths(struct out *o, const struct list *l, size_t line)
{
	out_printf(o, "  as-path a%zu \"^", line);
	if (l->kind == LIST_PATHS_IN)
		out_u64(o, l->asn);
	out_str(o, "(.)*(");
}

static void put_paths(struct out *o, const struct list *l)
{
	struct asn_lines lines = {
		.between = "|", .end = ")$\";\n", .skip = l->asn, .lead = lead_paths};

	out_printf(o, "policy-options {\nreplace:\n as-path-group %s {\n", l->name);
	if (asn_set_has(l->asns, l->asn)) {
		out_printf(o, "  as-path a0 \"^%u(%u)*$\";\n", l->asn, l->asn);
		lines.first_line = 1;
	}
	if (!out_asn_lines(o, l, &lines))
		out_str(o, l->kind == LIST_PATHS_IN ? "  as-path aNone \"!.*\";\n"
						    : " as-path aNone \"!.*\";\n");
	out_str(o, " }\n}\n");
}

const struct language language_junos = {
	.name = "junos",
	.title = "JunOS",
	.write = {[LIST_PREFIXES] = put_prefixes,
		  [LIST_EXTENDED] = put_policy,
		  [LIST_ROUTE_FILTERS] = put_route_filters,
		  [LIST_PATHS_IN] = put_paths,
		  [LIST_PATHS_OUT] = put_paths},
	.width = {[LIST_PATHS_IN] = 8, [LIST_PATHS_OUT] = 8},
	.exact_prefixes = true,
	.match = true,
	.extended_v6 = true,
};
