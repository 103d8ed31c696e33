#ifndef WEIR_IRR_EXPANDER_H
#define WEIR_IRR_EXPANDER_H

#include "irr/chain.h"
#include "irr/dump.h"
#include "irr/expand.h"
#include "irr/pairs.h"

/* One expansion under way: what expand.c (sets) and reach.c (AS numbers, ranges) share. */

/* Not one source alone; a source that is not used. */
static const uint32_t any_source = STRMAP_NONE, unused_source = STRMAP_NONE;

/* A set to visit. */
struct task {
	uint32_t dump, set, depth;
	struct chain chain;
};

/* A chain that led to a set before, and the one before that (its place + 1; 0: none). */
struct way {
	struct chain chain;
	uint32_t next;
};

/* Who named something, for the gaps. */
struct namer {
	const char *by, *source, *file;
	uint32_t line;
};

/*
 * What leads to the set, AS number or range that is added next: the member of a set, an
 * object that is a member by reference, or an object that the caller named.
 */
struct foot {
	uint32_t task; /* the set's place in the queue; NO_TASK: the caller's object */
	uint32_t line; /* of the member, or of the object that refers; of NO_TASK the object's number */
	uint32_t dump, mnt_by, origin; /* of the object that refers */
	uint16_t source;
	bool by_ref;
	struct range_op op; /* what the member has behind its name */
};

enum { NO_TASK = UINT32_MAX };

struct trace; /* why.c: how everything was reached */

struct expander {
	const struct irr *irr;
	const struct irr_expand_options *o;
	struct irr_expansion *x;
	uint32_t *rank;     /* of each source: the lower the more trusted, or unused_source */
	bool every_source;  /* none is left out */
	uint32_t *set_base; /* numbers the sets of all dumps */
	struct pairs sets, asns, known;
	struct pairs told; /* members that became gaps */
	size_t steps;      /* members looked at */
	struct asn_set routeless;
	VEC(struct task) queue;
	VEC(struct way) ways;
	uint32_t *last_way; /* of each set, place + 1; NULL until a chain is met */
	struct foot foot;
	struct trace *trace; /* NULL: nobody asks. Else what is reached goes there, and no route is looked up */
};

/* Visit all that the objects lead to; errors as irr_expand(). */
int expander_run(struct expander *x, const char *const *objects, size_t n, struct err *e);
void expander_release(struct expander *x);

/* The set of a task. O(1). */
const struct fact_set *expander_set(const struct expander *x, const struct task *t);

/* Whether a record of a dump's source counts; `only` is one source or any_source. O(1). */
bool expander_uses(const struct expander *x, const struct dump *d, uint16_t source,
		   uint32_t only);

/* Members looked at, over all visits: a web of many sets and operators ends here, not in hours. */
enum { STEPS_MAX = 1u << 24 };

/*
 * Add what is a member of a task's set by reference (RFC 2622 sections 5.1 and 5.2), of the set's own source;
 * errors as irr_expand(). O(dumps * log refs + refs).
 */
int expander_add_refs(struct expander *x, const struct task *t);

/* What an index gives is bounded before it is used: a forged one must not reach beyond. */
bool expander_is_sound(const struct range *r);

/* Note what is missing from the result. */
int expander_add_gap(struct expander *x, enum irr_gap_kind kind, const char *name,
		     const struct namer *who, const char *text);

/* A range from an index, through the chain, into the result. O(1) amortised. */
int expander_add_range(struct expander *x, const struct range *r, struct chain chain);

/* The same with the origin that a route object binds it to. */
int expander_add_route(struct expander *x, const struct range *r, struct chain chain,
		       uint32_t origin);

/* An AS number, and its routes. O(dumps * log ASes + routes), once per chain. */
int expander_reach_asn(struct expander *x, uint32_t asn, struct chain chain, uint32_t only);

/* Remember that x->foot leads to this. 0, WEIR_ENOMEM or WEIR_ELIMIT. O(1) amortised. */
int trace_task(struct expander *x);
int trace_asn(struct expander *x, uint32_t asn, struct chain chain, uint32_t only);
int trace_range(struct expander *x, const struct range *r, struct chain chain);

#endif
