#ifndef WEIR_IRR_LEX_H
#define WEIR_IRR_LEX_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The words and signs of an attribute's value: lines joined, comments left out.
 * A word is a run of letters, digits and `_ - . : / ^ +`; inside an AS path
 * expression `. ^ +` and `/` are signs. Anything else is a sign by itself.
 */
enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_SIGN };

struct lexer {
	const char *at, *end, *begin;
	bool in_path; /* between `<` and `>` */
	unsigned depth;
	enum token_kind kind;
	const char *s; /* the token at hand */
	size_t n;
	const char *expected; /* what the first thing wrong should have been; sticky */
};

/* Begin; the first token is at hand. */
void lex_start(struct lexer *l, const char *s, size_t n);

/* Move on. O(length of the token). */
void lex_next(struct lexer *l);

/* Whether the token at hand is that sign, or that keyword in any case. */
bool lex_is_sign(const struct lexer *l, char c);
bool lex_is_keyword(const struct lexer *l, const char *keyword);

/* The same, and move on if it is. */
bool lex_take_sign(struct lexer *l, char c);
bool lex_take_keyword(struct lexer *l, const char *keyword);

/* Note what was expected, once; returns false. */
bool lex_fail(struct lexer *l, const char *expected);

/* Enter one more level of nesting: false beyond LEX_DEPTH. */
enum { LEX_DEPTH = 64 };
bool lex_enter(struct lexer *l);
void lex_leave(struct lexer *l);

#endif
