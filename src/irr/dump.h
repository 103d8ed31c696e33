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

#endif
