#include <string.h>

#include "base/decimal.h"
#include "deliver/out_list.h"

/* Juniper JunOS. A name "POLICY/TERM" makes -E write one term of a policy. */

static char *put_prefix(char *to, const struct list *l, const struct range *r, size_t i)
{
	(void)l;
	(void)i;
	return stpcpy(entry_prefix(stpcpy(to, "    "), r), ";\n");
}

static void put_prefixes(struct out *o, const struct list *l)
{
	out_printf(o, "policy-options {\nreplace:\n prefix-list %s {\n", l->name);
	out_entries(o, l, put_prefix);
	out_str(o, " }\n}\n");
}

static const char *filter_lead(const struct list *l)
{
	return l->kind == LIST_EXTENDED ? "    route-filter " : "    ";
}

char *entry_route_filter(char *to, const struct range *r)
{
	to = entry_prefix(to, r);
	if (r->le == r->len)
		return stpcpy(to, " exact;\n");
	if (r->ge > r->len) {
		to = stpcpy(to, " prefix-length-range /");
		to = stpcpy(decimal_put(to, r->ge), "-/");
	} else {
		to = stpcpy(to, " upto /");
	}
	return stpcpy(decimal_put(to, r->le), ";\n");
}

static char *put_filter(char *to, const struct list *l, const struct range *r, size_t i)
{
	(void)i;
	return entry_route_filter(stpcpy(to, filter_lead(l)), r);
}

static void put_filters(struct out *o, const struct list *l)
{
	out_entries(o, l, put_filter);
	if (list_is_empty(l))
		out_printf(o, "%s%s orlonger reject;\n", filter_lead(l), list_default_route(l));
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
	put_filters(o, l);
	out_str(o, slash ? "   }\n  }\n }\n}\n" : "  }\n }\n}\n");
}

static void put_route_filters(struct out *o, const struct list *l)
{
	out_printf(o, "policy-options {\nreplace:\n  route-filter-list %s {\n", l->name);
	put_filters(o, l);
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
