#include "serve/supervisor.h"

#include <errno.h>
#include <event2/event.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "confine/capabilities.h"
#include "confine/sandbox.h"
#include "serve/build_job.h"
#include "serve/fetcher_job.h"
#include "serve/log.h"
#include "serve/notify.h"
#include "serve/parser_job.h"
#include "serve/premises.h"
#include "serve/server.h"
#include "serve/server_job.h"
#include "serve/tasks.h"
#include "serve/web_job.h"

enum { LOOK_SECONDS = 2 }; /* between looks at the files and at the children */

struct supervisor {
	struct border border;
	struct premises premises;
	struct event_base *base;
	struct event *events[6];
	size_t nevents;
	struct children children;
	struct parser_job parser;
	struct fetcher_job fetcher;
	struct server_job server;
	struct tasks tasks;
	struct web_job web;
	struct build_job build;
	bool stopping;
};

bool supervisor_read_border(struct border *b, const char *path)
{
	struct report errors = {0};
	char text[1024];
	int rc = border_read(b, path, &errors);

	for (size_t i = 0; i < errors.notes.n; i++)
		log_line(LOG_LEVEL_ERROR, "border", "%s", err_text(&errors.notes.v[i], text, sizeof text));
	if (rc && !errors.total)
		log_line(LOG_LEVEL_ERROR, "border", "%s: out of memory", path);
	if (!rc && !b->serve.given)
		log_line(LOG_LEVEL_ERROR, "border", "%s: expected a key 'serve', found none", path);
	report_release(&errors);
	return !rc && b->serve.given;
}

/* What a parser made goes to the server. */
static void on_made(void *context, int records, bool good)
{
	struct supervisor *s = context;

	server_job_take(&s->server, records, good);
}

static void log_fetch(const struct fetch_report *r)
{
	const long long seconds = (long long)(r->done - r->started);

	if (r->result == FETCH_FAILED)
		log_line(LOG_LEVEL_ERROR, "fetch-failed", "%s: the last good data stay", r->why);
	else if (r->result == FETCH_HELD)
		log_line(LOG_LEVEL_ERROR, "fetch-held", "%s: the last good data stay; 'weir rpki update --accept' takes others",
			 r->why);
	else
		log_line(LOG_LEVEL_NOTICE, "fetched", "vrps=%" PRIu64 " router-keys=%" PRIu64 " aspas=%" PRIu64
			 " seconds=%lld", r->vrps, r->keys, r->aspas + r->aspas_told, seconds);
	for (uint32_t i = 0; i < r->notes; i++)
		log_line(LOG_LEVEL_WARNING, "fetch-note", "%s", r->note[i]);
}

/* What a fetcher tells goes to the log and to the server; what it found is read at once. */
static void on_fetched(void *context, int report)
{
	struct supervisor *s = context;
	struct fetch_report r;
	struct err e;

	if (fetch_report_read(report, &r, &e)) {
		log_err("fetcher", &e);
		close(report);
		return;
	}
	log_fetch(&r);
	server_job_fetched(&s->server, report);
	parser_job_look(&s->parser);
}

static void tell_tasks(struct supervisor *s)
{
	int fd = tasks_share(&s->tasks);

	if (fd < 0)
		log_line(LOG_LEVEL_ERROR, "tasks", "cannot be told: %s", strerror(errno));
	else
		server_job_tell(&s->server, fd);
}

static void on_build(void *context)
{
	tell_tasks(context);
}

static void on_web(void *context, bool good)
{
	struct supervisor *s = context;

	tell_tasks(s);
	if (good)
		parser_job_look(&s->parser);
	web_job_look(&s->web);
}

static void stop_if_done(struct supervisor *s)
{
	if (s->stopping && !children_run(&s->children))
		event_base_loopbreak(s->base);
}

static void on_child(evutil_socket_t fd, short what, void *context)
{
	struct supervisor *s = context;

	(void)fd;
	(void)what;
	children_reap(&s->children);
	stop_if_done(s);
}

/* Time: files that changed, children that hang. */
static void on_look(evutil_socket_t fd, short what, void *context)
{
	struct supervisor *s = context;

	(void)fd;
	(void)what;
	children_check(&s->children);
	web_job_look(&s->web);
	parser_job_watch(&s->parser);
	build_job_look(&s->build);
}

/* The manager hears from us while the server's loop runs. */
static void on_watchdog(evutil_socket_t fd, short what, void *context)
{
	const struct supervisor *s = context;

	(void)fd;
	(void)what;
	if (server_job_silence(&s->server) <= notify_watchdog())
		notify("WATCHDOG=1");
}

static void replace_border(struct supervisor *s, struct border *b)
{
	border_release(&s->border);
	s->border = *b;
	*b = (struct border){0};
}

/*
 * A border that only has other sources goes to the next parser. Where what is served changes, or a file of TLS,
 * another server takes over; it continues the sessions from the state, so the old one must have left before.
 */
static bool reload(struct supervisor *s, struct border *b)
{
	bool moved;
	struct err e;

	if (premises_change(&s->premises, &s->border, b, &moved, &e)) {
		log_err("reload", &e);
		return false;
	}
	if (moved)
		server_job_replace(&s->server);
	replace_border(s, b);
	return true;
}

/* Read the border file and go on with it; another relying party runs at once. */
static bool take_border(struct supervisor *s)
{
	struct border b = {0};
	bool taken = false, same = true;

	if (supervisor_read_border(&b, s->border.path)) {
		same = border_client_equal(&s->border.client, &b.client);
		taken = reload(s, &b);
	}
	border_release(&b);
	if (taken && !same)
		fetcher_job_restart(&s->fetcher);
	return taken;
}

