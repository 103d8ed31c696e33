#ifndef WEIR_BASE_LINES_H
#define WEIR_BASE_LINES_H

#include <stddef.h>

#include "base/input.h"
#include "base/report.h"

/*
 * Files of a row a line, such as forwarding tables: a damaged line is noted and left out, a file of nothing but
 * damage is another kind of file.
 */
struct line {
	const char *file;
	size_t number;
	const char *s; /* its bytes, without the line end */
	size_t n;
	struct report *report;
};

enum line_kind { LINE_ROW, LINE_EMPTY, LINE_DAMAGED };

struct lines {
	size_t max; /* bytes of a line */
	/* Keep what a line holds: a line_kind, or WEIR_ENOMEM or WEIR_ELIMIT, which end the file. */
	int (*take)(void *context, const struct line *line);
	const char *too_many; /* what is said of WEIR_ELIMIT */
	const char *expected; /* rows, with an example: "expected ..., found none" */
};

/*
 * Read all lines; *rows, 0 before, counts those that were LINE_ROW. 0; what `take` or the input said; or
 * WEIR_ESYNTAX for a file without a row and with damage, with the place of the first. O(bytes).
 */
int lines_read(struct input *in, const struct lines *how, void *context, struct report *report, size_t *rows,
	       struct err *e);

/* Note that `n` bytes at `found`, within the line or at its end, are not what is expected there: LINE_DAMAGED. */
enum line_kind line_damaged(const struct line *line, const char *expected, const char *found, size_t n);

#endif
