#ifndef WEIR_FETCH_TASK_H
#define WEIR_FETCH_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "confine/process.h"

/*
 * A child that leads a process group, and its end: by itself, at its time limit, or because this process is told
 * to end. In any case nothing of its group lives on.
 */
struct task {
	struct process process;
	uint64_t limit; /* ms */
	int output;     /* where its lines come from, -1: nowhere; closed at the end */
	int far;        /* the end of `output` that is the child's; closed when it has started */
	int signals;    /* signalfd(2): readable when this process shall end */
	/* A line that it wrote, without its end, cut where it is very long; may be empty. */
	void (*line)(void *context, const char *text);
	void *context;
};

enum task_end { TASK_ENDED, TASK_LATE, TASK_TOLD, TASK_NOT_STARTED };

enum { TASK_LINE = 500, TASK_GRACE_MS = 2000 };

/*
 * Start it and wait. *status as waitpid(2) gives it. Where it was told to end, or is late, it has TASK_GRACE_MS
 * from SIGTERM until SIGKILL. TASK_NOT_STARTED leaves errno. The caller is the subreaper of what it leaves
 * behind.
 */
enum task_end task_run(struct task *t, int *status);

/* Make this process one that can be told to end while a task runs: a descriptor for `signals`; -1 with errno. */
int task_signals(void);

#endif
