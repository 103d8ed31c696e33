#ifndef WEIR_SERVE_FETCHER_JOB_H
#define WEIR_SERVE_FETCHER_JOB_H

#include <event2/event.h>

#include "border/border.h"
#include "fetch/report.h"
#include "serve/child.h"

/*
 * What a fetcher is started for, one at a time: to run the relying party of a border (fetch/update.h), at once and
 * then again and again, by chance a little later than `refresh` says, so that not all of the world come together.
 */
struct fetcher_job {
	const struct border *border; /* both as they are when a fetcher starts */
	const struct privileges *who;
	/* One ended: the file (fetch/report.h) is the callee's to close. */
	void (*done)(void *context, int report);
	void *context;
	/* The rest is the job's own. */
	struct child child;
	struct event *next_event;
	int report; /* of the fetcher that runs */
	bool again, stopped;
};

/* The first four are set, the rest is zero. 0 or WEIR_ENOMEM; release it in either case. */
int fetcher_job_start(struct fetcher_job *j, struct children *all, struct event_base *base);

/* The border has another relying party: it runs at once, and what ran is told to end. */
void fetcher_job_restart(struct fetcher_job *j);

/* No more of them; the one that runs is told to end, and all that it started. */
void fetcher_job_stop(struct fetcher_job *j);

void fetcher_job_release(struct fetcher_job *j);

#endif
