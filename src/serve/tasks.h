#ifndef WEIR_SERVE_TASKS_H
#define WEIR_SERVE_TASKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/out.h"
#include "base/vec.h"

/*
 * What the daemon does again and again beside serving: each source that is fetched, the builds. The supervisor
 * keeps how the runs went, and hands a copy to the server, which tells monitors.
 */
enum task_result { TASK_GOOD, TASK_HELD, TASK_FAILED };

enum { TASK_KIND = 16, TASK_NAME = 256, TASK_RESULTS = TASK_FAILED + 1, TASKS_MAX = 1024 };

struct task_row {
	char kind[TASK_KIND]; /* "fetch", "build" */
	char name[TASK_NAME]; /* which of its kind: a URL; "" where there is one only */
	uint64_t began;	      /* the last run, seconds since 1970; 0: none yet */
	uint64_t good_at;     /* the end of the last good one, likewise */
	uint64_t took;	      /* ms, the last run that ended */
	uint64_t runs[TASK_RESULTS];
	uint64_t last; /* enum task_result, of the last run that ended */
};

struct tasks {
	VEC(struct task_row) rows;
};

/* The row of that name, a new one where there is none; NULL without memory, or where there are too many. O(n). */
struct task_row *tasks_row(struct tasks *t, const char *kind, const char *name);

/* Drop the rows of a kind for which `wanted` says no. O(n). */
void tasks_keep(struct tasks *t, const char *kind, bool (*wanted)(const void *context, const char *name),
		const void *context);

/* A run of it began, or ended so after `ms`. */
void task_row_begin(struct task_row *row);
void task_row_end(struct task_row *row, enum task_result result, uint64_t ms);

/* A sealed file in memory with all of them, the caller's to close; -1 with errno. */
int tasks_share(const struct tasks *t);

/* Take what such a file has; on an error `t` stays as it is. 0; WEIR_EIO, WEIR_ESYNTAX or WEIR_ENOMEM. */
int tasks_take(struct tasks *t, int fd, struct err *e);

/* Whether one of them did not go well the last time. */
bool tasks_alarm(const struct tasks *t);

/* As OpenMetrics text. `now`: seconds since 1970. */
void tasks_put(struct out *o, const struct tasks *t, uint64_t now);

void tasks_release(struct tasks *t);

#endif
