#ifndef WEIR_CONFINE_CAPABILITIES_H
#define WEIR_CONFINE_CAPABILITIES_H

#include <stddef.h>

#include "base/err.h"

/*
 * Of what the kernel lets this process do beyond its user (capabilities(7)), keep these at most, by their numbers
 * in <linux/capability.h>: in every set, so that neither a child nor a program that it runs has more. 0 or
 * WEIR_EIO.
 */
int capabilities_keep(const int *keep, size_t n, struct err *e);

#endif
