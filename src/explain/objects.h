#ifndef WEIR_EXPLAIN_OBJECTS_H
#define WEIR_EXPLAIN_OBJECTS_H

#include "explain/lists.h"

/* What registries, ROAs and the border file put into a list, as facts: one file for each. */

/* Who may originate what a list holds of a range: at most ORIGINS_SHOWN are kept. */
enum { ORIGINS_SHOWN = 4 };

struct origins_found {
	uint32_t asns[ORIGINS_SHOWN];
	size_t n;       /* different ones, also those not kept */
	bool any;       /* something that is bound to no origin */
	size_t objects; /* that count */
	size_t first;   /* the fact of the first of them */
};

/* One more object, told next; `origin` is NULL where it is bound to none. */
void origins_note(struct origins_found *found, const struct facts_told *t, const uint32_t *origin);

/* Route objects and members of sets (registered.c). */

/*
 * Tell those behind a range, each with its chain from the border file down and the ROAs about it,
 * first those that count, then those that rules about single objects (filter/import.h) take
 * out. 0, WEIR_ENOMEM or WEIR_ELIMIT.
 */
int registered_tell(const struct explain *x, const struct explain_list *l, const struct range *r,
		    struct facts_told *t, struct origins_found *found);

/*
 * Tell the route objects for a range, or around it, of whatever origin, with why each is not taken, and
 * what would change that. As above. O(routes).
 */
int registered_tell_missing(const struct explain *x, const struct explain_list *l,
			    const struct range *r, struct facts_told *t);

/* Chains of sets (chains.c). */

/* Tell the chain of a way at `level`; `again` where it was told before. 0 or WEIR_ENOMEM. */
int chain_tell(const struct explain *x, const struct explain_list *l, size_t way, bool again,
	       unsigned level, struct facts_told *t);

/* Tell the chain to an AS number; false where the list does not reach it. */
bool chain_tell_asn(const struct explain *x, const struct explain_list *l, uint32_t asn,
		    unsigned level, struct facts_told *t);

/* Whether registries reach the AS number, and no exception rejects it. */
bool chain_reaches(const struct explain_list *l, uint32_t asn);

/* The source and maintainers of an object as a message has them: "RIPE, MNT-A MNT-B". */
enum { OWNER_TEXT = 128 };
const char *chain_owner_text(const struct irr_place *p, char to[OWNER_TEXT]);

/* ROAs (roas.c). */

/* Tell those that count as route objects for a range. */
void roas_tell_counting(const struct explain *x, const struct explain_list *l, const struct range *r,
			struct facts_told *t, struct origins_found *found);

/* Tell the VRPs that make a route object valid, or all that cover an invalid one. */
void roas_tell_about(const struct explain *x, const struct prefix *p, uint32_t origin,
		     unsigned level, struct facts_told *t);

/* Tell all VRPs that cover a prefix. */
void roas_tell_covering(const struct explain *x, const struct prefix *p, struct facts_told *t);

/* Tell the VRPs of an origin that cover a prefix of the border file. */
bool roas_tell_origin(const struct explain *x, const struct prefix *p, uint32_t origin,
		      struct facts_told *t);

/* The border file's own words (words.c). */

/* Tell its `prefixes` that meet a range. */
void words_tell_prefixes(const struct explain *x, const struct explain_list *l, const struct range *r,
			 struct facts_told *t, struct origins_found *found);

/* Tell the exceptions for a neighbor that accept, or reject, prefixes of a range. */
void words_tell_exceptions(const struct explain *x, const struct explain_list *l, const struct range *r,
			   bool accept, struct facts_told *t, struct origins_found *found);

/* Tell the exceptions for a neighbor about an AS number. */
bool words_tell_asn_exceptions(const struct explain *x, const struct explain_list *l, uint32_t asn,
			       struct facts_told *t);

/* Tell one, at a level. */
struct fact *words_tell_exception(const struct explain *x, const struct border_exception *e,
				  unsigned level, struct facts_told *t);

/* Tell the network's own prefixes around a range, and what would change that they are its own. */
void words_tell_own(const struct explain *x, const struct explain_list *l, const struct range *r,
		    struct facts_told *t);

/* Tell that a neighbor may send anything. */
void words_tell_anything(const struct explain *x, const struct explain_list *l, struct facts_told *t);

/* Tell what the neighbor is. */
void words_tell_neighbor(const struct explain *x, const struct border_neighbor *n, struct facts_told *t);

#endif
