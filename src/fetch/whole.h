#ifndef WEIR_FETCH_WHOLE_H
#define WEIR_FETCH_WHOLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/*
 * Whether what was fetched is whole: where it is compressed, that it ends as its form says, with its checksum,
 * and has at most `max` bytes when it is not, as its readers will see it. With `gzip` it must be gzip. 0;
 * WEIR_ESYNTAX, WEIR_ELIMIT, WEIR_EIO, WEIR_ENOMEM with a sentence. O(decompressed bytes), in little memory.
 */
int whole_check(const char *path, bool gzip, uint64_t max, struct err *e);

/* Whether two files have the same bytes; one that cannot be read has not. O(bytes). */
bool whole_equal(const char *path, const char *other);

#endif
