#ifndef WEIR_IRR_FACTS_H
#define WEIR_IRR_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/input.h"
#include "base/strmap.h"
#include "base/vec.h"

/*
 * What one dump says, on its way from text to index: flat arrays in order of
 * appearance. Strings are numbers of `strings`; number 0 is the empty string.
 * Names, sources and maintainers are in upper case. The records go into the
 * index as they are, with strings as offsets; `zero` keeps its bytes defined.
 */
enum { FACTS_MAX = 1u << 28, FACTS_NOTES = 64, FACTS_SOURCES = 1024 };

struct fact_route {
	uint64_t hi, lo;
	uint32_t origin, line, mnt_by;
	uint16_t source;
	uint8_t family, len;
};

/* A route object whose prefix cannot be read, though its origin can. */
struct fact_bad_route {
	uint32_t origin, line, name, why;
	uint16_t source, zero;
};

enum fact_member_kind {
	FACT_ASN,     /* value: the number; aux: a source */
	FACT_NAME,    /* value: the name; aux: a source */
	FACT_RANGE,   /* hi .. le, the operator applied */
	FACT_DAMAGED, /* value: as written; aux: what was expected */
	FACT_ENDLESS  /* value: as written */
};

struct fact_member {
	uint64_t hi, lo;
	uint32_t value, aux, line;
	uint8_t kind, op, op_ge, op_le;
	uint8_t family, len, ge, le;
	uint32_t zero;
};

struct fact_set {
	uint32_t name, first, members, mbrs_by_ref, mnt_by, line;
	uint16_t source;
	uint8_t is_route_set, zero;
};

/* member-of of an aut-num (family 0) or of a route. */
struct fact_ref {
	uint64_t hi, lo;
	uint32_t set, mnt_by, asn, line;
	uint16_t source;
	uint8_t family, len;
	uint32_t zero;
};

struct fact_aut_num {
	uint64_t policy; /* where its text begins in `policy`; NUL-terminated */
	uint32_t asn, mnt_by, line;
	uint16_t source, zero;
};

struct fact_note {
	uint32_t line, col, text;
};

struct facts {
	struct strmap strings;
	VEC(uint32_t) sources; /* the names, in order of appearance */
	VEC(struct fact_route) routes4, routes6;
	VEC(struct fact_bad_route) bad_routes;
	VEC(struct fact_set) sets;
	VEC(struct fact_member) members;
	VEC(struct fact_ref) refs;
	VEC(struct fact_aut_num) aut_nums;
	VEC(char) policy;
	VEC(struct fact_note) notes; /* the first FACTS_NOTES */
	uint64_t damage;
	uint32_t others, deleted, dropped;
	uint32_t cut; /* the last line, where the dump ends in the middle of an object; else 0 */
};

/*
 * Read a whole dump. Damage inside it is noted and passed over; 0, or
 * WEIR_ENOMEM, WEIR_ELIMIT, or the reader's error. O(bytes).
 */
int facts_read(struct facts *f, struct input *in, struct err *e);

void facts_release(struct facts *f);

#endif
