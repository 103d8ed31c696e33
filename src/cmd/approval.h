#ifndef WEIR_CMD_APPROVAL_H
#define WEIR_CMD_APPROVAL_H

#include <stdint.h>

#include "base/err.h"
#include "border/border.h"
#include "store/history.h"

/* What a person decides about what is held, and about what was delivered: into force, and into the history. */
struct approval {
	const struct border *border;
	struct history *history; /* open to write */
	int64_t at;
	const char *who, *why; /* `why` may be NULL */
};

/*
 * Put the candidate of a hold in force, exactly as it was judged; refused where it, or what it was
 * judged beside, was changed since. 0; WEIR_ENOTFOUND (no such router any more), WEIR_ESYNTAX
 * (refused), or what the history or the system said.
 */
int approval_approve(const struct approval *a, const struct history_record *hold, struct err *e);

/* Drop the candidate of a hold; what is in force stays. */
int approval_dismiss(const struct approval *a, const struct history_record *hold, struct err *e);

/*
 * Put back what a record delivered; what it replaces is held. Refused where it is in force, or a
 * hold is open; one that was cut off is taken up again.
 */
int approval_roll_back(const struct approval *a, const struct history_record *to, struct err *e);

#endif
