#ifndef WEIR_CMD_HELD_H
#define WEIR_CMD_HELD_H

#include <stdbool.h>

#include "base/err.h"
#include "store/history.h"

/*
 * The candidate of a hold as files beside those in force, NAME.held: for people to look at. What is
 * approved comes from the history; a .held file that says something else was changed since.
 */

/* Write one that is not there. 0, or what the history or the system said. */
int held_put(struct history *h, const char *folder, const struct history_file *f, struct err *e);

/* Whether it is still the candidate, or gone. */
int held_intact(const char *folder, const struct history_file *f, bool *intact, struct err *e);

int held_remove(const char *folder, const struct history_file *f, struct err *e);

#endif
