/*
 * BIRD 2: a prefix set for each family and one function that asks them. `[]` is
 * the empty set, which matches nothing, so that a family without entries is
 * denied and a configuration that names its set stays valid.
 */
#include "deliver/import_text.h"

static void put_set(struct out *o, const struct import_list *l, unsigned family)
{
	struct import_family m;

	import_family_make(&m, l, family, '_');
	out_str(o, "\ndefine ");
	if (import_family_is_empty(&m))
		out_printf(o, "%s = [];\n", m.name);
	else
		language_bird.write[LIST_PREFIXES](o, &m.list);
}

void import_bird_write(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;
	const char *way = l->neighbor ? "in" : "out", *upper = import_way(l);

	import_header_put(o, f, "# ");
	put_set(o, l, IPV4);
	put_set(o, l, IPV6);
	out_printf(o, "\n# %s where as%u_%s();\n", l->neighbor ? "import" : "export", l->asn, way);
	out_printf(o, "function as%u_%s()\n{\n\tcase net.type {\n", l->asn, way);
	out_printf(o, "\t\tNET_IP4: return net ~ AS%u_%s_V4;\n", l->asn, upper);
	out_printf(o, "\t\tNET_IP6: return net ~ AS%u_%s_V6;\n", l->asn, upper);
	out_str(o, "\t}\n\treturn false;\n}\n");
}
