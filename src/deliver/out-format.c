#include <string.h>

#include "deliver/out_list.h"

/* bgpq4's -F: the user's own line for each prefix. */

static void put_address(struct out *o, unsigned family, u128 addr)
{
	char *to = out_room(o, ADDRESS_TEXT);

	if (to)
		out_used(o, (size_t)(address_put(to, family, (uint64_t)(addr >> 64),
						 (uint64_t)addr) -
				     to));
}

/* One % of the format; false where there is no such. NULL `o`: only look. */
static bool put_field(struct out *o, char c, const struct list *l, const struct range *r)
{
	if (!strchr("nrlaANmi%", c) || !c)
		return false;
	if (!o)
		return true;
	switch (c) {
	case 'n':
	case 'r':
		put_address(o, r->family, u128_make(r->hi, r->lo));
		break;
	case 'l':
		out_u64(o, r->len);
		break;
	case 'a':
		out_u64(o, r->ge);
		break;
	case 'A':
		out_u64(o, r->le);
		break;
	case 'N':
		out_str(o, l->name);
		break;
	case 'm':
		put_address(o, r->family, u128_mask(r->len));
		break;
	case 'i':
		put_address(o, r->family, ~u128_mask(r->len));
		break;
	default:
		out_ch(o, c);
	}
	return true;
}

static char escaped(char c)
{
	return c == 'n' ? '\n' : c == 't' ? '\t' : c;
}

static void put_line(struct out *o, const struct list *l, const struct range *r)
{
	for (const char *c = l->format; *c; c++) {
		if (*c == '%')
			put_field(o, *++c, l, r);
		else if (*c == '\\')
			out_ch(o, escaped(*++c));
		else
			out_ch(o, *c);
	}
}

int format_check(const char *format, struct err *e)
{
	for (const char *c = format; *c; c++) {
		if (*c == '%' && !put_field(NULL, c[1], NULL, NULL))
			return err_set(e, WEIR_ESYNTAX,
				       "format '%.60s': expected one of %%n %%l %%a %%A %%N %%m %%i "
				       "%%r %%%%, found '%.2s'",
				       format, c);
		if (*c == '\\' && !c[1])
			return err_set(e, WEIR_ESYNTAX,
				       "format '%.60s': expected \\n, \\t or \\\\ at the end, found "
				       "a lone backslash",
				       format);
		if (*c == '%' || *c == '\\')
			c++;
	}
	return 0;
}

static void put_prefixes(struct out *o, const struct list *l)
{
	size_t len = strlen(l->format);

	for (size_t i = 0, n = range_list_count(l->prefixes); i < n; i++) {
		struct range r = range_list_get(l->prefixes, i);

		put_line(o, l, &r);
	}
	if (len < 2 || strcmp(l->format + len - 2, "\\n"))
		out_ch(o, '\n');
}

const struct language language_format = {
	.name = "format",
	.title = "a format of your own",
	.write = {[LIST_PREFIXES] = put_prefixes},
};
