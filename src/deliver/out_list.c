#include "deliver/out_list.h"

#include <string.h>

#include "base/decimal.h"

char *entry_lengths(char *to, const struct range *r)
{
	if (r->ge > r->len)
		to = decimal_put(stpcpy(to, " ge "), r->ge);
	if (r->le > r->len)
		to = decimal_put(stpcpy(to, " le "), r->le);
	return to;
}

void out_entries(struct out *o, const struct list *l, entry_writer put)
{
	size_t room = ENTRY_TEXT + strlen(l->name);

	for (size_t i = 0, n = range_list_count(l->prefixes); i < n; i++) {
		struct range r = range_list_get(l->prefixes, i);
		char *to = out_room(o, room);

		if (!to)
			return;
		out_used(o, (size_t)(put(to, l, &r, i) - to));
	}
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
