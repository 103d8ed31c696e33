#ifndef WEIR_BASE_INPUT_H
#define WEIR_BASE_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * A file of bytes, decompressed on the way: gzip, bzip2 and zstd (also several
 * members in a row) by their magic, anything else as it is; "-" is stdin.
 * Memory is one window, and for bzip2 some blocks, whatever the size of the file. A compressed file that
 * ends early is an error, never a short file.
 */
struct input;

/* Open; *in is the caller's to close. 0, WEIR_ENOMEM or WEIR_EIO. */
int input_open(struct input **in, const char *path, struct err *e);

/* The same of a file that need not be there: *in is NULL then. */
int input_open_some(struct input **in, const char *path, struct err *e);

/* The same over `n` bytes in memory, which must outlive it (tests, fuzzers). */
int input_open_mem(struct input **in, const char *name, const void *bytes, size_t n,
		   struct err *e);

void input_close(struct input *in);

/* The name that was opened, for messages; "<stdin>" for "-". */
const char *input_name(const struct input *in);

/* Decompressed bytes consumed so far. */
uint64_t input_offset(const struct input *in);

/*
 * Look at the next bytes without consuming them: at least `want` of them
 * contiguous at *p, fewer only at the end of the file. Returns how many are
 * there (0 at the end) or a negative code. *p is valid until the next call.
 * `want` above the hard maximum of 64 MiB is WEIR_ELIMIT. Amortised O(bytes).
 */
int64_t input_peek(struct input *in, size_t want, const uint8_t **p, struct err *e);

/* Consume `n` bytes, no more than the last peek returned. */
void input_skip(struct input *in, size_t n);

/*
 * The next line without its line end (LF or CRLF): 1, 0 at the end, or a
 * negative code; a line above `max` bytes is WEIR_ELIMIT. A last line without
 * a line end is a line. *s is not NUL-terminated, valid until the next call.
 */
int input_line(struct input *in, size_t max, const char **s, size_t *n, struct err *e);

/* The number of the line that input_line() gave last, from 1. */
size_t input_line_number(const struct input *in);

#endif
