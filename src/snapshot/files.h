#ifndef WEIR_SNAPSHOT_FILES_H
#define WEIR_SNAPSHOT_FILES_H

#include "snapshot/snapshot.h"

/*
 * The files behind the paths and patterns of a border's sources, into s->sources in
 * order of trust: of the border file, then of name. 0; WEIR_EIO with the place in
 * the border file where a pattern has none or cannot be looked up; WEIR_ELIMIT,
 * WEIR_ENOMEM.
 */
int files_find(struct snapshot *s, const struct border *b, struct err *e);

#endif
