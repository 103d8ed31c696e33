#include "serve/supervisor.h"

#include <errno.h>
#include <event2/event.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "serve/channel.h"
#include "serve/log.h"
#include "serve/notify.h"
#include "serve/parse.h"
#include "serve/process.h"
#include "serve/sandbox.h"
#include "serve/server.h"
#include "serve/sockets.h"
#include "serve/watch.h"

enum {
	LOOK_SECONDS = 10,    /* between looks at the files */
	PARSER_SECONDS = 600, /* what a parser may take */
	SERVER_SECONDS = 60,  /* how long a server may be silent: its loop hangs */
	LEAVE_SECONDS = 8,    /* what a server that was told to end may take */
	AGAIN_MS = 1000       /* between two starts of a server that dies */
};

struct supervisor {
	struct border border;
	struct privileges who;
	struct sockets sockets;
	struct event_base *base;
	struct event *events[6];
	size_t nevents;
	pid_t parser, server, leaving; /* 0: none; `leaving` is a server that was replaced or told to end */
	int records;                   /* of the parser that runs */
	int last;                      /* the last good records, for a new server; -1: none */
	int control;                   /* to the server; -1: none */
	struct event *control_event, *again_event;
	uint64_t parser_since, server_alive, leaving_since, server_since; /* ms */
	uint64_t stamp; /* of the files that were parsed last */
	bool parse_again, ready, stopping;
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

/* The parser. */

struct parser_start {
	const struct border *border;
	int records;
};

static int run_parser(const void *context)
{
	const struct parser_start *start = context;
	struct parse_folders folders = {.items = {.n = 0}};
	struct err e = {.code = 0};
	int rc = parse_folders_make(&folders, start->border);

	if (!rc)
		rc = sandbox_files((const char *const *)folders.items.v, folders.items.n, &e);
	if (rc)
		log_err("parser", &e);
	else
		rc = parse_sources(start->border, start->records, &e);
	parse_folders_release(&folders);
	return rc ? 1 : 0;
}

static void start_parser(struct supervisor *s)
{
	const struct parser_start start = {&s->border, handover_open()};
	const struct process p = {"weir-parser", &s->who, &start.records, 1, run_parser, &start};

	s->parse_again = false;
	s->stamp = watch_sources(&s->border);
	s->parser = start.records < 0 ? -1 : process_start(&p);
	if (s->parser < 0) {
		log_line(LOG_LEVEL_ERROR, "parser", "cannot be started: %s", strerror(errno));
		s->parser = 0;
		s->stamp = 0;
		if (start.records >= 0)
			close(start.records);
		return;
	}
	s->records = start.records;
	s->parser_since = clock_ms();
}

static void want_parser(struct supervisor *s)
{
	if (s->parser || s->stopping)
		s->parse_again = true;
	else
		start_parser(s);
}

/* A parser that died said nothing: say it in its place, so that the server counts it with the others. */
static void say_for_it(int records, int status)
{
	struct handover h = {.size = 0};
	struct err e;

	if (WIFSIGNALED(status))
		snprintf(h.said, sizeof h.said, "the parser was ended by signal %d", WTERMSIG(status));
	else
		snprintf(h.said, sizeof h.said, "the parser ended with status %d", WEXITSTATUS(status));
	if (handover_write(records, &h, NULL, &e))
		log_err("parser", &e);
}

static void hand_over(struct supervisor *s, int records)
{
	if (s->control >= 0 && channel_send(s->control, SERVER_RECORDS, records))
		log_line(LOG_LEVEL_WARNING, "server", "does not take what the parser made");
}

static void parser_ended(struct supervisor *s, int status)
{
	const bool good = WIFEXITED(status) && !WEXITSTATUS(status);
	struct handover h;
	struct err e;
	int records = s->records;

	s->parser = 0;
	if (!good && (handover_read_head(records, &h, &e) || h.size || !h.said[0]))
		say_for_it(records, status);
	if (handover_seal(records, &e))
		log_err("parser", &e);
	else
		hand_over(s, records);
	if (good) {
		if (s->last >= 0)
			close(s->last);
		s->last = records;
	} else {
		close(records);
	}
	if (s->parse_again)
		want_parser(s);
}

/* The server. */

static int run_server(const void *context)
{
	return server_run(context);
}

static void on_word(evutil_socket_t fd, short what, void *context)
{
	struct supervisor *s = context;
	int unwanted, word = channel_receive(fd, &unwanted);

	(void)what;
	if (unwanted >= 0)
		close(unwanted); /* no file ever comes from there */
	if (word == CHANNEL_CLOSED)
		event_del(s->control_event);
	if (word != SERVER_ALIVE && word != SERVER_SERVES)
		return;
	s->server_alive = clock_ms();
	if (!s->ready)
		notify("READY=1\nSTATUS=waiting for complete data");
	s->ready = true;
	if (word == SERVER_SERVES)
		notify("STATUS=serving");
}

static void forget_server(struct supervisor *s)
{
	if (s->control_event)
		event_free(s->control_event);
	if (s->control >= 0)
		close(s->control);
	s->control_event = NULL;
	s->control = -1;
}

static pid_t fork_server(struct supervisor *s, int control)
{
	int fds[SOCKETS_MAX + 1];
	const struct server_start start = {&s->border.serve, fds, s->sockets.n, control};
	const struct process p = {"weir-server", &s->who, fds, s->sockets.n + 1, run_server, &start};

	memcpy(fds, s->sockets.fd, s->sockets.n * sizeof *fds);
	fds[s->sockets.n] = control;
	return process_start(&p);
}

static void start_again(struct supervisor *s);

static void start_server(struct supervisor *s)
{
	int ends[2];

	s->server_since = s->server_alive = clock_ms();
	if (channel_pair(ends)) {
		log_line(LOG_LEVEL_ERROR, "server", "cannot be started: %s", strerror(errno));
		start_again(s);
		return;
	}
	s->server = fork_server(s, ends[1]);
	close(ends[1]);
	if (s->server < 0) {
		log_line(LOG_LEVEL_ERROR, "server", "cannot be started: %s", strerror(errno));
		close(ends[0]);
		s->server = 0;
		start_again(s);
		return;
	}
	s->control = ends[0];
	s->control_event = event_new(s->base, s->control, EV_READ | EV_PERSIST, on_word, s);
	if (s->control_event)
		event_add(s->control_event, NULL);
	if (s->last >= 0)
		hand_over(s, s->last);
}

/* Tell it to say good-bye; a new one can begin meanwhile. */
static void dismiss_server(struct supervisor *s)
{
	if (!s->server)
		return;
	channel_send(s->control, SERVER_RESTART, -1);
	forget_server(s);
	s->leaving = s->server;
	s->leaving_since = clock_ms();
	s->server = 0;
}

static void on_again(evutil_socket_t fd, short what, void *context)
{
	struct supervisor *s = context;

	(void)fd;
	(void)what;
	if (!s->stopping && !s->server && !s->leaving)
		start_server(s);
}

/* At once, but no two starts within a second. */
static void start_again(struct supervisor *s)
{
	const uint64_t lived = clock_ms() - s->server_since, wait = lived < AGAIN_MS ? AGAIN_MS - lived : 0;
	const struct timeval after = {.tv_sec = (time_t)(wait / 1000), .tv_usec = (suseconds_t)(wait % 1000 * 1000)};

	event_add(s->again_event, &after);
}

static void stop_if_done(struct supervisor *s)
{
	if (s->stopping && !s->server && !s->leaving && !s->parser)
		event_base_loopbreak(s->base);
}

static void on_child(evutil_socket_t fd, short what, void *context)
{
	struct supervisor *s = context;
	int status;
	pid_t pid;

	(void)fd;
	(void)what;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == s->parser) {
			parser_ended(s, status);
		} else if (pid == s->leaving) {
			s->leaving = 0;
			if (!s->stopping && !s->server)
				start_server(s);
		} else if (pid == s->server) {
			log_line(LOG_LEVEL_ERROR, "server", "ended, status %d, and is started again", status);
			s->server = 0;
			forget_server(s);
			start_again(s);
		}
	}
	stop_if_done(s);
}

