#ifndef WEIR_SERVE_CHILD_H
#define WEIR_SERVE_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#include "confine/process.h"

/*
 * A child process that has a deadline and whose end is reported. There is one struct for each thing that is
 * done by a child; it stays where it is, and at times a process runs for it.
 */
struct child {
	void (*ended)(void *context, int status); /* a status of waitpid(2); none runs any more */
	void *context;
	pid_t pid;      /* 0: none runs */
	uint64_t since; /* clock_ms() of its start, or of its last sign of life */
	uint64_t limit; /* ms from there until it is killed */
};

enum { CHILDREN_MAX = 16 };

/* All of a process; zeroed, it has none. */
struct children {
	struct child *v[CHILDREN_MAX];
	size_t n;
};

/* From now on it is looked after. `ended` and `context` are set; it outlives `all`. */
void children_add(struct children *all, struct child *c);

/* Report each that ended. To be called on SIGCHLD; no other children may be waited for here. O(n) each. */
void children_reap(struct children *all);

/* Kill each whose time is over; its end is reported as any other. To be called every some seconds. */
void children_check(const struct children *all);

bool children_run(const struct children *all);

/* Start it, where none runs; `limit` in ms. 0, or -1 with errno. */
int child_start(struct child *c, const struct process *p, uint64_t limit);

/* Tell it to end (SIGTERM), where one runs. */
void child_stop(const struct child *c);

/* It gave a sign of life: its time begins again. */
void child_heard(struct child *c);

static inline bool child_runs(const struct child *c)
{
	return c->pid != 0;
}

#endif
