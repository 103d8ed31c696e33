#include "irr/syntax.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "irr/grammar.h"
#include "net/range.h"

/*
 * How this works: one row per attribute says in which classes it is, whether it
 * is a list, and which part of the grammar one element follows.
 */
enum {
	IN_ROUTE = 1 << RPSL_ROUTE,
	IN_ROUTE6 = 1 << RPSL_ROUTE6,
	IN_ROUTES = IN_ROUTE | IN_ROUTE6,
	IN_AS_SET = 1 << RPSL_AS_SET,
	IN_ROUTE_SET = 1 << RPSL_ROUTE_SET,
	IN_SETS = IN_AS_SET | IN_ROUTE_SET,
	IN_AUT_NUM = 1 << RPSL_AUT_NUM,
	IN_ALL = IN_ROUTES | IN_SETS | IN_AUT_NUM
};

typedef bool element_fn(struct lexer *l, enum grammar_family family);

struct attribute {
	const char *name;
	unsigned classes;
	bool list; /* one or more, with commas between */
	element_fn *element;
};

/* Take the word at hand if `good`, else say what it should be. */
static bool take(struct lexer *l, bool good, const char *expected)
{
	if (!good)
		return lex_fail(l, expected);
	lex_next(l);
	return true;
}

static bool is_word(const struct lexer *l)
{
	return l->kind == TOKEN_WORD;
}

static bool text(struct lexer *l, enum grammar_family family)
{
	(void)family;
	while (l->kind != TOKEN_END)
		lex_next(l);
	return true;
}

static bool key_prefix(struct lexer *l, enum grammar_family family)
{
	bool all = family == GRAMMAR_IPV4 && lex_is_keyword(l, "0/0");

	return take(l, all || (is_word(l) && grammar_is_prefix(l->s, l->n, family, false, false)),
		    family == GRAMMAR_IPV4 ? "expected an IPv4 prefix" : "expected an IPv6 prefix");
}

static bool hole(struct lexer *l, enum grammar_family family)
{
	return take(l, is_word(l) && grammar_is_prefix(l->s, l->n, family, false, true),
		    family == GRAMMAR_IPV4 ? "expected an IPv4 prefix or address"
					   : "expected an IPv6 prefix or address");
}

/* An address to ping: a host, with or without its length. */
static bool host(struct lexer *l, enum grammar_family family)
{
	struct prefix p;

	return take(l, is_word(l) && grammar_is_prefix(l->s, l->n, family, false, true) &&
			       (prefix_parse(l->s, l->n, &p), p.len == family_bits(p.family)),
		    family == GRAMMAR_IPV4 ? "expected an IPv4 address"
					   : "expected an IPv6 address");
}

static bool as_number(struct lexer *l, enum grammar_family family)
{
	(void)family;
	return take(l, is_word(l) && grammar_is_asn(l->s, l->n),
		    "expected an AS number such as AS64500");
}

static bool as_set_name(struct lexer *l, enum grammar_family family)
{
	(void)family;
	return take(l, is_word(l) && grammar_is_set_name(l->s, l->n, "AS-"),
		    "expected the name of an as-set such as AS-FOO or AS64500:AS-FOO");
}

static bool route_set_name(struct lexer *l, enum grammar_family family)
{
	(void)family;
	return take(l, is_word(l) && grammar_is_set_name(l->s, l->n, "RS-"),
		    "expected the name of a route-set such as RS-FOO or AS64500:RS-FOO");
}

static bool as_set_member(struct lexer *l, enum grammar_family family)
{
	(void)family;
	return take(l, is_word(l) && (grammar_is_asn(l->s, l->n) ||
				      grammar_is_set_name(l->s, l->n, "AS-")),
		    "expected an AS number or the name of an as-set");
}

/* A prefix, an AS number or a set, with an optional operator (RFC 2622 sections 5.2, 5.3). */
static bool is_route_set_member(const char *s, size_t n, enum grammar_family family)
{
	const char *caret = memchr(s, '^', n);
	size_t base = caret ? (size_t)(caret - s) : n;
	struct range_op op;

	if (grammar_is_prefix(s, n, family, true, false))
		return true;
	return range_op_parse(s + base, n - base, &op) &&
	       (grammar_is_asn(s, base) || grammar_is_set_name(s, base, "AS-") ||
		grammar_is_set_name(s, base, "RS-"));
}

static bool route_set_member(struct lexer *l, enum grammar_family family)
{
	(void)family;
	return take(l, is_word(l) && is_route_set_member(l->s, l->n, GRAMMAR_IPV4),
		    "expected an IPv4 prefix, an AS number or a set");
}