/* Time: files that changed, children that hang. */
static void on_look(evutil_socket_t fd, short what, void *context)
{
	struct supervisor *s = context;
	const uint64_t now = clock_ms();

	(void)fd;
	(void)what;
	if (s->leaving && now - s->leaving_since > LEAVE_SECONDS * 1000)
		kill(s->leaving, SIGKILL);
	if (s->parser && now - s->parser_since > PARSER_SECONDS * 1000)
		kill(s->parser, SIGKILL);
	if (s->server && now - s->server_alive > SERVER_SECONDS * 1000)
		kill(s->server, SIGKILL);
	if (s->stopping)
		return;
	if (watch_sources(&s->border) != s->stamp)
		want_parser(s);
}

/* The manager hears from us while the server's loop runs. */
static void on_watchdog(evutil_socket_t fd, short what, void *context)
{
	struct supervisor *s = context;

	(void)fd;
	(void)what;
	if (clock_ms() - s->server_alive <= notify_watchdog())
		notify("WATCHDOG=1");
}

static int make_state_folder(const struct supervisor *s, const struct border_serve *b, struct err *e)
{
	const char *path = b->state.text;

	if (mkdir(path, 0750) && errno != EEXIST)
		return err_at(e, WEIR_EIO, path, 0, 0, "cannot be made: %s", strerror(errno));
	if (s->who.drop && chown(path, s->who.uid, s->who.gid))
		return err_at(e, WEIR_EIO, path, 0, 0, "cannot be given to the user: %s", strerror(errno));
	return 0;
}

