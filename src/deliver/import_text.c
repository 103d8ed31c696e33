#include "deliver/import_text.h"

#include <stdio.h>

static void put_origin(struct out *o, const struct import_list *l, const char *comment)
{
	const struct border_neighbor *n = l->neighbor;

	if (l->anything)
		out_printf(o,
			   "%sanything that a network may announce, IPv4 /%d to /%d, IPv6 /%d to /%d\n",
			   comment, IMPORT_IPV4_SHORTEST, IMPORT_IPV4_LONGEST, IMPORT_IPV6_SHORTEST,
			   IMPORT_IPV6_LONGEST);
	else if (n && !n->as_sets.items.n && !n->prefixes.items.n)
		out_printf(o, "%sthe routes registered for AS%u\n", comment, l->asn);
}

/* A name or path cannot end the comment that it stands in. */
static void put_comment(struct out *o, const char *s)
{
	for (; *s; s++)
		out_ch(o, (unsigned char)*s < ' ' ? ' ' : *s);
}

static void put_sets(struct out *o, const struct border_texts *sets, const char *comment)
{
	for (size_t i = 0; i < sets->items.n; i++)
		out_printf(o, "%sas-set: %s\n", comment, sets->items.v[i].text);
}

static void put_sources(struct out *o, const struct snapshot *s, const char *comment)
{
	for (size_t i = 0; i < s->sources.n; i++) {
		if (s->sources.v[i].kind != SOURCE_IRR_DUMP)
			continue;
		out_printf(o, "%sfrom: ", comment);
		put_comment(o, s->sources.v[i].shown);
		out_ch(o, '\n');
	}
}

static void put_owner(struct out *o, const struct import_file *f, const char *comment)
{
	const struct import_list *l = f->list;
	const struct border_text *name = l->neighbor ? &l->neighbor->name : &f->border->network.name;
	char words[128];

	out_printf(o, "%sAS%u", comment, l->asn);
	if (name->text) {
		out_str(o, ", ");
		put_comment(o, name->text);
	}
	if (l->neighbor)
		out_printf(o, " (%s): what is accepted from it\n",
			   relationships_text(l->neighbor->relationships, words, sizeof words));
	else
		out_str(o, " (this network): what it announces\n");
}

void import_header_put(struct out *o, const struct import_file *f, const char *comment)
{
	const struct import_list *l = f->list;

	put_owner(o, f, comment);
	put_sets(o, l->neighbor ? &l->neighbor->as_sets : &f->border->network.as_sets, comment);
	put_origin(o, l, comment);
	if (!l->anything)
		put_sources(o, f->snapshot, comment);
	out_printf(o, "%s%zu IPv4 and %zu IPv6 entries; made by weir build, do not edit\n", comment,
		   import_list_v4(l), import_list_v6(l));
}

const char *import_way(const struct import_list *l)
{
	return l->neighbor ? "IN" : "OUT";
}

void import_family_make(struct import_family *m, const struct import_list *l, unsigned family,
			char between)
{
	*m = (struct import_family){.entries = range_list_of(&l->entries, family),
				    .list = {.name = m->name, .family = family, .prefixes = &m->entries}};
	snprintf(m->name, sizeof m->name, "AS%u%c%s%cV%u", l->asn, between, import_way(l), between,
		 family);
}

void import_family_of(struct import_family *m, uint32_t asn, const char *what,
		      const struct range_list *ranges, unsigned family)
{
	*m = (struct import_family){.entries = range_list_of(ranges, family),
				    .list = {.name = m->name, .family = family, .prefixes = &m->entries}};
	snprintf(m->name, sizeof m->name, "AS%u-%s-V%u", asn, what, family);
}
