#ifndef WEIR_EXPLAIN_EXPLAIN_H
#define WEIR_EXPLAIN_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "border/border.h"
#include "explain/facts.h"
#include "filter/rules.h"
#include "net/range.h"
#include "snapshot/snapshot.h"

/*
 * The reason of any decision about a border, from its facts: by which rule, by which object of
 * which file at which line, and what would change it. The decisions themselves are
 * those of filter/, made once for each neighbor that is asked about.
 *
 *	rc = explain_open(&x, snapshot, border);
 *	rc = explain_import(x, neighbor, &range, &answer, &e);      …
 *	explain_answer_release(&answer);
 *	explain_close(x);
 */
struct explain;

/* 0 or WEIR_ENOMEM; snapshot and border must outlive it. Decides nothing yet. */
int explain_open(struct explain **x, const struct snapshot *s, const struct border *b);
void explain_close(struct explain *x);

enum explain_verdict {
	EXPLAIN_ACCEPTED,
	EXPLAIN_PARTLY,   /* of a range: some of its prefixes */
	EXPLAIN_REJECTED,
	EXPLAIN_UNDECIDED /* the neighbor's list cannot be made; the facts say why */
};

/* "accepted", … */
const char *explain_verdict_text(enum explain_verdict v);

struct explain_answer {
	const struct border_neighbor *neighbor; /* NULL: the network itself, what it announces */
	enum explain_verdict verdict;
	enum import_rule rule; /* that rejects, the first that does; RULE_NONE where all is accepted */
	const char *by;        /* that rule's name; of sources, the scheme that denies */
	const char *text;      /* one sentence: the verdict and its rule */
	struct facts_told told;
};

/* The number of the network itself, whose list is what it announces. */
enum { EXPLAIN_SELF = UINT32_MAX };

/*
 * Whether a neighbor (its number in the border) may announce the prefixes of a range, as far as prefixes tell:
 * paths are judged with a route (filter/path_rules.h). 0, WEIR_ENOMEM, WEIR_ELIMIT. The answer
 * is released in either case. O(what a neighbor's sets hold) the first time, then O(ASes * log routes).
 */
int explain_import(struct explain *x, uint32_t neighbor, const struct range *r,
		   struct explain_answer *a);

/* Whether a neighbor's routes may have this origin, by which chain of sets. As explain_import(). */
int explain_origin(struct explain *x, uint32_t neighbor, uint32_t asn, struct explain_answer *a);

/*
 * Whether the prefixes of a range are announced to a neighbor (filter/export.h): always where it gets
 * every route, else where the network announces them. As explain_import().
 */
int explain_export(struct explain *x, uint32_t neighbor, const struct range *r,
		   struct explain_answer *a);

/*
 * Whether packets from a neighbor may have the addresses of a block as source, by each scheme in force for
 * it (sav/scheme.h). The tables are made the first time. As explain_import().
 */
int explain_source(struct explain *x, uint32_t neighbor, const struct prefix *block,
		   struct explain_answer *a);

/* What the sources say about a prefix or an AS number, whoever announces it. 0, WEIR_ENOMEM, WEIR_ELIMIT. */
int explain_prefix_facts(struct explain *x, const struct range *r, struct facts_told *t);
int explain_asn_facts(const struct explain *x, uint32_t asn, struct facts_told *t);

void explain_answer_release(struct explain_answer *a);

#endif
