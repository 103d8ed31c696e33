#include "serve/web_job.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "fetch/source.h"
#include "serve/jitter.h"
#include "serve/log.h"

enum { FETCHER_MS = (HTTPS_SECONDS + 30) * 1000, AGAIN_SECONDS = 60 };

static const char kind[] = "fetch";

struct web_start {
	const struct border_source *source;
	int said;
};

static int run_fetcher(const void *context)
{
	const struct web_start *start = context;

	return source_fetch(start->source, start->said);
}

static uint64_t next_time(uint32_t seconds)
{
	return clock_ms() + jitter_ms((uint64_t)seconds * 1000);
}

static struct web_due *find_due(const struct web_job *j, const char *url)
{
	for (size_t i = 0; i < j->due.n; i++)
		if (!strcmp(j->due.v[i].url, url))
			return &j->due.v[i];
	return NULL;
}

static const struct border_source *find_source(const struct border *b, const char *url)
{
	for (size_t i = 0; i < b->sources.n; i++)
		if (b->sources.v[i].url.text && !strcmp(b->sources.v[i].url.text, url))
			return &b->sources.v[i];
	return NULL;
}

static bool is_fetched_now(const struct web_job *j, const char *url)
{
	for (size_t i = 0; i < WEB_SLOTS; i++)
		if (j->slots[i].url && !strcmp(j->slots[i].url, url))
			return true;
	return false;
}

static struct web_slot *free_slot(struct web_job *j)
{
	for (size_t i = 0; i < WEB_SLOTS; i++)
		if (!j->slots[i].url)
			return &j->slots[i];
	return NULL;
}

static void empty_slot(struct web_slot *s)
{
	free(s->url);
	s->url = NULL;
	if (s->said >= 0)
		close(s->said);
	s->said = -1;
}

static void tell(const struct web_slot *s, const struct source_said *said, uint64_t ms)
{
	if (said->rc)
		log_line(LOG_LEVEL_ERROR, "fetch-failed", "%s: what was there stays", said->text);
	else
		log_line(LOG_LEVEL_INFO, "fetched", "url=%s changed=%s ms=%llu", s->url,
			 said->outcome == HTTPS_NEW ? "yes" : "no", (unsigned long long)ms);
}

static void on_end(void *context, int status)
{
	struct web_slot *s = context;
	struct web_job *j = s->job;
	const uint64_t ms = clock_ms() - s->began;
	const struct border_source *source = find_source(j->border, s->url);
	struct web_due *due = find_due(j, s->url);
	struct task_row *row = source ? tasks_row(j->tasks, kind, s->url) : NULL;
	struct source_said said;

	source_said_take(&said, s->url, s->said, status);
	if (!j->stopped)
		tell(s, &said, ms);
	if (row)
		task_row_end(row, said.rc ? TASK_FAILED : TASK_GOOD, ms);
	if (due && source)
		due->at = next_time(said.rc && source->refresh > AGAIN_SECONDS ? AGAIN_SECONDS : source->refresh);
	empty_slot(s);
	j->ended(j->context, !said.rc);
}

static void start_fetcher(struct web_job *j, struct web_slot *s, const struct border_source *source)
{
	const struct web_start start = {source, memfd_create("weir-fetched", MFD_CLOEXEC)};
	const struct process p = {.name = "weir-fetcher", .who = j->who, .fds = &start.said, .nfds = 1,
				  .run = run_fetcher, .context = &start, .failed = log_err};
	struct task_row *row = tasks_row(j->tasks, kind, source->url.text);

	s->said = start.said;
	s->url = strdup(source->url.text);
	s->began = clock_ms();
	if (!s->url || start.said < 0 || child_start(&s->child, &p, FETCHER_MS)) {
		log_line(LOG_LEVEL_ERROR, "fetch-failed", "cannot be started: %s", strerror(errno));
		empty_slot(s);
		return;
	}
	if (row)
		task_row_begin(row);
}

void web_job_look(struct web_job *j)
{
	struct web_slot *s;

	for (size_t i = 0; !j->stopped && i < j->due.n && (s = free_slot(j)); i++) {
		struct web_due *due = &j->due.v[i];
		const struct border_source *source = find_source(j->border, due->url);

		if (!source || clock_ms() < due->at || is_fetched_now(j, due->url))
			continue;
		due->at = next_time(source->refresh);
		start_fetcher(j, s, source);
	}
}

/* At once, or when what an earlier daemon fetched is old enough. */
static uint64_t first_time(const struct border_source *s)
{
	const uint64_t checked = source_checked(s->path.text), now = (uint64_t)time(NULL);
	const uint64_t age = now > checked ? now - checked : 0;

	return age >= s->refresh ? clock_ms() : clock_ms() + (s->refresh - age) * 1000;
}

static void add_due(struct web_job *j, const struct border_source *s)
{
	struct web_due due = {.url = strdup(s->url.text), .at = first_time(s), .seen = true};

	if (due.url && !vec_push(&j->due, due, BORDER_LIST_MAX))
		return;
	free(due.url);
	log_line(LOG_LEVEL_ERROR, "fetch-failed", "%s: out of memory", s->url.text);
}

static void drop_unseen(struct web_job *j)
{
	size_t kept = 0;

	for (size_t i = 0; i < j->due.n; i++)
		if (j->due.v[i].seen)
			j->due.v[kept++] = j->due.v[i];
		else
			free(j->due.v[i].url);
	j->due.n = kept;
}

static bool is_wanted(const void *context, const char *name)
{
	const struct web_job *j = context;

	for (size_t i = 0; i < j->due.n; i++)
		if (!strncmp(j->due.v[i].url, name, TASK_NAME - 1))
			return true;
	return false;
}

void web_job_renew(struct web_job *j)
{
	for (size_t i = 0; i < j->due.n; i++)
		j->due.v[i].seen = false;
	for (size_t i = 0; i < j->border->sources.n; i++) {
		const struct border_source *s = &j->border->sources.v[i];
		struct web_due *due = s->url.text ? find_due(j, s->url.text) : NULL;

		if (due)
			due->seen = true;
		else if (s->url.text)
			add_due(j, s);
	}
	drop_unseen(j);
	tasks_keep(j->tasks, kind, is_wanted, j);
	web_job_look(j);
}

void web_job_start(struct web_job *j, struct children *all)
{
	for (size_t i = 0; i < WEB_SLOTS; i++) {
		j->slots[i] = (struct web_slot){.job = j, .said = -1, .child = {.ended = on_end, .context = &j->slots[i]}};
		children_add(all, &j->slots[i].child);
	}
	web_job_renew(j);
}

void web_job_stop(struct web_job *j)
{
	j->stopped = true;
	for (size_t i = 0; i < WEB_SLOTS; i++)
		child_stop(&j->slots[i].child);
}

void web_job_release(struct web_job *j)
{
	for (size_t i = 0; i < WEB_SLOTS; i++)
		if (j->slots[i].job)
			empty_slot(&j->slots[i]);
	for (size_t i = 0; i < j->due.n; i++)
		free(j->due.v[i].url);
	vec_free(&j->due);
}
