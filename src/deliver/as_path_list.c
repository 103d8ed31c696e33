#include "deliver/as_path_list.h"

#include <string.h>

#include "deliver/asn_pattern.h"
#include "deliver/out_list.h"

enum { PATTERNS_LINE = 150 }; /* bytes of patterns a line: IOS takes 254 in all */

static void put_lead(struct out *o, const struct as_path_list *l, const char *action)
{
	out_printf(o, "%s as-path access-list %s %s ", l->lists, l->name, action);
}

/* Make the list anew. FRR complains of the removal of what is not there. */
static void put_removal(struct out *o, const struct as_path_list *l)
{
	put_lead(o, l, "deny");
	out_printf(o, ".*\nno %s as-path access-list %s\n", l->lists, l->name);
}

/* Paths with a bogon number: lines of patterns, none too long. */
static void put_bogons(struct out *o, const struct as_path_list *l, const struct path_rules *p)
{
	char pattern[ASN_PATTERN];
	size_t on_line = 0;

	for (size_t i = 0; i < p->bogons.n; i++) {
		struct asn_range left = p->bogons.v[i];

		for (bool done = false; asn_pattern_next(&left, &done, pattern);) {
			if (on_line + strlen(pattern) > PATTERNS_LINE) {
				out_str(o, ")_\n");
				on_line = 0;
			}
			if (!on_line)
				put_lead(o, l, "deny");
			out_printf(o, "%s%s", on_line ? "|" : "_(", pattern);
			on_line += strlen(pattern) + 1;
		}
	}
	out_str(o, on_line ? ")_\n" : "");
}

/* `l->match` is the word before `as-path`, `l->format` what stands before the numbers. */
static void lead_numbers(struct out *o, const struct list *l, size_t line)
{
	(void)line;
	out_printf(o, "%s as-path access-list %s %s", l->match, l->name, l->format);
	if (l->asn)
		out_printf(o, "^%u(_[0-9]+)*", l->asn);
	out_str(o, "_(");
}

static void put_numbers(struct out *o, const struct as_path_list *l, const char *action,
			const struct asn_set *asns, uint32_t first_as, const char *end)
{
	const struct asn_lines lines = {.between = "|", .end = end, .lead = lead_numbers};
	const struct list numbers = {.name = l->name,
				     .kind = LIST_PATHS_IN,
				     .asn = first_as,
				     .width = l->width,
				     .match = l->lists,
				     .format = action,
				     .asns = asns};

	out_asn_lines(o, &numbers, &lines);
}

/* Paths that begin with the neighbor and end in its cone; the neighbor alone first. */
static void put_origins(struct out *o, const struct as_path_list *l, const struct path_rules *p)
{
	if (p->any_origin || p->first_as)
		put_lead(o, l, "permit");
	if (p->any_origin && !p->first_as)
		out_str(o, ".*\n");
	else if (p->first_as)
		out_printf(o, p->any_origin ? "^%u_\n" : "^%u$\n", p->first_as);
	if (!p->any_origin)
		put_numbers(o, l, "permit ", &p->origins, p->first_as, ")$\n");
}

void as_path_list_put(struct out *o, const struct as_path_list *l, const struct path_rules *p)
{
	put_removal(o, l);
	put_bogons(o, l, p);
	put_numbers(o, l, "deny ", &p->never, 0, ")_\n");
	put_origins(o, l, p);
}

void as_path_list_put_any(struct out *o, const struct as_path_list *l, const struct asn_set *asns)
{
	put_removal(o, l);
	put_numbers(o, l, "permit ", asns, 0, ")_\n");
}
