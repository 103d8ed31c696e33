#ifndef WEIR_IRR_VALUE_H
#define WEIR_IRR_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/range.h"

/* The values inside attributes: prefixes, AS numbers, names, and lists of them. */

enum { RPSL_NAME_MAX = 255 }; /* longer names are damage; RIPE stops at 80 */

/* ASCII alone: names have no other letters. */
char rpsl_upper(char c);

/* A name in upper case, at most RPSL_NAME_MAX bytes of it and a NUL; returns its length. */
size_t rpsl_fold(const char *s, size_t n, char to[RPSL_NAME_MAX + 1]);

/* The length of a line's text: without a comment and the blanks before it. */
size_t rpsl_text_length(const char *s, size_t n);

/*
 * A prefix as registries write it: blanks around `/`, no length for a host, a
 * leading zero where reading it as octal and as decimal agrees, and `0/0`. NULL,
 * or what was expected. O(n).
 */
const char *rpsl_prefix_parse(const char *s, size_t n, struct prefix *p);

/* "AS64500", "as1.10": the letters are needed. */
bool rpsl_asn_parse(const char *s, size_t n, uint32_t *asn);

/* Words of letters, digits, `_` and `-` joined by single colons; each begins with a letter. */
bool rpsl_is_name(const char *s, size_t n);

/* Whether a name is one of a set by the RFC: a component that begins with `prefix` ("AS-"). */
bool rpsl_has_set_part(const char *s, size_t n, const char *prefix);

/* ANY, AS-ANY, RS-ANY, PeerAS: names that stand for what no list holds. */
bool rpsl_is_endless(const char *s, size_t n);

/* One member of a set, or one object that a caller names. */
struct rpsl_member {
	enum { RPSL_MEMBER_ASN, RPSL_MEMBER_NAME, RPSL_MEMBER_RANGE } kind;
	uint32_t asn;
	struct range range;       /* RANGE, its operator applied */
	const char *name, *where; /* NAME: into the text; `where` is its SOURCE, or NULL */
	size_t nname, nwhere;     /* an ASN may have a SOURCE too */
	struct range_op op;       /* ASN and NAME */
};

/* Read one member without blanks around it. NULL, or what was expected. O(n). */
const char *rpsl_member_parse(const char *s, size_t n, struct rpsl_member *m);

/*
 * The words of a list value, a line at a time: separated by commas, blanks or
 * semicolons; blanks around `/` and `^` belong to the word. What follows a
 * semicolon is told apart: registries have both lists and comments there.
 */
struct rpsl_words {
	const char *line, *at, *end;
	bool after_semicolon;
	char joined[RPSL_NAME_MAX + 2]; /* a word whose blanks were taken out */
};

struct rpsl_word {
	const char *s;
	size_t n, col; /* column from 1 */
	bool after_semicolon;
};

/* `value` is where the value begins in the line. */
void rpsl_words_start(struct rpsl_words *w, const char *line, size_t len, size_t value);

/* The next word, valid until the next call; false at the end. */
bool rpsl_words_next(struct rpsl_words *w, struct rpsl_word *word);

#endif