static bool route_set_mp_member(struct lexer *l, enum grammar_family family)
{
	(void)family;
	return take(l, is_word(l) && is_route_set_member(l->s, l->n, GRAMMAR_BOTH),
		    "expected a prefix, an AS number or a set");
}

/* Names that begin like a set's are kept for sets (RFC 2622 section 2). */
static bool is_maintainer(const char *s, size_t n)
{
	static const char *const kept[] = {"as-", "rs-", "rtrs-", "fltr-", "prng-"};

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (n >= strlen(kept[i]) && !strncasecmp(s, kept[i], strlen(kept[i])))
			return false;
	return grammar_is_object_name(s, n);
}

static bool maintainer(struct lexer *l, enum grammar_family family)
{
	(void)family;
	return take(l, is_word(l) && is_maintainer(l->s, l->n),
		    "expected the name of a maintainer");
}

static bool maintainer_or_any(struct lexer *l, enum grammar_family family)
{
	return lex_take_keyword(l, "ANY") || maintainer(l, family);
}

/* `MNT [, MNT]… [ANY | { prefix ranges }]` (RFC 2725) */
static bool routes_maintainers(struct lexer *l, enum grammar_family family)
{
	do
		if (!maintainer(l, family))
			return false;
	while (lex_take_sign(l, ','));
	if (lex_is_sign(l, '{'))
		return grammar_prefixes(l, family);
	lex_take_keyword(l, "ANY");
	return true;
}

static bool nic_handle(struct lexer *l, enum grammar_family family)
{
	(void)family;
	return take(l, is_word(l) && grammar_is_nic_handle(l->s, l->n),
		    "expected a NIC handle such as AB123-RIPE");
}

static bool as_expression(struct lexer *l, enum grammar_family family)
{
	(void)family;
	return grammar_as_expression(l);
}

/* `inbound`, or `outbound [<as-expression>]` (section 8.1) */
static bool aggregation_method(struct lexer *l, enum grammar_family family)
{
	(void)family;
	if (lex_take_keyword(l, "inbound"))
		return true;
	if (!lex_take_keyword(l, "outbound"))
		return lex_fail(l, "expected 'inbound' or 'outbound'");
	return l->kind == TOKEN_END || grammar_as_expression(l);
}

/* `[ATOMIC] [[<filter>] [protocol <protocol> <filter>]…]` */
static bool components(struct lexer *l, enum grammar_family family)
{
	bool some = lex_take_keyword(l, "ATOMIC");

	if (l->kind != TOKEN_END && !lex_is_keyword(l, "PROTOCOL")) {
		if (!grammar_filter(l, family))
			return false;
		some = true;
	}
	while (lex_take_keyword(l, "PROTOCOL")) {
		if (!take(l, is_word(l) && grammar_is_object_name(l->s, l->n),
			  "expected a protocol such as BGP4") ||
		    !grammar_filter(l, family))
			return false;
		some = true;
	}
	return some || lex_fail(l, "expected 'atomic', a filter or 'protocol'");
}

/* `[at <router-expression>]… [action <action>] [upon <condition>]` */
static bool injection(struct lexer *l, enum grammar_family family)
{
	bool some = false;

	while (lex_take_keyword(l, "AT")) {
		if (!grammar_router_expression(l, family))
			return false;
		some = true;
	}
	if (lex_take_keyword(l, "ACTION")) {
		if (!grammar_actions(l))
			return false;
		some = true;
	}
	if (lex_take_keyword(l, "UPON"))
		return grammar_condition(l, family);
	return some || lex_fail(l, "expected 'at', 'action' or 'upon'");
}

/* `afi ipv4.unicast, any` (RFC 4012 section 2.2), where it is given. */
static bool address_families(struct lexer *l)
{
	static const char *const names[] = {"ipv4", "ipv4.unicast", "ipv4.multicast", "ipv6", "ipv6.unicast",
					    "ipv6.multicast", "any", "any.unicast", "any.multicast"};
	size_t n = sizeof names / sizeof *names, i;

	if (!lex_take_keyword(l, "AFI"))
		return true;
	do {
		for (i = 0; i < n && !lex_take_keyword(l, names[i]); i++)
			continue;
		if (i == n)
			return lex_fail(l, "expected an address family such as ipv6.unicast");
	} while (lex_take_sign(l, ','));
	return true;
}

