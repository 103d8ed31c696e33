#ifndef WEIR_FILTER_RULES_H
#define WEIR_FILTER_RULES_H

/*
 * What may be held against a route that a neighbor sends, in the order in which it is asked:
 * the first rule that rejects a route is the one that is told. Languages write them in this
 * order; `weir check` and `weir explain` name them. A prefix that an exception accepts is asked
 * for nothing after RULE_REJECTED. A route with BLACKHOLE for a host that may be
 * blackholed (filter/session.h) is not asked for RULE_LENGTH, RULE_PREFIX and RULE_BINDING.
 *
 *	X(constant, name, what is the matter)
 */
#define IMPORT_RULES(X)                                                                            \
	X(RULE_REJECTED, "rejected", "an exception of the border file rejects it")                 \
	X(RULE_FIRST_AS, "first-as", "the path does not begin with the neighbor")                  \
	X(RULE_BOGON_ASN, "bogon-asn", "the path has an AS number that no network may have")       \
	X(RULE_PEERLOCK, "peerlock", "the path has a network that is never behind this neighbor")  \
	X(RULE_BOGON, "bogon", "the prefix is no space that may be announced")                     \
	X(RULE_OWN, "own", "the prefix is the network's own")                                      \
	X(RULE_LENGTH, "length", "the prefix is longer or shorter than what is taken")             \
	X(RULE_ORIGIN, "origin", "the path does not end in the neighbor's cone")                   \
	X(RULE_PREFIX, "prefix", "the prefix is not registered for the neighbor's cone")           \
	X(RULE_BINDING, "binding", "the prefix is registered, but for another origin")

enum import_rule {
#define IMPORT_RULE_CONSTANT(constant, name, text) constant,
	IMPORT_RULES(IMPORT_RULE_CONSTANT)
#undef IMPORT_RULE_CONSTANT
	RULE_NONE, /* nothing: the route is accepted */
	IMPORT_RULE_COUNT = RULE_NONE
};

/* "first-as"; "accepted" of RULE_NONE. */
const char *import_rule_name(enum import_rule rule);

/* What is the matter, a sentence without its full stop. */
const char *import_rule_text(enum import_rule rule);

#endif
