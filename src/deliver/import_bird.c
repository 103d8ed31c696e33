/*
 * BIRD 2: a prefix set for each family and one function that asks them. `[]` is
 * the empty set, which matches nothing, so that a family without entries is
 * denied and a configuration that names its set stays valid.
 */
#include "deliver/import_file.h"

#include <stdio.h>

#include "deliver/language.h"

static void put_origin(struct out *o, const struct import_list *l)
{
	const struct border_neighbor *n = l->neighbor;

	if (l->anything)
		out_printf(o, "# anything that a network may announce, IPv4 /%d to /%d, IPv6 /%d to /%d\n",
			   IMPORT_IPV4_SHORTEST, IMPORT_IPV4_LONGEST, IMPORT_IPV6_SHORTEST,
			   IMPORT_IPV6_LONGEST);
	else if (n && !n->as_sets.items.n && !n->prefixes.items.n)
		out_printf(o, "# the routes registered for AS%u\n", l->asn);
}

static void put_comment(struct out *o, const char *s)
{
	for (; *s; s++)
		out_ch(o, (unsigned char)*s < ' ' ? ' ' : *s);
}

static void put_sets(struct out *o, const struct border_texts *sets)
{
	for (size_t i = 0; i < sets->items.n; i++)
		out_printf(o, "%s%s", i ? ", " : "# as-set: ", sets->items.v[i].text);
	if (sets->items.n)
		out_ch(o, '\n');
}

static void put_sources(struct out *o, const struct snapshot *s)
{
	for (size_t i = 0; i < s->sources.n; i++) {
		if (s->sources.v[i].kind != SOURCE_IRR_DUMP)
			continue;
		out_str(o, "# from: ");
		put_comment(o, s->sources.v[i].shown);
		out_ch(o, '\n');
	}
}

static void put_header(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;
	const struct border_text *name = l->neighbor ? &l->neighbor->name : &f->border->network.name;
	char words[128];

	out_printf(o, "# AS%u", l->asn);
	if (name->text) {
		out_str(o, ", ");
		put_comment(o, name->text);
	}
	if (l->neighbor)
		out_printf(o, " (%s): what is accepted from it\n",
			   relationships_text(l->neighbor->relationships, words, sizeof words));
	else
		out_str(o, " (this network): what it announces\n");
	put_sets(o, l->neighbor ? &l->neighbor->as_sets : &f->border->network.as_sets);
	put_origin(o, l);
	if (!l->anything)
		put_sources(o, f->snapshot);
	out_printf(o, "# %zu IPv4 and %zu IPv6 entries; made by weir build, do not edit\n",
		   import_list_v4(l), import_list_v6(l));
}

static void put_set(struct out *o, const struct import_list *l, unsigned family)
{
	struct range_list entries = {0};
	char name[32];
	struct list list = {.name = name, .family = family, .prefixes = &entries};

	if (family == IPV4)
		entries.v4 = l->entries.v4;
	else
		entries.v6 = l->entries.v6;
	snprintf(name, sizeof name, "AS%u_%s_V%u", l->asn, l->neighbor ? "IN" : "OUT", family);
	out_str(o, "\ndefine ");
	if (range_list_count(&entries))
		language_bird.write[LIST_PREFIXES](o, &list);
	else
		out_printf(o, "%s = [];\n", name);
}

void import_bird_write(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;
	const char *way = l->neighbor ? "in" : "out", *upper = l->neighbor ? "IN" : "OUT";

	put_header(o, f);
	put_set(o, l, IPV4);
	put_set(o, l, IPV6);
	out_printf(o, "\n# %s where as%u_%s();\n", l->neighbor ? "import" : "export", l->asn, way);
	out_printf(o, "function as%u_%s()\n{\n\tcase net.type {\n", l->asn, way);
	out_printf(o, "\t\tNET_IP4: return net ~ AS%u_%s_V4;\n", l->asn, upper);
	out_printf(o, "\t\tNET_IP6: return net ~ AS%u_%s_V6;\n", l->asn, upper);
	out_str(o, "\t}\n\treturn false;\n}\n");
}