/* All that can fail, before anything changes. */
static int prepare(struct supervisor *next, const struct border *b, const struct sockets *old, struct err *e)
{
	int rc = privileges_find(&next->who, b->serve.user.text, e);

	if (!rc)
		rc = make_state_folder(next, &b->serve, e);
	return rc ? rc : sockets_open(&next->sockets, &b->serve, old, e);
}

static void replace_border(struct supervisor *s, struct border *b)
{
	border_release(&s->border);
	s->border = *b;
	*b = (struct border){0};
}

/*
 * A border that only has other sources goes to the next parser. Where what is served changes, another server takes
 * over; it continues the sessions from the state, so the old one must have left before.
 */
static bool reload(struct supervisor *s, struct border *b)
{
	struct supervisor next = {.who = {.drop = false}};
	struct err e;

	if (border_serve_equal(&s->border.serve, &b->serve)) {
		replace_border(s, b);
		return true;
	}
	if (prepare(&next, b, &s->sockets, &e)) {
		log_err("reload", &e);
		return false;
	}
	sockets_close(&s->sockets, &next.sockets);
	s->sockets = next.sockets;
	s->who = next.who;
	dismiss_server(s);
	replace_border(s, b);
	return true;
}

static void on_reload(evutil_socket_t fd, short what, void *context)
{
	struct supervisor *s = context;
	struct border b = {0};

	(void)fd;
	(void)what;
	if (s->stopping)
		return;
	notify_reloading();
	if (supervisor_read_border(&b, s->border.path) && reload(s, &b)) {
		log_line(LOG_LEVEL_NOTICE, "reload", "the border file is read again");
		want_parser(s);
	} else {
		log_line(LOG_LEVEL_ERROR, "reload", "the old border file stays in force");
	}
	border_release(&b);
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
	dismiss_server(s);
	if (s->parser)
		kill(s->parser, SIGTERM);
	stop_if_done(s);
}

static int add_event(struct supervisor *s, int number, short what, event_callback_fn on, uint64_t ms)
{
	const struct timeval every = {.tv_sec = (time_t)(ms / 1000), .tv_usec = (suseconds_t)(ms % 1000 * 1000)};
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
	s->again_event = s->base ? event_new(s->base, -1, 0, on_again, s) : NULL;
	if (!s->again_event || add_event(s, SIGTERM, EV_SIGNAL, on_stop, 0) ||
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
	forget_server(s);
	sockets_close(&s->sockets, NULL);
	if (s->again_event)
		event_free(s->again_event);
	for (size_t i = 0; i < s->nevents; i++)
		event_free(s->events[i]);
	if (s->base)
		event_base_free(s->base);
	if (s->last >= 0)
		close(s->last);
	border_release(&s->border);
}

int supervisor_run(struct border *b)
{
	struct supervisor s = {.records = -1, .last = -1, .control = -1};
	struct err e = {.code = 0};
	int rc = prepare(&s, b, NULL, &e);

	replace_border(&s, b);
	if (rc) {
		log_err("start", &e);
	} else if ((rc = add_events(&s))) {
		log_line(LOG_LEVEL_ERROR, "start", "out of memory");
	} else {
		if (!sandbox_binds_files())
			log_line(LOG_LEVEL_WARNING, "sandbox", "this kernel has no landlock: the file system is not bound");
		raise_limits();
		signal(SIGPIPE, SIG_IGN);
		start_server(&s);
		want_parser(&s);
		event_base_dispatch(s.base);
	}
	release(&s);
	return rc ? 2 : 0;
}
