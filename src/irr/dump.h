#ifndef WEIR_IRR_DUMP_H
#define WEIR_IRR_DUMP_H

#include "base/strmap.h"
#include "irr/index.h"
#include "irr/irr.h"

/* One dump of an open struct irr. */
struct dump {
	char *path;
	struct index index;
	bool from_index;
	uint16_t *sources; /* the dump's own numbers to the registry's */
	size_t nsources;
};

/* For the files of this room. */
struct irr {
	struct dump *dumps;
	size_t n;
	struct strmap sources; /* in order of trust */
};

/*
 * Open one dump: by its index where that is sound and fresh, else by reading it,
 * after which the index is written. Errors as irr_open().
 */
int dump_open(struct dump *d, const char *path, const struct irr_options *options,
	      struct report *r, struct err *e);

void dump_release(struct dump *d);

/* The registry's number of a dump's own; STRMAP_NONE for one that a forged file made up. */
static inline uint32_t dump_source(const struct dump *d, uint16_t own)
{
	return own < d->nsources ? d->sources[own] : STRMAP_NONE;
}

/* Where an object of a dump stands; `mnt_by` is an offset of its strings. */
struct irr_place dump_place(const struct irr *irr, const struct dump *d, uint16_t source,
			    uint32_t line, uint32_t mnt_by);

/* The prefix of row `i` of the routes of a family; of a forged index anything. O(1). */
struct prefix dump_route_prefix(const struct index *ix, unsigned family, size_t i);

/* The first route of a run that is not before `p` in order of prefix_cmp(). O(log n). */
size_t dump_first_route(const struct index *ix, const struct prefix *p, struct index_run run);

/* The set of that name that is trusted most, and its dump; NULL where there is none. */
const struct fact_set *irr_best_set(const struct irr *irr, const char *name, const struct dump **where);

#endif
