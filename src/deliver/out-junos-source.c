#include <stdio.h>

#include "deliver/source_file.h"

/*
 * JunOS, for `load replace`: a prefix list and a firewall filter for each interface and
 * family. A family without sources has no term that permits any, as an empty prefix list
 * in a match is not the same on every release.
 */

static const char *family_name(unsigned family)
{
	return family == IPV4 ? "inet" : "inet6";
}

static const char *filter_name(const struct sav_interface *i, unsigned family, char to[SOURCE_NAME + 16])
{
	char rest[SOURCE_NAME];

	snprintf(to, SOURCE_NAME + 16, "SAV-%s-v%u", source_name(&source_junos, i, rest), family);
	return to;
}

static void put_list(struct out *o, const struct sav_interface *i, unsigned family)
{
	char name[SOURCE_NAME + 16], text[PREFIX_TEXT];
	size_t n = source_count(i, family);

	out_printf(o, "replace:\n prefix-list %s {\n", filter_name(i, family, name));
	for (size_t k = 0; k < n; k++) {
		struct prefix p = source_prefix(i, family, k);

		out_printf(o, "    %s;\n", prefix_text(&p, text));
	}
	out_str(o, " }\n");
}

static bool has_session(const struct sav_interface *i, unsigned family)
{
	for (size_t k = 0; k < i->sessions.n; k++)
		if (i->sessions.v[k].family == family)
			return true;
	return false;
}

/* What the link needs to live. */
static void put_link_term(struct out *o, const struct sav_interface *i, unsigned family)
{
	char text[PREFIX_TEXT];

	if (family == IPV4 && !has_session(i, family))
		return;
	out_str(o, "   term link {\n    from {\n     source-address {\n");
	if (family == IPV6)
		out_str(o, "      ::/128;\n      fe80::/10;\n");
	for (size_t k = 0; k < i->sessions.n; k++)
		if (i->sessions.v[k].family == family)
			out_printf(o, "      %s;\n", prefix_text(&i->sessions.v[k], text));
	out_str(o, "     }\n    }\n    then accept;\n   }\n");
}

static void put_filter(struct out *o, const struct sav_interface *i, unsigned family)
{
	char name[SOURCE_NAME + 16];

	filter_name(i, family, name);
	out_printf(o, "replace:\n  filter %s {\n", name);
	if (source_count(i, family))
		out_printf(o,
			   "   term permitted {\n    from {\n     source-prefix-list {\n      %s;\n"
			   "     }\n    }\n    then accept;\n   }\n",
			   name);
	put_link_term(o, i, family);
	out_printf(o, "   term rest {\n    then {\n     count %s;\n     discard;\n    }\n   }\n  }\n", name);
}

static void put_family(struct out *o, const struct source_file *f, unsigned family)
{
	out_printf(o, " family %s {\n", family_name(family));
	for (size_t i = 0; i < f->interfaces->items.n; i++)
		put_filter(o, &f->interfaces->items.v[i], family);
	out_str(o, " }\n");
}

static void write_file(struct out *o, const struct source_file *f)
{
	char name[SOURCE_NAME + 16];

	out_printf(o, "/* AS%u, sources that packets may have, by interface of router %s; made by weir, do not edit */\n",
		   f->border->network.asn, f->router->name.text);
	for (size_t i = 0; i < f->interfaces->items.n; i++) {
		const struct sav_interface *at = &f->interfaces->items.v[i];

		out_printf(o, "/* %s (", at->name);
		source_neighbors_put(o, f, at);
		out_printf(o, "): family inet filter input %s", filter_name(at, IPV4, name));
		out_printf(o, "; family inet6 filter input %s */\n", filter_name(at, IPV6, name));
	}
	out_str(o, "policy-options {\n");
	for (size_t i = 0; i < f->interfaces->items.n; i++) {
		put_list(o, &f->interfaces->items.v[i], IPV4);
		put_list(o, &f->interfaces->items.v[i], IPV6);
	}
	out_str(o, "}\nfirewall {\n");
	put_family(o, f, IPV4);
	put_family(o, f, IPV6);
	out_str(o, "}\n");
}

const struct source_form source_junos = {
	.name = "junos",
	.suffix = ".junos",
	.title = "JunOS",
	.not = "/:@_",
	.longest = 56, /* a filter's name has 64, and ours begins and ends with more */
	.write = write_file,
};