/* `from <as-expression> [action <action>]…`, once or more (section 6.1): no routers, no peering-sets. */
static bool peerings(struct lexer *l, const char *from, const char *expected)
{
	if (!lex_is_keyword(l, from))
		return lex_fail(l, expected);
	while (lex_take_keyword(l, from)) {
		if (!grammar_as_expression(l))
			return false;
		if (lex_take_keyword(l, "ACTION") && !grammar_actions(l))
			return false;
	}
	return true;
}

static bool policy_filter(struct lexer *l, const char *accept, const char *expected, enum grammar_family family)
{
	if (!lex_take_keyword(l, accept))
		return lex_fail(l, expected);
	if (!grammar_filter(l, family))
		return false;
	lex_take_sign(l, ';');
	return true;
}

static bool import(struct lexer *l, enum grammar_family family)
{
	return peerings(l, "FROM", "expected 'from'") &&
	       policy_filter(l, "ACCEPT", "expected 'from', 'action' or 'accept'", family);
}

static bool export(struct lexer *l, enum grammar_family family)
{
	return peerings(l, "TO", "expected 'to'") &&
	       policy_filter(l, "ANNOUNCE", "expected 'to', 'action' or 'announce'", family);
}

static bool mp_import(struct lexer *l, enum grammar_family family)
{
	(void)family;
	return address_families(l) && import(l, GRAMMAR_BOTH);
}

static bool mp_export(struct lexer *l, enum grammar_family family)
{
	(void)family;
	return address_families(l) && export(l, GRAMMAR_BOTH);
}

static const struct attribute table[] = {
	{"route", IN_ROUTE, false, key_prefix},
	{"route6", IN_ROUTE6, false, key_prefix},
	{"as-set", IN_AS_SET, false, as_set_name},
	{"route-set", IN_ROUTE_SET, false, route_set_name},
	{"aut-num", IN_AUT_NUM, false, as_number},
	{"import", IN_AUT_NUM, false, import},
	{"export", IN_AUT_NUM, false, export},
	{"mp-import", IN_AUT_NUM, false, mp_import},
	{"mp-export", IN_AUT_NUM, false, mp_export},
	{"origin", IN_ROUTES, false, as_number},
	{"member-of", IN_ROUTES, true, route_set_name},
	{"holes", IN_ROUTES, true, hole},
	{"pingable", IN_ROUTES, false, host},
	{"ping-hdl", IN_ROUTES, true, nic_handle},
	{"inject", IN_ROUTES, false, injection},
	{"components", IN_ROUTES, false, components},
	{"aggr-bndry", IN_ROUTES, false, as_expression},
	{"aggr-mtd", IN_ROUTES, false, aggregation_method},
	{"export-comps", IN_ROUTES, false, grammar_filter},
	{"mnt-routes", IN_ROUTES, false, routes_maintainers},
	{"members", IN_AS_SET, true, as_set_member},
	{"members", IN_ROUTE_SET, true, route_set_member},
	{"mp-members", IN_ROUTE_SET, true, route_set_mp_member},
	{"mbrs-by-ref", IN_SETS, true, maintainer_or_any},
	{"mnt-by", IN_ALL, true, maintainer},
	{"mnt-lower", IN_ALL, true, maintainer},
	{"admin-c", IN_ALL, true, nic_handle},
	{"tech-c", IN_ALL, true, nic_handle},
	{"descr", IN_ALL, false, text},
	{"remarks", IN_ALL, false, text},
};

static const struct attribute *find(enum rpsl_class class, const char *name)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if ((table[i].classes & 1u << class) && !strcasecmp(table[i].name, name))
			return &table[i];
	return NULL;
}

static bool elements(struct lexer *l, const struct attribute *a, enum grammar_family family)
{
	do
		if (!a->element(l, family))
			return false;
	while (a->list && lex_take_sign(l, ','));
	return l->kind == TOKEN_END || lex_fail(l, a->list ? "expected ',' or the end of the value"
							   : "expected the end of the value");
}

int rpsl_check_attribute(enum rpsl_class class, const char *attribute, const char *value, size_t n,
			 struct err *e)
{
	const struct attribute *a = find(class, attribute);
	struct lexer l;

	if (!a)
		return err_set(e, WEIR_ENOTFOUND, "expected an attribute of the class, found '%.40s'",
			       attribute);
	lex_start(&l, value, n);
	if (elements(&l, a, class == RPSL_ROUTE6 ? GRAMMAR_IPV6 : GRAMMAR_IPV4))
		return 0;
	return err_at(e, WEIR_ESYNTAX, NULL, 1, (size_t)(l.s - value) + 1, "%s: %s, found '%.*s'", a->name,
		      l.expected, l.n < 60 ? (int)l.n : 60, l.s);
}
