#ifndef WEIR_SERVE_WEB_JOB_H
#define WEIR_SERVE_WEB_JOB_H

#include "border/border.h"
#include "serve/child.h"
#include "serve/tasks.h"

/*
 * What fetchers are started for: a source of the border that has a URL is asked for again when its time has come
 * (refresh, and up to half as much by chance), in a process of its own that can write below one folder. Some at a
 * time, so that a slow server delays few others.
 */
enum { WEB_SLOTS = 3 };

struct web_job;

/* A fetcher that runs. */
struct web_slot {
	struct web_job *job;
	struct child child;
	int said;	/* a file in memory: what it will say */
	char *url;
	uint64_t began; /* clock_ms() */
};

/* When a URL is asked next. */
struct web_due {
	char *url;
	uint64_t at; /* clock_ms() */
	bool seen;   /* in the border of now */
};

struct web_job {
	const struct border *border; /* both as they are when a fetcher starts */
	const struct privileges *who;
	struct tasks *tasks;
	void (*ended)(void *context, bool good); /* a fetch ended, its row of `tasks` is up to date */
	void *context;
	/* The rest is the job's own. */
	struct web_slot slots[WEB_SLOTS];
	VEC(struct web_due) due;
	bool stopped;
};

/* The first five are set, the rest is zero. */
void web_job_start(struct web_job *j, struct children *all);

/* Start what is due. To be called every some seconds. */
void web_job_look(struct web_job *j);

/* The border is another: sources that are new are due at once, or when what is there is old enough. */
void web_job_renew(struct web_job *j);

/* No more of them; those that run are told to end. */
void web_job_stop(struct web_job *j);

void web_job_release(struct web_job *j);

#endif
