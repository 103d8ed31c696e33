#ifndef WEIR_DELIVER_ASN_PATTERN_H
#define WEIR_DELIVER_ASN_PATTERN_H

#include <stdbool.h>

#include "filter/path_rules.h"

/*
 * Ranges of AS numbers for routers whose AS path expressions know digits only: 64496 to 64511
 * is 6449[6-9], 6450[0-9] and 6451[0-1].
 */
enum { ASN_PATTERN = 64 };

/*
 * Write a pattern of the smallest numbers of *left and take them out of it, until nothing
 * is left and the answer is false (`done` is set to false before the first call). O(digits).
 */
bool asn_pattern_next(struct asn_range *left, bool *done, char to[ASN_PATTERN]);

#endif
