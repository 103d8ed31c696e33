#include "fetch/update.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "confine/sandbox.h"
#include "fetch/judge.h"
#include "fetch/task.h"

enum { JUDGE_MS = 600 * 1000, LATE_MS = 5000, ARGUMENTS = 16 + 2 * TALS_MAX };

#define PROGRAM "rpki-client"

struct update {
	const struct fetch_job *job;
	struct fetch_report *r;
	struct fetch_folders folders;
	struct tals tals;
	struct atomic_file good, seen;
	char said[TASK_LINE]; /* the last line of rpki-client */
	char *path;           /* the variable PATH */
	int lock, signals;
};

static bool failed(struct update *u, const struct err *e)
{
	char text[sizeof e->file + sizeof e->msg + 64];

	fetch_report_say(u->r, FETCH_FAILED, "%s", err_text(e, text, sizeof text));
	return false;
}

/* Two runs would spoil each other's cache; the lock goes with this process. */
static bool take_lock(struct update *u)
{
	u->lock = open(u->folders.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (u->lock >= 0 && !flock(u->lock, LOCK_EX | LOCK_NB))
		return true;
	if (u->lock >= 0 && errno == EWOULDBLOCK)
		fetch_report_say(u->r, FETCH_FAILED, "another run is under way");
	else
		fetch_report_say(u->r, FETCH_FAILED, "%s: cannot be locked: %s", u->folders.lock, strerror(errno));
	return false;
}

/* Where a system keeps its programs is looked at too: a daemon's PATH may lack /usr/sbin. */
static bool find_path(struct update *u)
{
	const char *given = getenv("PATH");

	if (asprintf(&u->path, "PATH=%s%s/usr/sbin:/usr/bin:/sbin:/bin", given ? given : "", given ? ":" : "") < 0)
		u->path = NULL;
	if (!u->path)
		fetch_report_say(u->r, FETCH_FAILED, "out of memory");
	return u->path;
}

static bool is_program(const struct update *u, const char *name)
{
	char path[4096];

	for (const char *at = u->path + strlen("PATH="); *at;) {
		const size_t n = strcspn(at, ":");

		snprintf(path, sizeof path, "%.*s/%s", (int)n, at, name);
		if (n && !access(path, X_OK))
			return true;
		at += n + (at[n] == ':');
	}
	return false;
}

static bool find_program(struct update *u)
{
	if (!is_program(u, PROGRAM)) {
		fetch_report_say(u->r, FETCH_FAILED, "expected the program " PROGRAM ", found none; Debian has it in the "
				 "package " PROGRAM);
		return false;
	}
	if (!is_program(u, "rsync"))
		fetch_report_note(u->r, "the program rsync is missing: repositories without RRDP cannot be fetched");
	return true;
}

static bool prepare(struct update *u)
{
	struct err e = {.code = 0};

	u->signals = task_signals();
	if (fetch_folders_find(&u->folders, u->job->border)) {
		fetch_report_say(u->r, FETCH_FAILED, "out of memory");
		return false;
	}
	/* Nothing here, nor what it starts, writes elsewhere. */
	if (sandbox_writes(u->folders.top, &e))
		return failed(u, &e);
	if (!take_lock(u) || !find_path(u) || !find_program(u))
		return false;
	if (atomic_file_sweep(u->folders.top, &e) || tals_find(&u->tals, u->job->border->client.tals.text, &e))
		return failed(u, &e);
	if (unlink(u->folders.json) && errno != ENOENT) {
		fetch_report_say(u->r, FETCH_FAILED, "%s: cannot be removed: %s", u->folders.json, strerror(errno));
		return false;
	}
	return true;
}

/* What the child needs to become rpki-client. */
struct fetch_start {
	const char *work, **arguments, **environment;
	int output;
};

static int say(int fd, const char *what, const char *why)
{
	struct out o;

	out_fd(&o, fd);
	out_printf(&o, "%s: %s\n", what, why);
	out_finish(&o);
	out_release(&o);
	return 127;
}

static int become_client(const void *context)
{
	const struct fetch_start *s = context;
	const int none = open("/dev/null", O_RDONLY);
	struct err e;

	if (dup2(none, STDIN_FILENO) < 0 || dup2(s->output, STDOUT_FILENO) < 0 || dup2(s->output, STDERR_FILENO) < 0)
		return 127;
	if (sandbox_writes(s->work, &e))
		return say(STDERR_FILENO, "sandbox", e.msg);
	close_range(STDERR_FILENO + 1, ~0u, 0);
	execvpe(PROGRAM, (char *const *)s->arguments, (char *const *)s->environment);
	return say(STDERR_FILENO, PROGRAM, strerror(errno));
}

static void on_line(void *context, const char *text)
{
	struct update *u = context;

	if (strstr(text, "load from network failed"))
		u->r->unreached++;
	if (*text)
		snprintf(u->said, sizeof u->said, "%s", text);
	if (u->job->line && *text)
		u->job->line(u->job->context, text);
}

static void put_arguments(const struct update *u, const char *limit, const char **a)
{
	size_t n = 0;

	a[n++] = PROGRAM;
	a[n++] = "-j";
	a[n++] = "-s";
	a[n++] = limit;
	if (u->job->border->client.rsync_only == SWITCH_YES)
		a[n++] = "-R";
	if (u->job->verbose)
		a[n++] = "-v";
	a[n++] = "-d";
	a[n++] = u->folders.cache;
	for (size_t i = 0; i < u->tals.paths.n; i++) {
		a[n++] = "-t";
		a[n++] = u->tals.paths.v[i];
	}
	a[n++] = u->folders.out;
	a[n] = NULL;
}

static bool tell_end(struct update *u, enum task_end end, const int *at)
{
	const unsigned limit = u->job->border->client.time_limit;
	const int status = *at;

	if (end == TASK_NOT_STARTED)
		fetch_report_say(u->r, FETCH_FAILED, PROGRAM " cannot be started: %s", strerror(errno));
	else if (end == TASK_LATE)
		fetch_report_say(u->r, FETCH_FAILED, PROGRAM " took longer than %u seconds (time-limit)", limit);
	else if (end == TASK_TOLD)
		fetch_report_say(u->r, FETCH_FAILED, "told to end");
	else if (WIFSIGNALED(status))
		fetch_report_say(u->r, FETCH_FAILED, PROGRAM " was ended by signal %d", WTERMSIG(status));
	else if (status)
		fetch_report_say(u->r, FETCH_FAILED, PROGRAM " ended with status %d: %.200s", WEXITSTATUS(status), u->said);
	else
		return true;
	return false;
}

static bool fetch(struct update *u)
{
	const char *arguments[ARGUMENTS], *proxy = getenv("http_proxy");
	char limit[16], proxy_text[512];
	const char *environment[] = {u->path, "LC_ALL=C", proxy ? proxy_text : NULL, NULL};
	struct fetch_start start = {u->folders.work, arguments, environment, -1};
	const struct privileges same = {.drop = false};
	struct task t = {.process = {.name = PROGRAM, .who = &same, .fds = &start.output, .nfds = 1,
				     .run = become_client, .context = &start},
			 .signals = u->signals, .line = on_line, .context = u};
	int ends[2], status = 0;

	if (pipe2(ends, O_CLOEXEC))
		return tell_end(u, TASK_NOT_STARTED, &status);
	start.output = t.far = ends[1];
	t.output = ends[0];
	t.limit = (uint64_t)u->job->border->client.time_limit * 1000 + LATE_MS;
	snprintf(limit, sizeof limit, "%u", (unsigned)u->job->border->client.time_limit);
	if (proxy)
		snprintf(proxy_text, sizeof proxy_text, "http_proxy=%s", proxy);
	put_arguments(u, limit, arguments);
	return tell_end(u, task_run(&t, &status), &status);
}

static int become_judge(const void *context)
{
	return judge_run(context);
}

/* The verdict goes over what this process knows; times are set at the end. */
static bool take_verdict(struct update *u, int fd, enum task_end end, int status)
{
	struct fetch_report verdict = *u->r;
	struct err e;

	if (end != TASK_ENDED || !WIFEXITED(status) || status) {
		fetch_report_say(u->r, FETCH_FAILED, end == TASK_TOLD ? "told to end"
						     : end == TASK_LATE ? "the judge took too long"
									: "the judge died, status %d", status);
		return false;
	}
	if (fetch_report_read(fd, &verdict, &e))
		return failed(u, &e);
	for (uint32_t i = 0; i < u->r->notes; i++)
		fetch_report_note(&verdict, u->r->note[i]);
	*u->r = verdict;
	return u->r->result == FETCH_GOOD;
}

static bool ask_judge(struct update *u, struct judge_ask *ask)
{
	const int fds[] = {ask->report, ask->good, ask->seen};
	const struct privileges same = {.drop = false};
	struct task t = {.process = {.name = "weir-judge", .who = &same, .fds = fds, .nfds = 3, .run = become_judge,
				     .context = ask},
			 .limit = JUDGE_MS, .output = -1, .far = -1, .signals = u->signals};
	int status = 0;
	const enum task_end end = task_run(&t, &status);

	return take_verdict(u, ask->report, end, status);
}

/*
 * What was seen goes first. A run that ends between the two leaves the old data beside it, and the next one puts
 * the new ones in place, with the same numbers, without asking again for what a person accepted. Behind the data,
 * it would let an older publication pass for a newer one.
 */
static bool put_in_place(struct update *u)
{
	struct err e;

	return atomic_file_commit(&u->seen, &e) || atomic_file_commit(&u->good, &e) ? failed(u, &e) : true;
}

/* The judge writes into temporaries beside what is in force; only a good verdict puts them in its place. */
static bool judge(struct update *u, int64_t started)
{
	struct judge_ask ask = {.border = u->job->border, .folders = &u->folders, .tals = &u->tals, .started = started,
				.unreached = u->r->unreached, .accept = u->job->accept, .report = fetch_report_open()};
	struct err e = {.code = 0};
	bool good = false;

	if (ask.report < 0) {
		fetch_report_say(u->r, FETCH_FAILED, "cannot judge: %s", strerror(errno));
	} else if (atomic_file_open(&u->good, u->folders.good, &e) || atomic_file_open(&u->seen, u->folders.seen, &e)) {
		failed(u, &e);
	} else {
		ask.good = u->good.fd;
		ask.seen = u->seen.fd;
		good = ask_judge(u, &ask) && (u->job->dry || put_in_place(u));
	}
	if (ask.report >= 0)
		close(ask.report);
	return good;
}

void fetch_update(const struct fetch_job *job, struct fetch_report *r)
{
	struct update u = {.job = job, .r = r, .good = {.fd = -1}, .seen = {.fd = -1}, .lock = -1, .signals = -1};
	const int64_t started = (int64_t)time(NULL);

	*r = (struct fetch_report){.result = FETCH_GOOD};
	if (prepare(&u) && fetch(&u))
		judge(&u, started);
	r->started = started;
	r->done = (int64_t)time(NULL);
	atomic_file_abort(&u.good);
	atomic_file_abort(&u.seen);
	tals_release(&u.tals);
	fetch_folders_release(&u.folders);
	free(u.path);
	if (u.lock >= 0)
		close(u.lock);
	if (u.signals >= 0)
		close(u.signals);
}
