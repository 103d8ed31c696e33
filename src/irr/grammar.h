#ifndef WEIR_IRR_GRAMMAR_H
#define WEIR_IRR_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>

#include "irr/lex.h"

/*
 * The grammar of RPSL's values (RFC 2622 sections 2, 5, 6, 8; RFC 4012) in the
 * reading of the RIPE database. Each function takes what it is named after from
 * the lexer: true, or false with l->expected set. The family limits prefixes.
 */
enum grammar_family { GRAMMAR_IPV4 = 1, GRAMMAR_IPV6 = 2, GRAMMAR_BOTH = 3 };

/* Names, on a word by itself (names.c). */
bool grammar_is_asn(const char *s, size_t n);
bool grammar_is_set_name(const char *s, size_t n, const char *prefix);
bool grammar_is_object_name(const char *s, size_t n);
bool grammar_is_nic_handle(const char *s, size_t n);

/* One prefix with an operator where `op` allows one, a bare address where `host` does. */
bool grammar_is_prefix(const char *s, size_t n, enum grammar_family family, bool op, bool host);

/* `{ prefix ranges }` */
bool grammar_prefixes(struct lexer *l, enum grammar_family family);

/*
 * An AS path expression (RFC 2622 section 5.4), whose `<` is at hand, to its `>`: alternatives of sequences of
 * atoms with postfix operators.
 */
bool grammar_path(struct lexer *l);

bool grammar_filter(struct lexer *l, enum grammar_family family);
bool grammar_as_expression(struct lexer *l);
bool grammar_router_expression(struct lexer *l, enum grammar_family family);
bool grammar_actions(struct lexer *l);

/* Boolean expression of an inject attribute's `upon`. */
bool grammar_condition(struct lexer *l, enum grammar_family family);

#endif