static void on_reload(evutil_socket_t fd, short what, void *context)
{
	struct supervisor *s = context;

	(void)fd;
	(void)what;
	if (s->stopping)
		return;
	notify_reloading();
	if (take_border(s)) {
		log_line(LOG_LEVEL_NOTICE, "reload", "the border file is read again");
		web_job_renew(&s->web);
		build_job_renew(&s->build);
		tell_tasks(s);
		parser_job_want(&s->parser);
	} else {
		log_line(LOG_LEVEL_ERROR, "reload", "the old border file stays in force");
	}
	notify("READY=1");
}

static void on_stop(evutil_socket_t fd, short what, void *context)
{
	struct supervisor *s = context;

	(void)fd;
	(void)what;
	if (s->stopping)
		return;
	s->stopping = true;
	notify("STOPPING=1");
	log_line(LOG_LEVEL_NOTICE, "stop", "told to end");
	server_job_stop(&s->server);
	parser_job_stop(&s->parser);
	fetcher_job_stop(&s->fetcher);
	web_job_stop(&s->web);
	build_job_stop(&s->build);
	stop_if_done(s);
}

static int add_event(struct supervisor *s, int number, short what, event_callback_fn on, uint64_t ms)
{
	const struct timeval every = clock_timeval(ms);
	struct event *event = event_new(s->base, number, what | EV_PERSIST, on, s);

	if (!event)
		return WEIR_ENOMEM;
	s->events[s->nevents++] = event;
	return event_add(event, ms ? &every : NULL) ? WEIR_ENOMEM : 0;
}

static int add_events(struct supervisor *s)
{
	const uint64_t watchdog = notify_watchdog() / 2;

	s->base = event_base_new();
	if (!s->base || add_event(s, SIGTERM, EV_SIGNAL, on_stop, 0) ||
	    add_event(s, SIGINT, EV_SIGNAL, on_stop, 0) || add_event(s, SIGHUP, EV_SIGNAL, on_reload, 0) ||
	    add_event(s, SIGCHLD, EV_SIGNAL, on_child, 0) || add_event(s, -1, 0, on_look, LOOK_SECONDS * 1000))
		return WEIR_ENOMEM;
	return watchdog ? add_event(s, -1, 0, on_watchdog, watchdog) : 0;
}

/* Sockets of many routers; the server inherits it. */
static void raise_limits(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) || files.rlim_cur >= SERVER_ROUTERS + 256)
		return;
	files.rlim_cur = files.rlim_max < SERVER_ROUTERS + 256 ? files.rlim_max : SERVER_ROUTERS + 256;
	setrlimit(RLIMIT_NOFILE, &files);
}

static void release(struct supervisor *s)
{
	fetcher_job_release(&s->fetcher);
	server_job_release(&s->server);
	web_job_release(&s->web);
	tasks_release(&s->tasks);
	premises_close(&s->premises);
	for (size_t i = 0; i < s->nevents; i++)
		event_free(s->events[i]);
	if (s->base)
		event_base_free(s->base);
	border_release(&s->border);
}

/*
 * What is left to root: to start children as other users and to end them, folders and files that are theirs,
 * and low ports, which a reload may name.
 */
static int keep_few_capabilities(struct err *e)
{
	static const int keep[] = {CAP_SETUID, CAP_SETGID, CAP_KILL,
				   CAP_CHOWN,  CAP_FOWNER, CAP_DAC_OVERRIDE, CAP_NET_BIND_SERVICE};

	return capabilities_keep(keep, sizeof keep / sizeof *keep, e);
}

/* Until told to end. 0 or WEIR_ENOMEM. */
static int run(struct supervisor *s)
{
	int rc = add_events(s);

	if (!sandbox_binds_files())
		log_line(LOG_LEVEL_WARNING, "sandbox", "this kernel has no landlock: the file system is not bound");
	raise_limits();
	signal(SIGPIPE, SIG_IGN);
	if (!rc)
		rc = server_job_start(&s->server, &s->children, s->base);
	if (rc)
		return rc;
	web_job_start(&s->web, &s->children);
	build_job_start(&s->build, &s->children);
	parser_job_start(&s->parser, &s->children);
	rc = fetcher_job_start(&s->fetcher, &s->children, s->base);
	if (!rc)
		event_base_dispatch(s->base);
	return rc;
}

int supervisor_run(struct border *b)
{
	struct supervisor s = {.stopping = false};
	struct premises *p = &s.premises;
	struct err e = {.code = 0};
	int rc = premises_open(p, b, &e);

	if (!rc)
		rc = keep_few_capabilities(&e);
	s.parser = (struct parser_job){.border = &s.border, .who = &p->who, .made = on_made, .context = &s};
	s.fetcher = (struct fetcher_job){
		.border = &s.border, .who = &p->fetch_who, .done = on_fetched, .context = &s};
	s.build = (struct build_job){
		.border = &s.border, .who = &p->who, .tasks = &s.tasks, .ended = on_build, .context = &s};
	s.web = (struct web_job){
		.border = &s.border, .who = &p->web_who, .tasks = &s.tasks, .ended = on_web, .context = &s};
	s.server = (struct server_job){.border = &s.border.serve, .who = &p->who, .sockets = &p->sockets,
				       .credentials = &p->credentials};
	replace_border(&s, b);
	if (!rc && (rc = run(&s)))
		err_set(&e, rc, "out of memory");
	if (rc)
		log_err("start", &e);
	release(&s);
	return rc ? 2 : 0;
}
