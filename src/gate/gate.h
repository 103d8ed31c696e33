#ifndef WEIR_GATE_GATE_H
#define WEIR_GATE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "asgraph/as_graph.h"
#include "border/border.h"
#include "gate/last.h"
#include "net/asn.h"
#include "net/prefix_set.h"

/*
 * What stands between a candidate and the routers: one that looks like the result of a failure,
 * or that would let in what nobody may announce, is held, and the last good one stays in
 * force (the guide's section 4.4.1.4). The reasons to hold are a table (reasons.c).
 */

/* The cone behind a neighbor: what its sets reach. */
struct gate_cone {
	size_t asns, depth;
	const struct asn_set *members;  /* normalized; NULL: not known, or anything */
	uint32_t customer;              /* whose cone it is, where no tier-1 may be in it; else 0 */
	const struct as_graph *graph;   /* relationships; may have none */
	const struct border *border;    /* its own providers and peers, and whom it knows as something else */
	const struct asn_set *never;    /* normalized: nowhere behind the customer; NULL: not asked */
	const struct asn_set *accepted; /* normalized: what an exception lets stand there */
};

/* A source that lost more of its records than gate.max-change allows. */
struct gate_loss {
	enum source_kind kind;
	const char *path;   /* as people know it */
	uint64_t then, now; /* records in the last good build, and in this one */
	bool gone;          /* its file is not there any more */
};

struct gate_losses {
	VEC(struct gate_loss) items;
};

/* What is judged. Pointers that are NULL ask nothing. */
struct gate_candidate {
	const struct range_list *entries; /* normalized */
	uint64_t gaps;                    /* names in its sets that no registry holds */
	uint64_t damage;                  /* damaged records of the registries and the RPKI */
	uint64_t empty;                   /* sources without any record */
	const struct gate_losses *losses;
	unsigned kinds;                   /* bits 1 << enum source_kind: of the sources that it depends on */
	const struct border_gate *limits;
	unsigned may_be_empty;                /* families: bits 1 << IPV4, 1 << IPV6 */
	const struct border_prefixes *own;     /* the network's, which the list is there to announce */
	const struct border_prefixes *allowed; /* what the border file says is accepted */
	const struct range_list *accepted; /* normalized: what a person lets in, whatever is held against it */
	const struct range_list *rejected; /* normalized: what a person keeps out; it beats the above */
	const struct border_prefixes *beacons;
	const struct prefix_set *bogons;
	struct gate_cone cone;
};

enum { GATE_REASONS = 20 };

struct gate_finding {
	const char *reason; /* its name in the table: "max-change" */
	char text[256];     /* one sentence for people, with figures */
};

struct gate_verdict {
	size_t n; /* 0: it passes */
	struct gate_finding v[GATE_REASONS];
};

/*
 * Judge a candidate beside the last good one: every reason to hold that there is, in the
 * order of the table. 0, WEIR_ENOMEM or WEIR_ELIMIT. O(n log n).
 */
int gate_judge(struct gate_verdict *v, const struct gate_candidate *c, const struct gate_last *last);

/* Whether so many of then's are more than gate.max-change allows to go. */
bool gate_is_loss(const struct border_gate *limits, uint64_t then, uint64_t now);

/* Hold for a reason that is found elsewhere: a file that cannot be read, a router's own checker. */
void gate_hold(struct gate_verdict *v, const char *reason, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* All sentences of a verdict, "; " between them; returns `to`. */
const char *gate_text(const struct gate_verdict *v, char *to, size_t size);

#endif
