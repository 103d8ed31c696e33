#ifndef WEIR_FILTER_REGISTERED_H
#define WEIR_FILTER_REGISTERED_H

#include <stdint.h>

#include "net/origin_list.h"
#include "net/range.h"

/*
 * What prefix ranges say about one prefix and its origin, for going through a table of routes:
 * the ranges stay where they are, each knows the nearest one around it.
 */
enum registration {
	REGISTERED_NOT,   /* no range has the prefix */
	REGISTERED_OTHER, /* for other origins only */
	REGISTERED        /* for this origin, or for any */
};

struct registered {
	const struct origin_list *bound;  /* what one origin may announce; normalized */
	const struct range_list *unbound; /* what any may; normalized */
	/* Of each range: the number, from 1, of the last one of the nearest prefix around; 0: none. */
	uint32_t *around_bound, *around_unbound;
};

/*
 * 0 or WEIR_ENOMEM; release the zeroed or made struct after use, the lists outlive it. O(n),
 * four bytes a range.
 */
int registered_make(struct registered *r, const struct origin_list *bound,
		    const struct range_list *unbound);

/* Origin 0 (RFC 7607) stands for a path without one. O(log n) for each prefix around `p`. */
enum registration registered_find(const struct registered *r, const struct prefix *p,
				  uint32_t origin);

void registered_release(struct registered *r);

#endif
