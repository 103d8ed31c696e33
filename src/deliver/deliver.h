#ifndef WEIR_DELIVER_DELIVER_H
#define WEIR_DELIVER_DELIVER_H

#include <stdbool.h>

#include "base/err.h"
#include "base/out.h"

/*
 * Files into a router's output folder, each of them atomically (base/atomic_file.h):
 * whatever happens, a reader finds an old file or a new one, whole.
 */
enum delivered {
	DELIVERED_WRITTEN,
	DELIVERED_UNCHANGED /* the same bytes are there already: nothing is touched */
};

/* Make a folder and the ones above it. 0 or WEIR_EIO; WEIR_ENOMEM. */
int deliver_folder(const char *path, struct err *e);

/* Whether folder/name holds exactly these bytes already. O(bytes). */
bool deliver_holds(const char *folder, const char *name, const struct out *content);

/*
 * Put `content` (a memory sink) into folder/name; *how says what had to be done.
 * With `pretend` it only says so. 0, WEIR_EIO or WEIR_ENOMEM.
 */
int deliver_file(const char *folder, const char *name, const struct out *content, bool pretend,
		 enum delivered *how, struct err *e);

/* Remove a file that need not be there (a held candidate that is none any more). 0, WEIR_EIO or WEIR_ENOMEM. */
int deliver_remove(const char *folder, const char *name, struct err *e);

#endif
