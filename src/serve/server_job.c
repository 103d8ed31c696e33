#include "serve/server_job.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "serve/channel.h"
#include "serve/log.h"
#include "serve/notify.h"
#include "serve/server.h"

enum {
	SILENT_MS = 60 * 1000, /* how long a server may say nothing: its loop hangs */
	LEAVE_MS = 8 * 1000,   /* what one that was told to end may take */
	AGAIN_MS = 1000        /* between two starts of one that dies */
};

static int run_server(const void *context)
{
	return server_run(context);
}

static void on_word(evutil_socket_t fd, short what, void *context)
{
	struct server_job *j = context;
	int unwanted, word = channel_receive(fd, &unwanted);

	(void)what;
	if (unwanted >= 0)
		close(unwanted); /* no file ever comes from there */
	if (word == CHANNEL_CLOSED)
		event_del(j->control_event);
	if (word != SERVER_ALIVE && word != SERVER_SERVES)
		return;
	child_heard(&j->child);
	if (!j->ready)
		notify("READY=1\nSTATUS=waiting for complete data");
	j->ready = true;
	if (word == SERVER_SERVES)
		notify("STATUS=serving");
}

static void hang_up(struct server_job *j)
{
	if (j->control_event)
		event_free(j->control_event);
	if (j->control >= 0)
		close(j->control);
	j->control_event = NULL;
	j->control = -1;
}

/* At once, but no two starts within a second. */
static void start_again(struct server_job *j)
{
	const uint64_t lived = clock_ms() - j->started, wait = lived < AGAIN_MS ? AGAIN_MS - lived : 0;
	const struct timeval after = clock_timeval(wait);

	event_add(j->again_event, &after);
}

/* With the other end of its channel; 0 or -1 with errno. */
static int fork_server(struct server_job *j, int control)
{
	int fds[SOCKETS_MAX + 1 + CREDENTIALS_MAX];
	const size_t n = j->sockets->n;
	const struct server_start start = {j->border, fds, n, control, j->credentials};
	struct process p = {.name = "weir-server", .who = j->who, .fds = fds, .nfds = n + 1,
			    .run = run_server, .context = &start, .failed = log_err};

	memcpy(fds, j->sockets->fd, n * sizeof *fds);
	fds[n] = control;
	p.nfds += credentials_fds(j->credentials, fds + n + 1);
	return child_start(&j->child, &p, SILENT_MS);
}

static int fork_connected(struct server_job *j)
{
	int ends[2], rc;

	if (channel_pair(ends))
		return -1;
	rc = fork_server(j, ends[1]);
	close(ends[1]);
	if (rc)
		close(ends[0]);
	else
		j->control = ends[0];
	return rc;
}

static void hand_over(struct server_job *j, int records)
{
	if (j->control >= 0 && channel_send(j->control, SERVER_RECORDS, records))
		log_line(LOG_LEVEL_WARNING, "server", "does not take what the parser made");
}

static void tell_tasks(struct server_job *j)
{
	if (j->control >= 0 && j->tasks >= 0 && channel_send(j->control, SERVER_TASKS, j->tasks))
		log_line(LOG_LEVEL_WARNING, "server", "does not take how tasks went");
}

static void start_server(struct server_job *j)
{
	j->started = clock_ms();
	if (fork_connected(j)) {
		log_line(LOG_LEVEL_ERROR, "server", "cannot be started: %s", strerror(errno));
		start_again(j);
		return;
	}
	j->control_event = event_new(j->base, j->control, EV_READ | EV_PERSIST, on_word, j);
	if (j->control_event)
		event_add(j->control_event, NULL);
	if (j->last >= 0)
		hand_over(j, j->last);
	if (j->fetched >= 0)
		channel_send(j->control, SERVER_FETCHED, j->fetched);
	tell_tasks(j);
}

static void start_if_none(struct server_job *j)
{
	if (!j->stopped && !child_runs(&j->child) && !child_runs(&j->leaving))
		start_server(j);
}

static void on_again(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	start_if_none(context);
}

static void on_death(void *context, int status)
{
	struct server_job *j = context;

	log_line(LOG_LEVEL_ERROR, "server", "ended, status %d, and is started again", status);
	hang_up(j);
	start_again(j);
}

static void on_leave(void *context, int status)
{
	(void)status;
	start_if_none(context);
}

int server_job_start(struct server_job *j, struct children *all, struct event_base *base)
{
	j->base = base;
	j->control = j->last = j->fetched = j->tasks = -1;
	j->child.ended = on_death;
	j->leaving.ended = on_leave;
	j->child.context = j->leaving.context = j;
	j->again_event = event_new(base, -1, 0, on_again, j);
	if (!j->again_event)
		return WEIR_ENOMEM;
	children_add(all, &j->child);
	children_add(all, &j->leaving);
	start_server(j);
	return 0;
}

void server_job_take(struct server_job *j, int records, bool good)
{
	hand_over(j, records);
	if (!good) {
		close(records);
		return;
	}
	if (j->last >= 0)
		close(j->last);
	j->last = records;
}

void server_job_fetched(struct server_job *j, int report)
{
	if (j->fetched >= 0)
		close(j->fetched);
	j->fetched = report;
	if (j->control >= 0 && channel_send(j->control, SERVER_FETCHED, report))
		log_line(LOG_LEVEL_WARNING, "server", "does not take how the relying party went");
}

void server_job_tell(struct server_job *j, int tasks)
{
	if (j->tasks >= 0)
		close(j->tasks);
	j->tasks = tasks;
	tell_tasks(j);
}

void server_job_replace(struct server_job *j)
{
	if (!child_runs(&j->child))
		return;
	channel_send(j->control, SERVER_RESTART, -1);
	hang_up(j);
	j->leaving.pid = j->child.pid;
	j->leaving.limit = LEAVE_MS;
	child_heard(&j->leaving);
	j->child.pid = 0;
}

void server_job_stop(struct server_job *j)
{
	j->stopped = true;
	server_job_replace(j);
}

uint64_t server_job_silence(const struct server_job *j)
{
	return clock_ms() - j->child.since;
}

void server_job_release(struct server_job *j)
{
	if (!j->base)
		return;
	hang_up(j);
	if (j->again_event)
		event_free(j->again_event);
	if (j->last >= 0)
		close(j->last);
	if (j->fetched >= 0)
		close(j->fetched);
	if (j->tasks >= 0)
		close(j->tasks);
}
