#include "irr/lex.h"

#include <string.h>
#include <strings.h>

static bool is_word(const struct lexer *l, char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
		return true;
	return c && strchr(l->in_path ? "_-:" : "_-.:/^+", c);
}

/* Blanks, line ends, the `+` that continues a line, and comments. */
static void skip(struct lexer *l)
{
	while (l->at < l->end) {
		bool begins = l->at > l->begin && l->at[-1] == '\n';

		if (*l->at == '#') {
			const char *nl = memchr(l->at, '\n', (size_t)(l->end - l->at));

			l->at = nl ? nl : l->end;
		} else if (memchr(" \t\r\n", *l->at, 4) || (begins && *l->at == '+')) {
			l->at++;
		} else {
			return;
		}
	}
}

void lex_start(struct lexer *l, const char *s, size_t n)
{
	*l = (struct lexer){.at = s, .begin = s, .end = s + n};
	lex_next(l);
}

void lex_next(struct lexer *l)
{
	skip(l);
	l->s = l->at;
	l->n = 0;
	l->kind = TOKEN_END;
	if (l->at == l->end)
		return;
	l->kind = is_word(l, *l->at) ? TOKEN_WORD : TOKEN_SIGN;
	do
		l->at++;
	while (l->kind == TOKEN_WORD && l->at < l->end && is_word(l, *l->at));
	l->n = (size_t)(l->at - l->s);
}

bool lex_is_sign(const struct lexer *l, char c)
{
	return l->kind == TOKEN_SIGN && *l->s == c;
}

bool lex_is_keyword(const struct lexer *l, const char *keyword)
{
	return l->kind == TOKEN_WORD && strlen(keyword) == l->n &&
	       !strncasecmp(l->s, keyword, l->n);
}

bool lex_take_sign(struct lexer *l, char c)
{
	bool is = lex_is_sign(l, c);

	if (is)
		lex_next(l);
	return is;
}

bool lex_take_keyword(struct lexer *l, const char *keyword)
{
	bool is = lex_is_keyword(l, keyword);

	if (is)
		lex_next(l);
	return is;
}

bool lex_fail(struct lexer *l, const char *expected)
{
	if (!l->expected)
		l->expected = expected;
	return false;
}

bool lex_enter(struct lexer *l)
{
	return ++l->depth <= LEX_DEPTH || lex_fail(l, "expected at most 64 levels of nesting");
}

void lex_leave(struct lexer *l)
{
	l->depth--;
}
