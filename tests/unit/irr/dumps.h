#ifndef WEIR_TESTS_UNIT_IRR_DUMPS_H
#define WEIR_TESTS_UNIT_IRR_DUMPS_H

#include "irr/expand.h"

/*
 * Texts as dumps on disk, opened, and expansions as one line of text, so that a
 * test reads as a table. Up to four dumps, in order of trust.
 */
struct dumps {
	char folder[64];
	char paths[4][96];
	size_t n;
	struct irr *irr;
	struct report report;
};

/* Write the texts (until NULL) to a new folder; the tests fail where that fails. */
void dumps_write(struct dumps *d, const char *const texts[]);

/* Open what was written, without an index. */
void dumps_open(struct dumps *d);

void dumps_close(struct dumps *d);

/*
 * Expand blank-separated objects: "10.0.0.0/8^16-24 2001:db8::/32 | AS1 AS2 | gaps 1",
 * without the last part where there are none; "error: …" where it fails. The
 * string is valid until the next call.
 */
const char *dumps_expand(struct dumps *d, const char *objects,
			 const struct irr_expand_options *options);

/* All of it for one dump: write, open, expand, close. */
const char *expand_text(const char *text, const char *objects);

#endif
