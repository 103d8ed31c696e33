#include <stdio.h>
#include <string.h>

#include "deliver/source_file.h"

/*
 * nftables: one table, two sets and a chain for each interface. Loading the file replaces
 * the table as one transaction. An interface need not be there yet.
 */

static void put_element(struct out *o, const struct prefix *p, bool first)
{
	char *to = out_room(o, PREFIX_TEXT + 8);
	char *end = to;

	if (!to)
		return;
	end = stpcpy(end, first ? "\n\t\t\t" : ",\n\t\t\t");
	end = prefix_put(end, p);
	out_used(o, (size_t)(end - to));
}

static void put_set(struct out *o, const struct sav_interface *i, const char *name, unsigned family)
{
	size_t n = source_count(i, family);

	out_printf(o, "\tset %s_v%u {\n\t\ttype ipv%u_addr\n\t\tflags interval\n", name, family, family);
	if (n)
		out_str(o, "\t\telements = {");
	for (size_t k = 0; k < n; k++) {
		struct prefix p = source_prefix(i, family, k);

		put_element(o, &p, !k);
	}
	out_str(o, n ? "\n\t\t}\n\t}\n" : "\t}\n");
}

static void put_chain(struct out *o, const struct sav_interface *i, const char *name)
{
	char text[ADDRESS_TEXT + 1];

	out_printf(o, "\tchain %s {\n\t\tip saddr @%s_v4 return\n\t\tip6 saddr @%s_v6 return\n", name,
		   name, name);
	out_str(o, "\t\tip6 saddr { ::, fe80::/10 } return\n");
	for (size_t k = 0; k < i->sessions.n; k++) {
		const struct prefix *p = &i->sessions.v[k];

		*address_put(text, p->family, p->hi, p->lo) = '\0';
		out_printf(o, "\t\tip%s saddr %s return\n", p->family == IPV4 ? "" : "6", text);
	}
	out_str(o, "\t\tcounter drop\n\t}\n");
}

static void put_interface(struct out *o, const struct source_file *f, const struct sav_interface *i)
{
	char name[SOURCE_NAME + 8] = "on_", rest[SOURCE_NAME];

	snprintf(name + 3, sizeof name - 3, "%s", source_name(&source_nftables, i, rest));
	out_printf(o, "\n\t# %s: ", i->name);
	source_neighbors_put(o, f, i);
	out_ch(o, '\n');
	put_set(o, i, name, IPV4);
	put_set(o, i, name, IPV6);
	put_chain(o, i, name);
}

static void write_file(struct out *o, const struct source_file *f)
{
	const struct sav_interfaces *l = f->interfaces;
	char rest[SOURCE_NAME];

	out_printf(o, "# AS%u, sources that packets may have, by interface of router %s; made by weir, do not edit\n",
		   f->border->network.asn, f->router->name.text);
	out_str(o, "table inet weir_sources\ndelete table inet weir_sources\n\ntable inet weir_sources {");
	for (size_t i = 0; i < l->items.n; i++)
		put_interface(o, f, &l->items.v[i]);
	out_str(o, "\n\tchain sources {\n\t\ttype filter hook prerouting priority raw; policy accept;\n");
	for (size_t i = 0; i < l->items.n; i++)
		out_printf(o, "\t\tiifname \"%s\" jump on_%s\n", l->items.v[i].name,
			   source_name(&source_nftables, &l->items.v[i], rest));
	out_str(o, "\t}\n}\n");
}

const struct source_form source_nftables = {
	.name = "nftables",
	.suffix = ".nft",
	.title = "nftables",
	.not = ":@",
	.longest = 15, /* IFNAMSIZ of Linux, less the NUL */
	.write = write_file,
};
