#ifndef WEIR_EXPLAIN_FACTS_H
#define WEIR_EXPLAIN_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"
#include "irr/irr.h"
#include "net/range.h"

/* What a decision stands on, each fact with the place where it is written. */
enum fact_kind {
	FACT_BORDER,     /* the border file says so */
	FACT_EXCEPTION,  /* an exception of the border file: range or asn */
	FACT_ROUTE,      /* a route object: range (its prefix), asn (its origin) */
	FACT_MEMBER,     /* a set has a member: set, name */
	FACT_REFERENCE,  /* an object is a member of a set by reference: set, name */
	FACT_AUT_NUM,    /* an aut-num: asn */
	FACT_ROA,        /* a VRP: range (its prefix up to maxLength), asn */
	FACT_ASPA,       /* a provider of a customer: asn, name */
	FACT_DELEGATION, /* a line of a delegation file */
	FACT_SPECIAL,    /* a row of IANA's special-purpose registries, which are built in: name */
	FACT_LINK,       /* a line of the AS relationships: asn, name */
	FACT_SEEN,       /* a route of the table: range (its prefix), asn (its neighbor) */
	FACT_SAV,        /* what a scheme of source-address validation stands on */
	FACT_NOTE,       /* no object says it: what is missing, how many more */
	FACT_KINDS
};

/* "border", "route", … */
const char *fact_kind_text(enum fact_kind kind);

struct fact {
	enum fact_kind kind;
	unsigned level;    /* 0; 1: how the fact of level 0 before it was reached or judged */
	bool idle;         /* it is told, and has no part in the answer: it does not count */
	bool again;        /* as after the fact before: of use to programs alone */
	const char *text;  /* a sentence without its full stop */
	const char *source, *mnt_by; /* of the registry; NULL: none */
	const char *file;  /* NULL: no file */
	uint32_t line;     /* of a binary file the record; 0: none */
	const char *set, *name; /* NULL where the kind has none */
	bool has_range, has_asn;
	struct range range;
	uint32_t asn;
};

/* Facts and what would change the answer, in the order told. A zeroed one is empty. */
struct facts_told {
	VEC(struct fact) facts;
	VEC(const char *) changes;
	struct arena text;
	bool failed; /* memory ran out: nothing of it is to be shown */
	struct fact nowhere; /* what is told then */
};

enum { FACTS_TOLD_MAX = 1 << 21 };

/*
 * Tell a fact, its text formatted; strings are not copied and must outlive it, but for the text. The
 * result may be filled further until the next one is told. Never NULL: without memory it goes
 * nowhere, and `failed` says so.
 */
struct fact *facts_tell(struct facts_told *t, enum fact_kind kind, unsigned level, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Tell what would change the answer. */
void facts_tell_change(struct facts_told *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A copy that lives as long as the facts; "" without memory. */
const char *facts_keep(struct facts_told *t, const char *s);

/* Where an object of the registry stands. */
void fact_place(struct fact *f, const struct irr_place *place);

void facts_told_release(struct facts_told *t);

#endif
