#include <string.h>

#include "base/decimal.h"
#include "deliver/out_list.h"

/* Cisco IOS, which FRR reads too. */

static const char *family_word(const struct list *l)
{
	return l->family == IPV4 ? "ip" : "ipv6";
}

static char *start_line(char *to, const struct list *l, size_t i)
{
	to = stpcpy(stpcpy(stpcpy(to, family_word(l)), " prefix-list "), l->name);
	return l->sequence ? decimal_put(stpcpy(to, " seq "), (uint32_t)i + 1) : to;
}

static char *put_entry(char *to, const struct list *l, const struct range *r, size_t i)
{
	to = entry_prefix(stpcpy(start_line(to, l, i), " permit "), r);
	to = entry_lengths(to, r);
	*to++ = '\n';
	return to;
}

static void put_prefixes(struct out *o, const struct list *l)
{
	out_printf(o, "no %s prefix-list %s\n", family_word(l), l->name);
	out_entries(o, l, put_entry);
	if (list_is_empty(l))
		out_printf(o, "! generated prefix-list %s is empty\n%s prefix-list %s%s deny %s\n",
			   l->name, family_word(l), l->name, l->sequence ? " seq 1" : "",
			   list_default_route(l));
}

static char *put_address(char *to, uint32_t addr)
{
	return address_put(to, IPV4, (uint64_t)addr << 32, 0);
}

/* "host A" where every bit counts, else "A W" with the bits that do not. */
static char *put_wildcard(char *to, uint32_t addr, uint32_t wild)
{
	if (!wild)
		return put_address(stpcpy(to, "host "), addr);
	return put_address(stpcpy(put_address(to, addr), " "), wild);
}

static uint32_t below(unsigned len)
{
	return (uint32_t)((uint64_t)0xffffffff >> len);
}

/* An extended access list of routes: the address as source, the netmask as destination. */
static char *put_access(char *to, const struct list *l, const struct range *r, size_t i)
{
	(void)l;
	(void)i;
	to = stpcpy(to, " permit ip ");
	to = put_wildcard(to, (uint32_t)(r->hi >> 32), below(r->len) & ~below(r->le));
	*to++ = ' ';
	to = put_wildcard(to, ~below(r->ge), below(r->ge) & ~below(r->le));
	*to++ = '\n';
	return to;
}

static void put_extended(struct out *o, const struct list *l)
{
	out_printf(o, "no ip access-list extended %s\n", l->name);
	if (list_is_empty(l)) {
		out_printf(o, "! generated access-list %s is empty\n", l->name);
		out_printf(o, "ip access-list extended %s deny any any\n", l->name);
		return;
	}
	out_printf(o, "ip access-list extended %s\n", l->name);
	out_entries(o, l, put_access);
}

static void lead_paths(struct out *o, const struct list *l, size_t line)
{
	(void)line;
	if (l->kind == LIST_PATHS_IN)
		out_printf(o, "ip as-path access-list %s permit ^%u(_[0-9]+)*_(", l->name, l->asn);
	else
		out_printf(o, "ip as-path access-list %s permit ^(_[0-9]+)*_(", l->name);
}

static void put_paths(struct out *o, const struct list *l)
{
	const struct asn_lines lines = {
		.between = "|", .end = ")$\n", .skip = l->asn, .lead = lead_paths};

	out_printf(o, "no ip as-path access-list %s\n", l->name);
	if (list_is_empty(l))
		out_printf(o, "ip as-path access-list %s deny .*\n", l->name);
	if (asn_set_has(l->asns, l->asn)) {
		out_printf(o, "ip as-path access-list %s permit ^", l->name);
		if (l->kind == LIST_PATHS_IN)
			out_u64(o, l->asn);
		out_printf(o, "(_%u)*$\n", l->asn);
	}
	out_asn_lines(o, l, &lines);
}

const struct language language_ios = {
	.name = "ios",
	.title = "IOS",
	.write = {[LIST_PREFIXES] = put_prefixes,
		  [LIST_EXTENDED] = put_extended,
		  [LIST_PATHS_IN] = put_paths,
		  [LIST_PATHS_OUT] = put_paths},
	.width = {[LIST_PATHS_IN] = 4, [LIST_PATHS_OUT] = 5},
	.sequence = true,
};
