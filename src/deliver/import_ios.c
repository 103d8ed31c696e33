/*
 * IOS, which FRR reads too: for each family a prefix list and a route map that asks
 * it. A prefix list that does not exist permits everything, and the only way to
 * replace one is to remove it first; therefore the route map denies everything
 * until the list is whole again. A family without entries has a list that denies.
 */
#include "deliver/import_text.h"

static void put_list(struct out *o, const struct import_family *m)
{
	const char *family = m->list.family == IPV4 ? "ip" : "ipv6";

	if (!import_family_is_empty(m))
		language_ios.write[LIST_PREFIXES](o, &m->list);
	else
		out_printf(o, "no %s prefix-list %s\n%s prefix-list %s deny %s\n", family, m->name, family,
			   m->name, m->list.family == IPV4 ? "0.0.0.0/0 le 32" : "::/0 le 128");
}

static void put_family(struct out *o, const struct import_list *l, unsigned family)
{
	struct import_family m;

	import_family_make(&m, l, family, '-');
	out_printf(o, "!\nroute-map %s deny 1\n", m.name);
	put_list(o, &m);
	out_printf(o, "route-map %s permit 10\n match %s address prefix-list %s\nno route-map %s deny 1\n",
		   m.name, family == IPV4 ? "ip" : "ipv6", m.name, m.name);
}

void import_route_maps_put(struct out *o, const struct import_file *f, const char *load)
{
	const struct import_list *l = f->list;

	import_header_put(o, f, "! ");
	for (unsigned family = IPV4; family <= IPV6; family += IPV6 - IPV4)
		out_printf(o, "! in address-family ipv%u: neighbor ADDRESS route-map AS%u-%s-V%u %s\n",
			   family, l->asn, import_way(l), family, l->neighbor ? "in" : "out");
	out_printf(o, "! %s\n", load);
	put_family(o, l, IPV4);
	put_family(o, l, IPV6);
}

void import_ios_write(struct out *o, const struct import_file *f)
{
	import_route_maps_put(o, f, "load: copy FILE running-config, then clear bgp ipv4|ipv6 unicast ADDRESS soft");
}
