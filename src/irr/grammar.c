#include "irr/grammar.h"

#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "irr/value.h"

bool grammar_is_prefix(const char *s, size_t n, enum grammar_family family, bool op, bool host)
{
	const char *caret = memchr(s, '^', n);
	size_t base = caret ? (size_t)(caret - s) : n;
	struct range_op o;
	struct range r;
	struct prefix p;
	enum prefix_status st = prefix_parse(s, base, &p);

	if (st != PREFIX_OK && !(host && st == PREFIX_NO_LENGTH))
		return false;
	if (!(family & (p.family == IPV4 ? GRAMMAR_IPV4 : GRAMMAR_IPV6)))
		return false;
	if (!caret)
		return true;
	r = range_exact(&p);
	return op && range_op_parse(caret, n - base, &o) && range_apply(&r, o, &r) &&
	       (o.kind != RANGE_LENGTHS || o.le <= family_bits(p.family));
}

bool grammar_prefixes(struct lexer *l, enum grammar_family family)
{
	if (!lex_take_sign(l, '{'))
		return lex_fail(l, "expected '{'");
	if (lex_take_sign(l, '}'))
		return true;
	do {
		if (l->kind != TOKEN_WORD || !grammar_is_prefix(l->s, l->n, family, true, false))
			return lex_fail(l, "expected a prefix with an optional range operator");
		lex_next(l);
	} while (lex_take_sign(l, ','));
	return lex_take_sign(l, '}') || lex_fail(l, "expected ',' or '}'");
}

/* A postfix range operator by itself, after `}` or a name: nothing, or a sound one. */
static bool optional_operator(struct lexer *l)
{
	struct range_op op;

	if (l->kind != TOKEN_WORD || *l->s != '^')
		return true;
	if (!range_op_parse(l->s, l->n, &op))
		return lex_fail(l, "expected a range operator such as ^+ or ^24-28");
	lex_next(l);
	return true;
}

/* An AS number, an as-set, a route-set, a filter-set or PeerAS, with an operator. */
static bool is_filter_name(const char *s, size_t n)
{
	const char *caret = memchr(s, '^', n);
	size_t base = caret ? (size_t)(caret - s) : n;
	struct range_op op;

	if (caret && !range_op_parse(caret, n - base, &op))
		return false;
	if (rpsl_is_endless(s, base) && !(base > 7 && s[base - 7] == ':'))
		return true;
	if (base > 7 && !strncasecmp(s + base - 7, ":PeerAS", 7))
		base -= 7; /* AS1:AS-CUST:PeerAS */
	return grammar_is_asn(s, base) || grammar_is_set_name(s, base, "AS-") ||
	       grammar_is_set_name(s, base, "RS-") || grammar_is_set_name(s, base, "FLTR-");
}

/* `( … )` of any bracket-free words: arguments of community(…) and of methods. */
static bool arguments(struct lexer *l, char close)
{
	if (lex_take_sign(l, close))
		return true;
	do {
		if (l->kind != TOKEN_WORD)
			return lex_fail(l, "expected an argument");
		lex_next(l);
	} while (lex_take_sign(l, ','));
	return lex_take_sign(l, close) || lex_fail(l, "expected ',' or the end of the arguments");
}

static bool filter_nested(struct lexer *l, enum grammar_family family)
{
	bool good = lex_enter(l) && grammar_filter(l, family) &&
		    (lex_take_sign(l, ')') || lex_fail(l, "expected ')'"));

	lex_leave(l);
	return good && optional_operator(l);
}

static bool filter_factor(struct lexer *l, enum grammar_family family)
{
	while (lex_take_keyword(l, "NOT"))
		continue;
	if (lex_take_sign(l, '('))
		return filter_nested(l, family);
	if (lex_is_sign(l, '{'))
		return grammar_prefixes(l, family) && optional_operator(l);
	if (lex_is_sign(l, '<'))
		return grammar_path(l);
	if (lex_take_keyword(l, "community") || lex_take_keyword(l, "community.contains"))
		return lex_take_sign(l, '(') ? arguments(l, ')') : lex_fail(l, "expected '('");
	if (l->kind != TOKEN_WORD || !is_filter_name(l->s, l->n))
		return lex_fail(l, "expected a filter");
	lex_next(l);
	return optional_operator(l);
}

static bool filter_term(struct lexer *l, enum grammar_family family)
{
	do
		if (!filter_factor(l, family))
			return false;
	while (lex_take_keyword(l, "AND"));
	return true;
}

/* What a filter may be followed by; anything else beside it is an OR (section 5.4). */
static bool ends_filter(const struct lexer *l)
{
	return l->kind == TOKEN_END || lex_is_sign(l, ')') || lex_is_sign(l, ',') ||
	       lex_is_sign(l, ';') || lex_is_keyword(l, "PROTOCOL");
}

bool grammar_filter(struct lexer *l, enum grammar_family family)
{
	do {
		if (!filter_term(l, family))
			return false;
	} while (lex_take_keyword(l, "OR") || !ends_filter(l));
	return true;
}

