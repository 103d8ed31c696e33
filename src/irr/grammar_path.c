#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "irr/grammar.h"

static bool path_alternatives(struct lexer *l);

static bool is_path_name(const char *s, size_t n)
{
	return grammar_is_asn(s, n) || grammar_is_set_name(s, n, "AS-") ||
	       (n == 6 && (!strncasecmp(s, "PeerAS", n) || !strncasecmp(s, "AS-ANY", n)));
}

/* AS1-AS9 as one word. */
static bool is_asn_range(const char *s, size_t n)
{
	const char *dash = memchr(s, '-', n);

	return dash && grammar_is_asn(s, (size_t)(dash - s)) &&
	       grammar_is_asn(dash + 1, n - (size_t)(dash + 1 - s));
}

/* `[^ AS1 AS2-AS3 AS-SET . ]`, after the bracket. */
static bool path_class(struct lexer *l)
{
	lex_take_sign(l, '^');
	do {
		bool range = l->kind == TOKEN_WORD && is_asn_range(l->s, l->n);
		bool name = l->kind == TOKEN_WORD && is_path_name(l->s, l->n);

		if (!range && !name && !lex_is_sign(l, '.'))
			return lex_fail(l, "expected AS numbers and as-sets up to ']'");
		lex_next(l);
		if (name && lex_take_keyword(l, "-")) {
			if (l->kind != TOKEN_WORD || !grammar_is_asn(l->s, l->n))
				return lex_fail(l, "expected the last AS number of a range");
			lex_next(l);
		}
	} while (!lex_take_sign(l, ']'));
	return true;
}

static bool path_number(struct lexer *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (!ascii_is_digit(l->s[i]))
			return lex_fail(l, "expected a number of repetitions");
	lex_next(l);
	return true;
}

/* `{m}`, `{m,}` or `{m,n}`, after the brace */
static bool path_count(struct lexer *l)
{
	if (l->kind != TOKEN_WORD)
		return lex_fail(l, "expected a number of repetitions");
	if (!path_number(l))
		return false;
	if (lex_take_sign(l, ',') && l->kind == TOKEN_WORD && !path_number(l))
		return false;
	return lex_take_sign(l, '}') || lex_fail(l, "expected '}'");
}

static bool path_postfix(struct lexer *l)
{
	for (;;) {
		bool same = lex_take_sign(l, '~');

		if (lex_take_sign(l, '*') || lex_take_sign(l, '+') ||
		    (!same && lex_take_sign(l, '?')))
			continue;
		if (lex_take_sign(l, '{')) {
			if (!path_count(l))
				return false;
			continue;
		}
		return !same || lex_fail(l, "expected an operator after '~'");
	}
}

static bool path_atom(struct lexer *l)
{
	bool good;

	if (lex_take_sign(l, '.') || lex_take_sign(l, '^') || lex_take_sign(l, '$'))
		return true;
	if (lex_take_sign(l, '['))
		return path_class(l);
	if (lex_take_sign(l, '(')) {
		good = lex_enter(l) && path_alternatives(l) &&
		       (lex_take_sign(l, ')') || lex_fail(l, "expected ')'"));
		lex_leave(l);
		return good;
	}
	if (l->kind != TOKEN_WORD || !is_path_name(l->s, l->n))
		return lex_fail(l, "expected an AS number, an as-set or a sign of an expression");
	lex_next(l);
	return true;
}

static bool ends_sequence(const struct lexer *l)
{
	return lex_is_sign(l, '>') || lex_is_sign(l, '|') || lex_is_sign(l, ')') ||
	       l->kind == TOKEN_END;
}

static bool path_alternatives(struct lexer *l)
{
	do {
		while (!ends_sequence(l))
			if (!path_atom(l) || !path_postfix(l))
				return false;
	} while (lex_take_sign(l, '|'));
	return true;
}

bool grammar_path(struct lexer *l)
{
	bool good;

	l->in_path = true; /* before the next token is cut */
	lex_next(l);
	good = path_alternatives(l);
	l->in_path = false;
	if (!good)
		return false;
	return lex_take_sign(l, '>') || lex_fail(l, "expected '>'");
}
