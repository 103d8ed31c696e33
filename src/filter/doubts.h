#ifndef WEIR_FILTER_DOUBTS_H
#define WEIR_FILTER_DOUBTS_H

#include "base/report.h"
#include "border/border.h"
#include "snapshot/snapshot.h"

/*
 * What the facts say against the border file's neighbors: a relationship that
 * was inferred otherwise, an AS number that no registry has given out. Notes for a
 * person, each with the place in the border file and that of the fact; nothing is
 * decided from them. Without such sources there are none. O(neighbors * log facts).
 */
void doubts_find(struct report *r, const struct snapshot *s, const struct border *b);

#endif
