#ifndef WEIR_CONFINE_PRIVILEGES_H
#define WEIR_CONFINE_PRIVILEGES_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/* Whom the processes run as. */
struct privileges {
	bool drop; /* started as root; to these, which may be root's own */
	uid_t uid;
	gid_t gid;
};

/*
 * Look the user up, whom the border file names at `key`: it counts where the caller is root, who else gives up its
 * capabilities and stays the owner of its files. 0 or WEIR_ENOTFOUND.
 */
int privileges_find(struct privileges *p, const char *key, const char *user, struct err *e);

/* Become that user, without a capability, for good: no later program gets more either. 0 or WEIR_EIO. */
int privileges_drop(const struct privileges *p, struct err *e);

#endif
