#ifndef WEIR_BASE_FOLDER_H
#define WEIR_BASE_FOLDER_H

#include <sys/types.h>

#include "base/err.h"

/*
 * Make a folder and the ones above it (these of mode 0755), where they are not there yet; one that is there keeps
 * its mode. 0, WEIR_EIO with its place, or WEIR_ENOMEM.
 */
int folder_make(const char *path, mode_t mode, struct err *e);

#endif
