#include "serve/parser_job.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confine/sandbox.h"
#include "serve/handover.h"
#include "serve/log.h"
#include "serve/parse.h"
#include "serve/watch.h"

enum { PARSER_MS = 600 * 1000 }; /* what a parser may take */

/* Of memory that it may write: 600k VRPs, 45 MB of JSON, take it 40 MB. */
#define PARSER_DATA (UINT64_C(1) << 30)

struct parser_start {
	const struct border *border;
	int records;
};

/* A source that makes it ask for more is one that cannot be read. A sanitizer's shadow is more at once. */
static void bind_memory(void)
{
#ifndef __SANITIZE_ADDRESS__
	const struct rlimit data = {PARSER_DATA, PARSER_DATA};

	setrlimit(RLIMIT_DATA, &data);
#endif
}

static int run_parser(const void *context)
{
	const struct parser_start *start = context;
	struct parse_folders folders = {.items = {.n = 0}};
	struct err e = {.code = 0};
	int rc = parse_folders_make(&folders, start->border);

	bind_memory();
	if (!rc)
		rc = sandbox_files((const char *const *)folders.items.v, folders.items.n, &e);
	if (rc)
		log_err("parser", &e);
	else
		rc = parse_sources(start->border, start->records, &e);
	parse_folders_release(&folders);
	return rc ? 1 : 0;
}

static void start_parser(struct parser_job *j)
{
	const struct parser_start start = {j->border, handover_open()};
	const struct process p = {.name = "weir-parser", .who = j->who, .fds = &start.records, .nfds = 1,
				  .run = run_parser, .context = &start, .failed = log_err};

	j->again = false;
	j->stamp = watch_rpki(j->border);
	if (start.records < 0 || child_start(&j->child, &p, PARSER_MS)) {
		log_line(LOG_LEVEL_ERROR, "parser", "cannot be started: %s", strerror(errno));
		j->stamp = 0;
		if (start.records >= 0)
			close(start.records);
		return;
	}
	j->records = start.records;
}

void parser_job_want(struct parser_job *j)
{
	const char *missing = watch_missing(j->border);

	if (child_runs(&j->child)) {
		j->again = true;
	} else if (missing) {
		j->stamp = watch_rpki(j->border);
		log_line(LOG_LEVEL_NOTICE, "waiting", "%s was never fetched", missing);
	} else if (!j->stopped) {
		start_parser(j);
	}
}

void parser_job_look(struct parser_job *j)
{
	if (!j->stopped && watch_rpki(j->border) != j->stamp)
		parser_job_want(j);
}

void parser_job_watch(struct parser_job *j)
{
	const uint64_t now = watch_rpki(j->border);

	if (!j->stopped && now != j->stamp && now == j->seen)
		parser_job_want(j);
	j->seen = now;
}

/* A parser that died said nothing: say it in its place, so that the server counts it with the others. */
static void say_for_it(int records, int status)
{
	struct handover h = {.size = 0};
	struct err e;

	_Static_assert(sizeof h.said >= PROCESS_END, "what is said of an end fits");
	process_end_text(h.said, "the parser", status);
	if (handover_write(records, &h, NULL, &e))
		log_err("parser", &e);
}

static void on_end(void *context, int status)
{
	struct parser_job *j = context;
	const bool good = WIFEXITED(status) && !WEXITSTATUS(status);
	struct handover h;
	struct err e;

	if (!good && (handover_read_head(j->records, &h, &e) || h.size || !h.said[0]))
		say_for_it(j->records, status);
	if (handover_seal(j->records, &e)) {
		log_err("parser", &e);
		close(j->records);
	} else {
		j->made(j->context, j->records, good);
	}
	if (j->again)
		parser_job_want(j);
}

void parser_job_start(struct parser_job *j, struct children *all)
{
	j->child.ended = on_end;
	j->child.context = j;
	children_add(all, &j->child);
	parser_job_want(j);
}

void parser_job_stop(struct parser_job *j)
{
	j->stopped = true;
	child_stop(&j->child);
}
