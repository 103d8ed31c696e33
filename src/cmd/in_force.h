#ifndef WEIR_CMD_IN_FORCE_H
#define WEIR_CMD_IN_FORCE_H

#include "base/err.h"
#include "base/out.h"
#include "base/sha256.h"
#include "store/history.h"

/* What stands in a router's folder, for the history. */

/* The hash of a file; "" where it is not there. 0, or what the system said. */
int in_force_hash(const char *folder, const char *name, char hash[SHA256_TEXT], struct err *e);

/* The contents of files that a record is made of: zeroed at first, released after history_add(). */
struct in_force {
	struct out content[HISTORY_FILES];
	size_t n;
};

/* Add a file that is in force to the record, with its content and hash; one that is not there is no file. */
int in_force_add(struct in_force *f, struct history_record *r, const char *folder, const char *name,
		 struct err *e);

void in_force_release(struct in_force *f);

#endif
