#ifndef WEIR_EXPLAIN_QUERY_H
#define WEIR_EXPLAIN_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/range.h"

/* What is asked: about a prefix or a range of prefixes, or about an AS number. */
enum query_kind { QUERY_PREFIX, QUERY_ASN };

struct query {
	enum query_kind kind;
	struct range range;    /* of QUERY_PREFIX */
	uint32_t asn;          /* of QUERY_ASN */
	bool has_neighbor;     /* the text names the neighbor, or the network itself by `announced` */
	uint32_t neighbor;
	bool announced;        /* a list of what the network announces: "AS64500-OUT" */
};

/*
 * Read a question as people type it, or as any line of an output has it: the first prefix of
 * the text with the lengths that stand behind it, in the words of any router language
 * ("192.0.2.0/24^25-26", "{25,26}", "le 26", "ge 25 le 26", "prefixlen 25 - 26", "upto /26",
 * "prefix-length-range /25-/26", "orlonger", `"ge": 25`), else the first AS number.
 * An AS number before a prefix ("AS64501 192.0.2.0/24") and the name of a list
 * ("AS64501-IN-V4") tell the neighbor. NULL, or what was expected. O(n).
 */
const char *query_parse(const char *s, size_t n, struct query *q);

#endif
