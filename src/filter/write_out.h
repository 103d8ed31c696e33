#ifndef WEIR_FILTER_WRITE_OUT_H
#define WEIR_FILTER_WRITE_OUT_H

#include "net/range.h"

/*
 * A range is written out where it stands for at most WRITE_OUT_MAX prefixes,
 * and only until WRITE_OUT_TOTAL were written out in all: 10.0.0.0/8^+ in one
 * line of a registry must not become 33 million.
 */
enum { WRITE_OUT_MAX = 1 << 16, WRITE_OUT_TOTAL = 1 << 22 };

/*
 * Replace the ranges of a list by their prefixes, up to the length `max_len`;
 * those too wide move to `wide` (zeroed or made before). The list comes back
 * normalized. 0, WEIR_ENOMEM or WEIR_ELIMIT. O(n log n) in what is written.
 */
int write_out(struct range_list *list, unsigned max_len, struct range_list *wide);

#endif
