#include "deliver/out_list.h"

void out_prefix(struct out *o, const struct range *r)
{
	struct prefix p = range_prefix(r);
	char *to = out_room(o, PREFIX_TEXT);

	if (to)
		out_used(o, (size_t)(prefix_put(to, &p) - to));
}

size_t out_asn_lines(struct out *o, const struct list *l, const struct asn_lines *how)
{
	size_t line = how->first_line, on_line = 0;

	for (size_t i = 0; i < l->asns->asns.n; i++) {
		uint32_t asn = l->asns->asns.v[i];

		if (how->skip && asn == how->skip)
			continue;
		if (!on_line)
			how->lead(o, l, line);
		else
			out_str(o, how->between);
		out_u64(o, asn);
		if (++on_line == l->width) {
			out_str(o, how->end);
			line++;
			on_line = 0;
		}
	}
	if (on_line)
		out_str(o, how->end);
	return line + (on_line != 0);
}
