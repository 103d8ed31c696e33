#ifndef WEIR_BASE_REPORT_H
#define WEIR_BASE_REPORT_H

#include <stddef.h>

#include "base/err.h"
#include "base/vec.h"

/*
 * What a reader met and went on from: each kind of damage is counted, and the
 * first notes are kept with their places so that a person can look. A report
 * is filled by libraries and shown by cmd/.
 */
enum { REPORT_NOTES = 64 };

struct report {
	VEC(struct err) notes; /* the first REPORT_NOTES, in order met */
	size_t total;          /* all of them, kept or not */
};

/* Count one note and keep it while there is room; NULL `r` allowed. O(1). */
void report_note(struct report *r, const char *file, size_t line, size_t col,
		 const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Count all that another report counts, and keep its notes while there is room. O(notes). */
void report_append(struct report *r, const struct report *from);

void report_release(struct report *r);

#endif
