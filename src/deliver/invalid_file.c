#include "deliver/invalid_file.h"

#include <string.h>

/* The file as the border's summary names it, where the snapshot knows it. */
static const char *shown_source(const struct snapshot *s, const char *name)
{
	for (size_t i = 0; i < s->sources.n; i++)
		if (!strcmp(s->sources.v[i].path, name))
			return s->sources.v[i].shown;
	return name;
}

void invalid_origin_put(struct out *o, const struct invalid_route *route)
{
	if (route->origin == ROV_NO_ORIGIN)
		out_str(o, "{}");
	else
		out_printf(o, "AS%u", route->origin);
}

void invalid_causes_put(struct out *o, const struct invalid_route *route, const struct snapshot *s,
			const char *between)
{
	struct rpki_cover cover;
	struct vrp v;
	bool some = false;
	char text[PREFIX_TEXT];

	rpki_cover_start(&cover, &route->prefix);
	while (rpki_cover_next(&s->rpki, &cover, &v)) {
		out_printf(o, "%s%s AS%u maxLength %u (%s:%u)", some ? between : "", prefix_text(&v.prefix, text),
			   v.asn, v.max_len, shown_source(s, s->rpki.sources.v[v.source].name),
			   v.line);
		some = true;
	}
}

void invalid_file_write(struct out *o, const struct invalid_routes *routes,
			const struct snapshot *s)
{
	char text[PREFIX_TEXT];

	out_str(o, "# routes of the table that are RPKI-invalid (RFC 6811), made by weir build\n"
		   "# prefix\torigin\tstate\troutes\tVRPs\n");
	for (size_t i = 0; i < routes->routes.n; i++) {
		const struct invalid_route *r = &routes->routes.v[i];

		out_str(o, prefix_text(&r->prefix, text));
		out_ch(o, '\t');
		invalid_origin_put(o, r);
		out_printf(o, "\t%s\t%u\t", rov_state_text(r->state), r->seen);
		invalid_causes_put(o, r, s, "; ");
		out_ch(o, '\n');
	}
}
