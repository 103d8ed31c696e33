#ifndef WEIR_BASE_ATOMIC_FILE_H
#define WEIR_BASE_ATOMIC_FILE_H

#include "base/err.h"
#include "base/out.h"

/*
 * A file that is either the old one or the whole new one, whatever happens in
 * between: written to a temporary beside it, synced, renamed, and the folder
 * synced. A full disk or a kill leaves the old file as it was; what a kill leaves of the new one,
 * NAME.weir-XXXXXX, is nobody's, and atomic_file_sweep() takes it away.
 *
 *	rc = atomic_file_open(&f, "out/list.conf", &err);
 *	out_str(&f.out, ...);
 *	rc = atomic_file_commit(&f, &err);     or atomic_file_abort(&f)
 */
struct atomic_file {
	struct out out;
	char *path, *tmp;
	int fd;
};

/* The folder must exist. 0, WEIR_ENOMEM or WEIR_EIO. */
int atomic_file_open(struct atomic_file *f, const char *path, struct err *e);

/* Put the new file in place; on any error the old one stays. Releases `f` either way. */
int atomic_file_commit(struct atomic_file *f, struct err *e);

/* Give the new file up. */
void atomic_file_abort(struct atomic_file *f);

/*
 * Remove what processes that died left in a folder; a process that lives holds flock(2) on its temporary. A
 * folder that is none has none. 0 or WEIR_EIO. O(names).
 */
int atomic_file_sweep(const char *folder, struct err *e);

#endif
