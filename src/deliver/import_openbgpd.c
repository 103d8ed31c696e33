/*
 * OpenBGPD: a prefix-set for each family and, for a neighbor, the rules that ask
 * them. The last rule that matches decides, so that all is denied but what the
 * sets allow; a family without entries has an empty set, and no rule asks it.
 */
#include "deliver/import_text.h"

static void put_sets(struct out *o, const struct import_family *m)
{
	out_ch(o, '\n');
	language_openbgpd.write[LIST_EXTENDED](o, &m->list);
}

static void put_allow(struct out *o, const struct import_list *l, const struct import_family *m)
{
	if (!import_family_is_empty(m))
		out_printf(o, "allow from AS %u prefix-set %s\n", l->asn, m->name);
}

void import_openbgpd_write(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;
	struct import_family v4, v6;

	import_family_make(&v4, l, IPV4, '-');
	import_family_make(&v6, l, IPV6, '-');
	import_header_put(o, f, "# ");
	if (l->neighbor)
		out_str(o, "# include this file before the rules that deny more, for the last match decides\n");
	else
		out_printf(o, "# allow to ebgp prefix-set %s\n# allow to ebgp prefix-set %s\n", v4.name,
			   v6.name);
	put_sets(o, &v4);
	put_sets(o, &v6);
	if (!l->neighbor)
		return;
	out_printf(o, "\ndeny from AS %u\n", l->asn);
	put_allow(o, l, &v4);
	put_allow(o, l, &v6);
}
