#ifndef WEIR_FETCH_JUDGE_H
#define WEIR_FETCH_JUDGE_H

#include "border/border.h"
#include "fetch/folders.h"
#include "fetch/report.h"
#include "fetch/tals.h"

/*
 * What comes of a run of rpki-client that ended well: its JSON and its cache are read, ASPAs of version 1, which
 * its version 8.2 cannot read, are validated (rpki/object/objects.h), and all is held against the last good run.
 * For a process of its own, which has no network and writes to what is open alone: the bytes are strangers'.
 */
struct judge_ask {
	const struct border *border;
	const struct fetch_folders *folders;
	const struct tals *tals; /* found, not read yet */
	int64_t started;         /* seconds since 1970 */
	uint64_t unreached;      /* repositories that the run told it did not reach */
	bool accept;             /* a person takes what would be held */
	int report, good, seen;  /* where the verdict goes, and the next good data and what was seen where it is good */
};

/*
 * Enter the sandbox and judge. The verdict is in the report, also where something failed; 0 where the report could
 * be written, else 1: an exit status.
 */
int judge_run(const struct judge_ask *ask);

/* The same without the sandbox. */
int judge_here(const struct judge_ask *ask);

#endif
