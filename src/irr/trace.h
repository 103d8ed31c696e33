#ifndef WEIR_IRR_TRACE_H
#define WEIR_IRR_TRACE_H

#include "irr/expander.h"
#include "irr/why.h"

/* How an expansion reached everything: what why.c records and why_routes.c asks. */

/* An AS number or a range that was reached. */
struct event {
	struct foot foot;
	bool is_range;
	uint32_t asn, only;  /* of an AS number; the source that its routes are taken from, or any_source */
	struct range range;  /* as the member is written */
	struct chain chain;  /* of the operators above */
};

struct trace {
	VEC(struct foot) sets; /* how each set of the queue was reached */
	VEC(struct event) events;
};

struct irr_why {
	struct expander x;
	struct irr_expand_options options;
	struct irr_expansion expansion;
	struct trace trace;
};

/* Where the member stands that a foot is, or the object that refers. */
struct irr_place trace_place(const struct irr_why *w, const struct foot *foot);

#endif
