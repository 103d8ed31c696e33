#ifndef WEIR_DELIVER_DELIVER_H
#define WEIR_DELIVER_DELIVER_H

#include <stdbool.h>

#include "base/err.h"
#include "base/out.h"

/*
 * Files into a router's output folder, each of them atomically (base/atomic_file.h):
 * whatever happens, a reader finds an old file or a new one, whole.
 */

/*
 * Append what folder/name holds to `to`; one that is not there is no error. 0, WEIR_EIO,
 * WEIR_ENOMEM or WEIR_ELIMIT. O(bytes).
 */
int deliver_fetch(const char *folder, const char *name, struct out *to, bool *exists, struct err *e);

/* How many bytes folder/name has; 0 where it cannot be told. */
size_t deliver_size(const char *folder, const char *name);

/* Whether folder/name holds exactly `content` (a memory sink). O(bytes); little memory. */
bool deliver_holds(const char *folder, const char *name, const struct out *content);

/*
 * Put `content` (a memory sink) into folder/name; a file that holds these bytes already is left
 * alone. 0, WEIR_EIO, WEIR_ENOMEM or WEIR_ELIMIT.
 */
int deliver_file(const char *folder, const char *name, const struct out *content, struct err *e);

/* Remove a file that need not be there (a held candidate that is none any more). 0, WEIR_EIO or WEIR_ENOMEM. */
int deliver_remove(const char *folder, const char *name, struct err *e);

#endif
