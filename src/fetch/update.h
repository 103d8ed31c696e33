#ifndef WEIR_FETCH_UPDATE_H
#define WEIR_FETCH_UPDATE_H

#include "border/border.h"
#include "fetch/report.h"

/*
 * One run of a border's relying party: fetch, judge, and put what is good in the place of the last good data. For
 * a process of its own, which is the fetching user already (fetch/folders.h): it may end what it starts when it is
 * told to end, and is the reaper of what that leaves behind.
 */
struct fetch_job {
	const struct border *border;
	bool accept; /* take what would be held */
	bool dry;    /* judge, and change nothing but rpki-client's own cache */
	bool verbose;
	/* Each line that rpki-client says, as it says it, but for what is not printable. */
	void (*line)(void *context, const char *text);
	void *context;
};

/* The report is complete, whatever happened; what rpki-client wrote and was not good is not kept. */
void fetch_update(const struct fetch_job *job, struct fetch_report *r);

#endif
