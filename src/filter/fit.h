#ifndef WEIR_FILTER_FIT_H
#define WEIR_FILTER_FIT_H

#include "border/border.h"
#include "net/origin_list.h"
#include "net/range.h"

/*
 * The policy of lengths, over normalized lists: with `more-specifics` what is more specific
 * comes in, up to `max-length` or else /24 and /48; with `max-length` nothing longer stays,
 * and what is taken out goes into `too_long`. Both lists are in no order afterwards. 0,
 * WEIR_ENOMEM or WEIR_ELIMIT. O(n), nothing where the policy has neither.
 */
int fit_ranges(struct range_list *l, const struct border_policy *policy, struct range_list *too_long);
int fit_origins(struct origin_list *l, const struct border_policy *policy, struct range_list *too_long);

#endif
