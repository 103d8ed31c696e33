#include "deliver/bird_set.h"

#include <stdio.h>

#include "deliver/import_text.h"

enum { NAME = 48 };

void bird_set_put(struct out *o, const struct import_list *l, const char *what, unsigned family,
		  const struct range_list *ranges)
{
	const struct range_list one = range_list_of(ranges, family);
	char name[NAME];
	const struct list list = {.name = name, .family = family, .prefixes = &one};

	snprintf(name, sizeof name, "AS%u_%s_V%u", l->asn, what, family);
	out_str(o, "\ndefine ");
	if (range_list_count(&one))
		language_bird.write[LIST_PREFIXES](o, &list);
	else
		out_printf(o, "%s = [];\n", name);
}

void bird_some_sets_put(struct out *o, const struct import_list *l, const char *what,
			const struct range_list *ranges)
{
	if (ranges->v4.n)
		bird_set_put(o, l, what, IPV4, ranges);
	if (ranges->v6.n)
		bird_set_put(o, l, what, IPV6, ranges);
}

void bird_in_sets_put(struct out *o, const struct import_list *l, const char *what,
		      const struct range_list *ranges)
{
	if (ranges->v4.n)
		out_printf(o, "net ~ AS%u_%s_V4", l->asn, what);
	if (ranges->v6.n)
		out_printf(o, "%snet ~ AS%u_%s_V6", ranges->v4.n ? " || " : "", l->asn, what);
}

void bird_asns_put(struct out *o, const struct import_list *l, const char *what,
		   const struct asn_set *asns)
{
	char name[NAME];
	const struct list list = {
		.name = name, .kind = LIST_ASNS, .width = language_bird.width[LIST_ASNS], .asns = asns};

	if (!asns->asns.n)
		return;
	snprintf(name, sizeof name, "AS%u_%s", l->asn, what);
	out_str(o, "\ndefine ");
	language_bird.write[LIST_ASNS](o, &list);
}
