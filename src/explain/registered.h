#ifndef WEIR_EXPLAIN_REGISTERED_H
#define WEIR_EXPLAIN_REGISTERED_H

#include "explain/lists.h"

/* What registries and ROAs say, as facts. */

/* Who may originate what a list holds of a range: at most ORIGINS_SHOWN are kept. */
enum { ORIGINS_SHOWN = 4 };

struct origins_found {
	uint32_t asns[ORIGINS_SHOWN];
	size_t n;      /* different ones, also those not kept */
	bool any;      /* something that is bound to no origin */
	size_t objects;
	const struct fact *one; /* the only object, where there is one; else NULL */
};

/*
 * Tell every route object and member behind a range, each with its chain from the border file
 * down and the ROAs about it; what is written in the border file itself too. 0 or WEIR_ENOMEM.
 */
int registered_tell(const struct explain *x, const struct explain_list *l, const struct range *r,
		    struct facts_told *t, struct origins_found *found);

/* Tell the chain to an AS number at `level`; false where the list does not reach it. */
bool registered_tell_asn(const struct explain *x, const struct explain_list *l, uint32_t asn,
			 unsigned level, struct facts_told *t);

/*
 * Tell the route objects for a range, or around it, that the list does not take, and what would
 * change that. 0 or WEIR_ENOMEM. O(routes).
 */
int registered_tell_missing(const struct explain *x, const struct explain_list *l,
			    const struct range *r, struct facts_told *t);

/* Tell the VRPs that cover a prefix; of one origin, or all where that is none of theirs. */
void registered_tell_roas(const struct explain *x, const struct prefix *p, uint32_t origin,
			  unsigned level, struct facts_told *t);

/* Tell all VRPs that cover a prefix. */
void registered_tell_covering(const struct explain *x, const struct prefix *p, struct facts_told *t);

#endif
