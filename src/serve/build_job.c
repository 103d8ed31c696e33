#include "serve/build_job.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "serve/build_result.h"
#include "serve/log.h"
#include "serve/watch.h"

enum { AGAIN_SECONDS = 300, LINES = 40, LINE = 700, CANNOT_RUN = 127 };

enum { EXIT_FINDING = 1 }; /* of weir-build(1) */

static const char kind[] = "build";

/* Where the program is, beside this one: installed, or in a build folder. */
static const char *const places[] = {"../../bin/weir", "../cmd/weir"};

struct build_start {
	const char *border;
	int out, errors;
};

/* Becomes the program; returns only where it cannot. */
static int run_build(const void *context)
{
	const struct build_start *start = context;
	char *const argv[] = {(char[]){"weir"}, (char[]){"build"}, (char[]){"--json"}, (char[]){"-c"},
			      strdup(start->border), NULL};

	if (!argv[4] || dup2(start->out, STDOUT_FILENO) < 0 || dup2(start->errors, STDERR_FILENO) < 0)
		return CANNOT_RUN;
	process_become(places, sizeof places / sizeof *places, argv);
	dprintf(STDERR_FILENO, "cannot run 'weir': %s\n", strerror(errno));
	return CANNOT_RUN;
}

/* What it said on stderr, as far as it is of use. */
static void log_errors(int fd)
{
	char line[LINE];
	FILE *f = NULL;
	int copy = dup(fd);

	if (copy >= 0 && !lseek(copy, 0, SEEK_SET))
		f = fdopen(copy, "r");
	if (!f) {
		if (copy >= 0)
			close(copy);
		return;
	}
	for (size_t told = 0; told < LINES && fgets(line, sizeof line, f);) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] && ++told)
			log_line(LOG_LEVEL_WARNING, "build", "%s", line);
	}
	fclose(f);
}

/* What a person must know: the lists that were not delivered. */
static void log_list(void *context, const struct build_list *l)
{
	size_t *told = context;

	if ((l->state == BUILD_HELD || l->state == BUILD_FAILED) && (*told)++ < LINES)
		log_line(LOG_LEVEL_WARNING, "build", "%s/%s %s: %s", l->router, l->list, build_state_text(l->state),
			 l->reason);
}

/* How the run ended; with `e` set, why nobody knows what became of its lists. */
static enum task_result judge(int status, const struct build_result *r, const struct err *e)
{
	if (!WIFEXITED(status) || WEXITSTATUS(status) > EXIT_FINDING || e->code)
		return TASK_FAILED;
	if (r->status != (uint64_t)WEXITSTATUS(status) || r->lists[BUILD_FAILED])
		return TASK_FAILED;
	return r->lists[BUILD_HELD] || r->lists[BUILD_FROZEN] ? TASK_HELD : TASK_GOOD;
}

/* "status=0 ms=120 written=1 unchanged=3 held=0 frozen=0 failed=0" */
static void tell_end(enum log_level level, const char *event, int status, uint64_t ms,
		     const size_t n[BUILD_STATES])
{

	log_line(level, event, "status=%d ms=%" PRIu64 " written=%zu unchanged=%zu held=%zu frozen=%zu failed=%zu",
		 WEXITSTATUS(status), ms, n[BUILD_WRITTEN], n[BUILD_UNCHANGED], n[BUILD_HELD], n[BUILD_FROZEN],
		 n[BUILD_FAILED]);
}

static void tell(int status, enum task_result result, uint64_t ms, const struct build_result *r,
		 const struct err *e)
{
	static const char *const events[TASK_RESULTS] = {"built", "build-held", "build-failed"};
	const enum log_level level = result == TASK_GOOD ? LOG_LEVEL_NOTICE : LOG_LEVEL_ERROR;

	if (WIFSIGNALED(status))
		log_line(level, events[result], "ended by signal %d ms=%" PRIu64, WTERMSIG(status), ms);
	else if (e->code)
		log_line(level, events[result], "status=%d ms=%" PRIu64 " %s", WEXITSTATUS(status), ms, e->msg);
	else
		tell_end(level, events[result], status, ms, r->lists);
	if (result == TASK_HELD)
		log_line(level, events[result], "the last good files stay: see weir-diff(1) and weir-approve(1)");
}

static void close_files(struct build_job *j)
{
	if (j->out >= 0)
		close(j->out);
	if (j->errors >= 0)
		close(j->errors);
	j->out = j->errors = -1;
}

static void on_end(void *context, int status)
{
	struct build_job *j = context;
	const uint64_t now = clock_ms(), ms = now - j->began;
	struct task_row *row = tasks_row(j->tasks, kind, "");
	struct build_result r;
	enum task_result result;
	struct err e = {.code = 0};
	size_t told = 0;

	log_errors(j->errors);
	build_result_read(&r, j->out, log_list, &told, &e);
	close_files(j);
	result = judge(status, &r, &e);
	if (!j->stopped)
		tell(status, result, ms, &r, &e);
	if (row)
		task_row_end(row, result, ms);
	if (result == TASK_FAILED && j->next > now + AGAIN_SECONDS * 1000)
		j->next = now + AGAIN_SECONDS * 1000;
	j->ended(j->context);
}

static void start_build(struct build_job *j)
{
	const struct build_start start = {j->border->path, memfd_create("weir-build-out", MFD_CLOEXEC),
					  memfd_create("weir-build-errors", MFD_CLOEXEC)};
	const int fds[] = {start.out, start.errors};
	const struct process p = {.name = "weir-builder", .who = j->who, .fds = fds, .nfds = 2,
				  .run = run_build, .context = &start, .failed = log_err};
	struct task_row *row = tasks_row(j->tasks, kind, "");

	j->out = start.out;
	j->errors = start.errors;
	j->began = clock_ms();
	j->next = j->began + (uint64_t)j->border->serve.build.every * 1000;
	j->built = j->seen;
	j->want = false;
	if (start.out < 0 || start.errors < 0 ||
	    child_start(&j->child, &p, (uint64_t)j->border->serve.build.time_limit * 1000)) {
		log_line(LOG_LEVEL_ERROR, "build-failed", "cannot be started: %s", strerror(errno));
		close_files(j);
		return;
	}
	if (row)
		task_row_begin(row);
	j->ended(j->context);
}

/* Files that are being written are others at each look; they are read when they stay what they are for a while. */
static bool has_settled(struct build_job *j)
{
	const uint64_t stamp = watch_all(j->border), now = clock_ms();

	if (stamp != j->seen)
		j->seen_at = now;
	j->seen = stamp;
	return stamp != j->built && now - j->seen_at >= (uint64_t)j->border->serve.build.settle * 1000;
}

void build_job_look(struct build_job *j)
{
	bool settled;

	if (j->stopped || child_runs(&j->child) || !border_builds(j->border) || watch_missing(j->border))
		return;
	settled = has_settled(j);
	if (j->want || settled || clock_ms() >= j->next)
		start_build(j);
}

static bool never(const void *context, const char *name)
{
	(void)context;
	(void)name;
	return false;
}

void build_job_renew(struct build_job *j)
{
	j->want = true;
	if (!border_builds(j->border) && !child_runs(&j->child))
		tasks_keep(j->tasks, kind, never, NULL);
	build_job_look(j);
}

void build_job_start(struct build_job *j, struct children *all)
{
	j->out = j->errors = -1;
	j->child.ended = on_end;
	j->child.context = j;
	children_add(all, &j->child);
	build_job_renew(j);
}

void build_job_stop(struct build_job *j)
{
	j->stopped = true;
	child_stop(&j->child);
}
