#ifndef WEIR_DELIVER_OPENBGPD_SET_H
#define WEIR_DELIVER_OPENBGPD_SET_H

#include <stdbool.h>

#include "base/out.h"
#include "filter/import.h"

/* OpenBGPD: the sets that the rules of a list ask. */

/* The ranges of one family, `prefix-set AS64501-IN-V4 {…}`, empty too. */
void openbgpd_set_put(struct out *o, const struct import_list *l, const char *what, unsigned family,
		      const struct range_list *ranges);

/* All sets of a neighbor's list. O(entries + pairs). */
void openbgpd_sets_put(struct out *o, const struct import_list *l);

/* An origin-set lets in every length from a prefix's own on. */
static inline bool openbgpd_is_roa(const struct range *r)
{
	return r->ge == r->len;
}

/* Whether there is an origin-set. O(pairs) where all are ranges that begin below their prefix, else O(1). */
bool openbgpd_has_roa(const struct import_list *l);

#endif