/* term { AND | OR | EXCEPT term }, with parentheses; the term decides what it takes. */
static bool expression(struct lexer *l, bool (*term)(struct lexer *l, enum grammar_family family),
		       enum grammar_family family, bool except)
{
	do {
		bool good;

		if (!lex_take_sign(l, '(')) {
			if (!term(l, family))
				return false;
			continue;
		}
		good = lex_enter(l) && expression(l, term, family, except) &&
		       (lex_take_sign(l, ')') || lex_fail(l, "expected ')'"));
		lex_leave(l);
		if (!good)
			return false;
	} while (lex_take_keyword(l, "AND") || lex_take_keyword(l, "OR") ||
		 (except && lex_take_keyword(l, "EXCEPT")));
	return true;
}

static bool as_term(struct lexer *l, enum grammar_family family)
{
	(void)family;
	if (l->kind != TOKEN_WORD ||
	    (!grammar_is_asn(l->s, l->n) && !grammar_is_set_name(l->s, l->n, "AS-") &&
	     !lex_is_keyword(l, "AS-ANY")))
		return lex_fail(l, "expected an AS number or an as-set");
	lex_next(l);
	return true;
}

bool grammar_as_expression(struct lexer *l)
{
	return expression(l, as_term, GRAMMAR_BOTH, true);
}

/* A name of the DNS has a dot here, or AS42312 would be one. */
static bool is_dns_name(const char *s, size_t n)
{
	size_t label = 0, dots = 0;

	for (size_t i = 0; i < n; i++) {
		bool plain = ascii_is_letter(s[i]) || ascii_is_digit(s[i]);

		if (s[i] == '.') {
			if (!label || s[i - 1] == '-')
				return false;
			dots++;
			label = 0;
		} else if (plain || (s[i] == '-' && label)) {
			label++;
		} else {
			return false;
		}
	}
	return dots && n <= 255 && (ascii_is_letter(s[n - 1]) || ascii_is_digit(s[n - 1]));
}

static bool router_term(struct lexer *l, enum grammar_family family)
{
	struct prefix p;
	bool good = l->kind == TOKEN_WORD;

	if (good && address_parse(l->s, l->n, &p) == PREFIX_OK)
		good = family & (p.family == IPV4 ? GRAMMAR_IPV4 : GRAMMAR_IPV6);
	else
		good = good && ((is_dns_name(l->s, l->n) && ascii_is_letter(l->s[l->n - 1])) ||
				grammar_is_set_name(l->s, l->n, "RTRS-"));
	if (!good)
		return lex_fail(l, "expected a router: an address, a name with a dot or a rtr-set");
	lex_next(l);
	return true;
}

bool grammar_router_expression(struct lexer *l, enum grammar_family family)
{
	return expression(l, router_term, family, true);
}

/* `pref = 10`, `community .= { 1:2 }`, `community.append(1:2)` */
static bool action(struct lexer *l)
{
	if (l->kind != TOKEN_WORD || !ascii_is_letter(*l->s))
		return lex_fail(l, "expected an action such as 'pref = 100;'");
	lex_next(l);
	if (lex_take_sign(l, '('))
		return lex_is_sign(l, ')') ? lex_fail(l, "expected an argument")
					   : arguments(l, ')');
	if (lex_is_keyword(l, ".") || lex_is_keyword(l, "+") || lex_is_keyword(l, "-"))
		lex_next(l);
	while (lex_take_sign(l, '<') || lex_take_sign(l, '>') || lex_take_sign(l, '!'))
		continue;
	if (!lex_take_sign(l, '='))
		return lex_fail(l, "expected '=' or arguments");
	lex_take_sign(l, '=');
	if (lex_take_sign(l, '{'))
		return arguments(l, '}');
	if (l->kind != TOKEN_WORD)
		return lex_fail(l, "expected a value");
	lex_next(l);
	return true;
}

/* The words that may stand behind actions: no attribute of a route has such a name. */
static bool ends_actions(const struct lexer *l)
{
	static const char *const words[] = {"upon", "from", "to", "accept", "announce"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (lex_is_keyword(l, words[i]))
			return true;
	return l->kind != TOKEN_WORD;
}

bool grammar_actions(struct lexer *l)
{
	do {
		if (!action(l))
			return false;
		if (!lex_take_sign(l, ';'))
			return lex_fail(l, "expected ';' after an action");
	} while (!ends_actions(l));
	return true;
}

static bool condition_term(struct lexer *l, enum grammar_family family)
{
	if (lex_take_keyword(l, "STATIC"))
		return true;
	if (lex_take_keyword(l, "HAVE-COMPONENTS") || lex_take_keyword(l, "EXCLUDE"))
		return grammar_prefixes(l, family);
	return lex_fail(l, "expected 'static', 'have-components' or 'exclude'");
}

bool grammar_condition(struct lexer *l, enum grammar_family family)
{
	return expression(l, condition_term, family, false);
}
