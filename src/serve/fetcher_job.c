#include "serve/fetcher_job.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "fetch/update.h"
#include "serve/jitter.h"
#include "serve/log.h"

enum {
	JUDGE_MS = 660 * 1000, /* what a run may take beyond its time limit */
	LINES = 100            /* of what rpki-client says in a run, in the log */
};

struct fetcher_start {
	const struct border *border;
	int report;
	unsigned lines;
};

static void log_said(void *context, const char *text)
{
	struct fetcher_start *s = context;

	if (s->lines++ < LINES)
		log_line(LOG_LEVEL_INFO, "rpki-client", "%s", text);
}

static int run_fetcher(const void *context)
{
	struct fetcher_start s = *(const struct fetcher_start *)context;
	const struct fetch_job job = {.border = s.border, .line = log_said, .context = &s};
	struct fetch_report r;
	struct err e;

	fetch_update(&job, &r);
	if (s.lines > LINES)
		log_line(LOG_LEVEL_INFO, "rpki-client", "… and %u lines more", s.lines - LINES);
	if (!fetch_report_write(s.report, &r, &e))
		return 0;
	log_err("fetcher", &e);
	return 1;
}

/* A second at least, or a fetcher that cannot start would be started for ever. */
static void schedule(struct fetcher_job *j)
{
	const struct timeval after = clock_timeval(1000 + jitter_ms((uint64_t)j->border->client.refresh * 1000));

	event_add(j->next_event, &after);
}

static void start_fetcher(struct fetcher_job *j)
{
	const struct fetcher_start start = {j->border, fetch_report_open(), 0};
	const struct process p = {.name = "weir-fetcher", .who = j->who, .fds = &start.report, .nfds = 1,
				  .run = run_fetcher, .context = &start, .failed = log_err};

	j->again = false;
	if (start.report >= 0 && !child_start(&j->child, &p, (uint64_t)j->border->client.time_limit * 1000 + JUDGE_MS)) {
		j->report = start.report;
		return;
	}
	log_line(LOG_LEVEL_ERROR, "fetcher", "cannot be started: %s", strerror(errno));
	if (start.report >= 0)
		close(start.report);
	schedule(j);
}

static void want_fetcher(struct fetcher_job *j)
{
	if (child_runs(&j->child))
		j->again = true;
	else if (!j->stopped && j->border->client.given)
		start_fetcher(j);
}

static void on_next(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	want_fetcher(context);
}

/* A fetcher that died said nothing: say it in its place. */
static void say_for_it(int report, int status)
{
	struct fetch_report r = {.notes = 0};
	char text[PROCESS_END];
	struct err e;

	fetch_report_say(&r, FETCH_FAILED, "%s", process_end_text(text, "the fetcher", status));
	if (fetch_report_write(report, &r, &e))
		log_err("fetcher", &e);
}

static void on_end(void *context, int status)
{
	struct fetcher_job *j = context;

	if (status)
		say_for_it(j->report, status);
	j->done(j->context, j->report);
	if (j->again)
		want_fetcher(j);
	else if (!j->stopped && j->border->client.given)
		schedule(j);
}

int fetcher_job_start(struct fetcher_job *j, struct children *all, struct event_base *base)
{
	j->child.ended = on_end;
	j->child.context = j;
	j->next_event = event_new(base, -1, 0, on_next, j);
	if (!j->next_event)
		return WEIR_ENOMEM;
	children_add(all, &j->child);
	want_fetcher(j);
	return 0;
}

void fetcher_job_restart(struct fetcher_job *j)
{
	event_del(j->next_event);
	child_stop(&j->child);
	want_fetcher(j);
}

void fetcher_job_stop(struct fetcher_job *j)
{
	j->stopped = true;
	event_del(j->next_event);
	child_stop(&j->child);
}

void fetcher_job_release(struct fetcher_job *j)
{
	if (j->next_event)
		event_free(j->next_event);
}
