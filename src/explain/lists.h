#ifndef WEIR_EXPLAIN_LISTS_H
#define WEIR_EXPLAIN_LISTS_H

#include "explain/explain.h"
#include "filter/import.h"
#include "filter/verdict.h"
#include "irr/why.h"
#include "net/prefix_set.h"
#include "sav/sets.h"
#include "snapshot/senders.h"

/* The decisions that answers stand on, each made when it is first asked for. */

/* An object that was expanded. */
struct explain_name {
	const char *text; /* NULL: its own number */
	uint32_t line;    /* of the border file; 0: it stands nowhere */
	const struct border_exception *exception; /* that accepts it; NULL: none */
};

/* What is accepted from one neighbor, and how it came to be. */
struct explain_list {
	bool made;
	int undecided;            /* why import_list_make() gave nothing … */
	struct err why_undecided; /* … with its place */
	struct import_list list;
	struct prefix_set entries; /* list.entries as a set */
	bool judges;
	struct verdicts verdicts; /* for routes of the table, once `judges` */
	struct irr_why *why;      /* NULL: no registry was asked */
	VEC(struct explain_name) names;
};

struct explain {
	const struct snapshot *snapshot;
	const struct border *border;
	struct explain_list *lists; /* of each neighbor, then of the network itself */
	struct senders senders;
	bool has_sav;
	struct sav sav; /* once has_sav */
	struct sav_sets sets;
};

/* Make it where it is not made yet. 0, WEIR_ENOMEM, WEIR_ELIMIT. */
int explain_list_get(struct explain *x, uint32_t neighbor, struct explain_list **list);

/*
 * The rule that the neighbor's filter has against a route of the table, RULE_NONE where it is accepted;
 * false where the neighbor's list cannot be made, or no neighbor sent it. 0 or WEIR_ENOMEM, WEIR_ELIMIT.
 */
int explain_verdict(struct explain *x, const struct bgp_table_route *route, enum import_rule *rule,
		    bool *judged);

/* Say that a list cannot be made, and why. 0 or WEIR_ENOMEM. */
int explain_tell_undecided(const struct explain_list *l, struct explain_answer *a);

/* The neighbor's row of the border file; NULL for the network itself. */
const struct border_neighbor *explain_neighbor(const struct explain *x, uint32_t neighbor);

/* The names of a neighbor's list as the border file has them; NULL `n`: the network's own. */
const struct border_texts *explain_as_sets(const struct explain *x, const struct border_neighbor *n);
const struct border_prefixes *explain_prefixes(const struct explain *x, const struct border_neighbor *n);

#endif
