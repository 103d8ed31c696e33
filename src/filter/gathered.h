#ifndef WEIR_FILTER_GATHERED_H
#define WEIR_FILTER_GATHERED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/report.h"
#include "border/border.h"
#include "filter/exceptions.h"
#include "net/asn.h"
#include "net/origin_list.h"
#include "net/range.h"
#include "snapshot/snapshot.h"

/*
 * What registries and the border file hold for a neighbor, before any rule is applied: the
 * first step of import_list_make().
 */
struct gathered {
	struct origin_list bound;  /* route objects, with their origins */
	struct origin_list roas;   /* ROAs that count as route objects */
	struct range_list unbound; /* prefixes that route-sets list: any origin may have them */
	struct range_list listed;  /* `prefixes` of the border file: a person's word */
	struct asn_set cone;       /* normalized: every AS that was reached, and who ROAs name for `listed` */
	bool anything;             /* no registry was asked */
	size_t sets, asns;         /* that were reached */
	size_t depth;              /* of the deepest set, 1 for one that the border names */
	struct report gaps;        /* what is named and not to be had, with places */
};

/*
 * Gather; `n` is NULL for the network itself. Routes of AS numbers that exceptions accept are
 * in it; those of rejected ones are not. All sources count: of a set the first source that has
 * it, of route objects every one. 0; WEIR_ENOTFOUND and WEIR_ESYNTAX with the place in the border
 * file; WEIR_ENOMEM, WEIR_ELIMIT. Release in either case. O(sets + members + routes + ROAs).
 */
int gathered_make(struct gathered *r, const struct snapshot *s, const struct border *b,
		    const struct border_neighbor *n, const struct exceptions *x, struct err *e);

/*
 * What a VRP lets in where it counts as a route object: its prefixes, bounded by the policy of lengths;
 * false where all are too long. O(1).
 */
bool gathered_roa_range(const struct border_policy *policy, const struct vrp *v, struct range *r);

void gathered_release(struct gathered *r);

#endif
