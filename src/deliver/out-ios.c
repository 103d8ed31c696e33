#include "deliver/out_list.h"

/* Cisco IOS, which FRR reads too. */

static const char *family_word(const struct list *l)
{
	return l->family == IPV4 ? "ip" : "ipv6";
}

static void start_line(struct out *o, const struct list *l, size_t sequence)
{
	out_str(o, family_word(l));
	out_str(o, " prefix-list ");
	out_str(o, l->name);
	if (l->sequence) {
		out_str(o, " seq ");
		out_u64(o, sequence);
	}
}

static void put_entry(struct out *o, const struct list *l, const struct range *r, size_t sequence)
{
	start_line(o, l, sequence);
	out_str(o, " permit ");
	out_prefix(o, r);
	if (r->ge > r->len) {
		out_str(o, " ge ");
		out_u64(o, r->ge);
	}
	if (r->le > r->len) {
		out_str(o, " le ");
		out_u64(o, r->le);
	}
	out_ch(o, '\n');
}

static void put_prefixes(struct out *o, const struct list *l)
{
	size_t n = range_list_count(l->prefixes);

	out_printf(o, "no %s prefix-list %s\n", family_word(l), l->name);
	for (size_t i = 0; i < n; i++) {
		struct range r = range_list_get(l->prefixes, i);

		put_entry(o, l, &r, i + 1);
	}
	if (n)
		return;
	out_printf(o, "! generated prefix-list %s is empty\n", l->name);
	start_line(o, l, 1);
	out_printf(o, " deny %s\n", list_default_route(l));
}

static void put_address(struct out *o, uint32_t addr)
{
	char *to = out_room(o, ADDRESS_TEXT);

	if (to)
		out_used(o, (size_t)(address_put(to, IPV4, (uint64_t)addr << 32, 0) - to));
}

/* "host A" where every bit counts, else "A W" with the bits that do not. */
static void put_wildcard(struct out *o, uint32_t addr, uint32_t wild)
{
	if (!wild)
		out_str(o, "host ");
	put_address(o, addr);
	if (wild) {
		out_ch(o, ' ');
		put_address(o, wild);
	}
}

static uint32_t below(unsigned len)
{
	return (uint32_t)((uint64_t)0xffffffff >> len);
}

/* An extended access list of routes: the address as source, the netmask as destination. */
static void put_access(struct out *o, const struct range *r)
{
	out_str(o, " permit ip ");
	put_wildcard(o, (uint32_t)(r->hi >> 32), below(r->len) & ~below(r->le));
	out_ch(o, ' ');
	put_wildcard(o, ~below(r->ge), below(r->ge) & ~below(r->le));
	out_ch(o, '\n');
}

static void put_extended(struct out *o, const struct list *l)
{
	size_t n = range_list_count(l->prefixes);

	out_printf(o, "no ip access-list extended %s\n", l->name);
	if (!n) {
		out_printf(o, "! generated access-list %s is empty\n", l->name);
		out_printf(o, "ip access-list extended %s deny any any\n", l->name);
		return;
	}
	out_printf(o, "ip access-list extended %s\n", l->name);
	for (size_t i = 0; i < n; i++) {
		struct range r = range_list_get(l->prefixes, i);

		put_access(o, &r);
	}
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
