#ifndef WEIR_GATE_REASONS_H
#define WEIR_GATE_REASONS_H

#include "gate/gate.h"

/* What the reasons look at: the candidate, the last good one, and what is between them. */
struct gate_case {
	const struct gate_candidate *c;
	const struct gate_last *last;
	size_t n;                       /* entries of the candidate */
	struct prefix_set now, then;    /* what the lists let pass */
	struct range_list came, gone;   /* the difference, as few entries as say it */
	struct prefix_set rejected;     /* by a person */
	struct range_list bogons;       /* that would pass, and that no person lets in */
	struct range_list kept_out;     /* what a person lets in, and would not pass */
};

/* A reason to hold: false and a sentence where it is given. */
struct gate_reason {
	const char *name; /* as histories and programs see it */
	bool (*passes)(const struct gate_case *k, char *text, size_t size);
	bool last_word; /* where it is given the others have nothing to add */
};

/* The table, in the order in which people are told; NULL ends it. */
extern const struct gate_reason gate_reasons[];

#endif
