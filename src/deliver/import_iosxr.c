/*
 * IOS XR: a prefix-set for each family and one route policy that asks them. A set
 * that is entered again replaces the one before as a whole, and all of a file takes
 * effect in one commit. A family without entries has an empty set, and the policy
 * does not ask it.
 */
#include <string.h>

#include "base/decimal.h"
#include "deliver/import_text.h"
#include "deliver/out_list.h"

static char *put_entry(char *to, const struct list *l, const struct range *r, size_t i)
{
	(void)l;
	return entry_lengths(entry_prefix(stpcpy(to, i ? ",\n  " : "\n  "), r), r);
}

static void put_set(struct out *o, const struct import_family *m)
{
	out_printf(o, "!\nprefix-set %s", m->name);
	out_entries(o, &m->list, put_entry);
	out_str(o, "\nend-set\n");
}

static void put_condition(struct out *o, const struct import_family *v4,
			  const struct import_family *v6)
{
	bool both = !import_family_is_empty(v4) && !import_family_is_empty(v6);

	out_str(o, "  if ");
	if (!import_family_is_empty(v4))
		out_printf(o, "destination in %s%s", v4->name, both ? " or " : "");
	if (!import_family_is_empty(v6))
		out_printf(o, "destination in %s", v6->name);
	out_str(o, " then\n    pass\n  else\n    drop\n  endif\n");
}

void import_iosxr_write(struct out *o, const struct import_file *f)
{
	const struct import_list *l = f->list;
	struct import_family v4, v6;

	import_family_make(&v4, l, IPV4, '-');
	import_family_make(&v6, l, IPV6, '-');
	import_header_put(o, f, "! ");
	out_printf(o, "! in each address-family of the neighbor: route-policy AS%u-%s %s\n", l->asn,
		   import_way(l), l->neighbor ? "in" : "out");
	out_str(o, "! load FILE, then commit\n");
	put_set(o, &v4);
	put_set(o, &v6);
	out_printf(o, "!\nroute-policy AS%u-%s\n", l->asn, import_way(l));
	if (import_family_is_empty(&v4) && import_family_is_empty(&v6))
		out_str(o, "  drop\n");
	else
		put_condition(o, &v4, &v6);
	out_str(o, "end-policy\n!\n");
}
