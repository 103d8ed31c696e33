#ifndef WEIR_FETCH_VALIDATORS_H
#define WEIR_FETCH_VALIDATORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * What a server said about a file that it sent, to be asked again with: validators in the words of RFC 9110
 * section 8.8. They lie beside the file, in one that has its name and FETCHED_MARK behind it, and whose time
 * of change is when the server was asked last. They are not used where they do not belong to the file: where
 * its size is another.
 */
#define FETCHED_MARK ".fetched"

enum { VALIDATOR_MAX = 512 };

struct validators {
	char etag[VALIDATOR_MAX];     /* as it came, with its quotes; "": none */
	char modified[VALIDATOR_MAX]; /* Last-Modified; "": none */
	uint64_t bytes;		      /* of the file */
};

/* Whether a field's value can be sent back: printable ASCII, and not too long. */
bool validator_is_sound(const char *value);

/* Those beside `path`, where they are of this URL; else none, which is never an error. */
void validators_read(struct validators *v, const char *path, const char *url);

/* Put them beside `path`, in one piece. 0, WEIR_ENOMEM or WEIR_EIO. */
int validators_write(const struct validators *v, const char *path, const char *url, struct err *e);

/* From `n` bytes of such a file; false where it is none, or of another URL. `v` is zeroed then. O(n). */
bool validators_parse(struct validators *v, const char *bytes, size_t n, const char *url);

#endif
