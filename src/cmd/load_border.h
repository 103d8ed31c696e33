#ifndef WEIR_CMD_LOAD_BORDER_H
#define WEIR_CMD_LOAD_BORDER_H

#include "border/border.h"
#include "snapshot/snapshot.h"

/* A border file; what is wrong with it is told on stderr. Release it in either case. */
bool load_any_border(struct border *b, const char *path);

/* The same, where there must be a network; one that only serves has none. */
bool load_border_file(struct border *b, const char *path);

/*
 * All sources of a border that was read; on a terminal, the file that is being read is shown.
 * What is wrong is told on stderr, but not the damage that readers went on from. Release the
 * snapshot in either case.
 */
bool load_sources(struct snapshot *s, const struct border *b, bool leave_no_files);

/*
 * A border file and all its sources, for the commands that only look. What is wrong is
 * told on stderr; false where there is nothing to look at. Release both in either case.
 */
bool load_border(struct border *b, struct snapshot *s, const char *path);

#endif
