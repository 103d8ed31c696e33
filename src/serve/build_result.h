#ifndef WEIR_SERVE_BUILD_RESULT_H
#define WEIR_SERVE_BUILD_RESULT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * How a run of `weir build` went, by its own word: the object that its --json prints (weir-build(1)). The run has
 * read what strangers wrote, so nothing of it is trusted but its form, and its texts are for a log that makes them
 * printable.
 */
enum build_state {
	BUILD_WRITTEN,
	BUILD_UNCHANGED, /* in force as it is: delivered before */
	BUILD_HELD,	 /* the gate asks for a person */
	BUILD_FROZEN,	 /* by what is held */
	BUILD_FAILED,
	BUILD_STATES
};

/* A list of a router; the texts are cut where they are longer, and live during the call that gives them. */
struct build_list {
	enum build_state state;
	char router[96], list[96];
	char reason[320]; /* why it was not delivered; "" where it was */
};

struct build_result {
	uint64_t status; /* the exit status that the run announces */
	size_t lists[BUILD_STATES];
};

/* What is longer than this is no summary. */
enum { BUILD_RESULT_MAX = 64 << 20 };

/*
 * Read a whole file from its beginning, wherever its position is; `each` gets every list in turn. 0;
 * WEIR_ENOTFOUND where it is empty, as of a run that ended before there was a list; WEIR_ESYNTAX with the place,
 * also where a state is not known or the summary is cut off; WEIR_ELIMIT, WEIR_EIO, WEIR_ENOMEM. After any of
 * these `r` says nothing. O(bytes).
 */
int build_result_read(struct build_result *r, int fd, void (*each)(void *context, const struct build_list *l),
		      void *context, struct err *e);

/* "written", "held", … */
const char *build_state_text(enum build_state state);

#endif
