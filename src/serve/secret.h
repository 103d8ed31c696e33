#ifndef WEIR_SERVE_SECRET_H
#define WEIR_SERVE_SECRET_H

#include <sys/stat.h>

#include "base/err.h"

/*
 * Whether a file with a key, at `path`, is its owner's and group's alone: 0, or WEIR_ESYNTAX where everybody may
 * read or write it. O(1).
 */
int secret_check(const struct stat *st, const char *path, struct err *e);

#endif
