#ifndef WEIR_GATE_DIFF_H
#define WEIR_GATE_DIFF_H

#include "gate/last.h"
#include "net/asn.h"
#include "net/prefix_set.h"
#include "net/range.h"

/* What is between two lists: prefixes as few entries, and AS numbers where paths may end. */
struct gate_diff {
	struct range_list came, gone;
	struct asn_set asns_came, asns_gone;
};

/*
 * From `then` to `now`; a zeroed list is empty. 0, WEIR_ENOMEM or WEIR_ELIMIT; release in either
 * case. O(n log n).
 */
int gate_diff_make(struct gate_diff *d, const struct gate_last *then, const struct gate_last *now);

/* What `a` has and `b` has not, as few entries as say it. */
int gate_gone(struct range_list *to, const struct prefix_set *a, const struct prefix_set *b);

void gate_diff_release(struct gate_diff *d);

#endif
