#ifndef WEIR_SERVE_BUILD_JOB_H
#define WEIR_SERVE_BUILD_JOB_H

#include "border/border.h"
#include "serve/child.h"
#include "serve/tasks.h"

/*
 * What `weir build` is run for, by the daemon as by a person's hand and through the same gate: on a schedule, and
 * where a file that it reads is another. One at a time; the history's lock keeps others out. What it says goes to
 * the log.
 */
struct build_job {
	const struct border *border; /* both as they are when a build starts */
	const struct privileges *who;
	struct tasks *tasks;
	void (*ended)(void *context); /* one began or ended: its row of `tasks` is up to date */
	void *context;
	/* The rest is the job's own; times are of clock_ms(). */
	struct child child;
	int out, errors;  /* files in memory: what it prints */
	uint64_t began;
	uint64_t next;	  /* when the schedule wants one */
	uint64_t built;	  /* stamp of the files that the last build read (watch.h) */
	uint64_t seen;	  /* stamp of now */
	uint64_t seen_at; /* since when it is that */
	bool want, stopped;
};

/* The first five are set, the rest is zero. Builds at once, where the border wants it. */
void build_job_start(struct build_job *j, struct children *all);

/* Build where it is time, or files have changed and settled. To be called every some seconds. */
void build_job_look(struct build_job *j);

/* The border is another: build again. */
void build_job_renew(struct build_job *j);

/* No more of them; the one that runs is told to end, which leaves files as they were or as they are to be. */
void build_job_stop(struct build_job *j);

#endif
