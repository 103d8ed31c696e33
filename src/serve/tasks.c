#include "serve/tasks.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "serve/metrics.h"

struct task_row *tasks_row(struct tasks *t, const char *kind, const char *name)
{
	struct task_row row = {.began = 0};

	snprintf(row.kind, sizeof row.kind, "%s", kind);
	snprintf(row.name, sizeof row.name, "%s", name);
	for (size_t i = 0; i < t->rows.n; i++)
		if (!strcmp(t->rows.v[i].kind, row.kind) && !strcmp(t->rows.v[i].name, row.name))
			return &t->rows.v[i];
	return vec_push(&t->rows, row, TASKS_MAX) ? NULL : &t->rows.v[t->rows.n - 1];
}

void tasks_keep(struct tasks *t, const char *kind, bool (*wanted)(const void *context, const char *name),
		const void *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->rows.n; i++)
		if (strcmp(t->rows.v[i].kind, kind) || wanted(context, t->rows.v[i].name))
			t->rows.v[kept++] = t->rows.v[i];
	t->rows.n = kept;
}

static uint64_t seconds_now(void)
{
	const time_t now = time(NULL);

	return now < 0 ? 0 : (uint64_t)now;
}

void task_row_begin(struct task_row *row)
{
	row->began = seconds_now();
}

void task_row_end(struct task_row *row, enum task_result result, uint64_t ms)
{
	row->took = ms;
	row->last = result;
	row->runs[result]++;
	if (result == TASK_GOOD)
		row->good_at = seconds_now();
}

int tasks_share(const struct tasks *t)
{
	const size_t n = t->rows.n * sizeof *t->rows.v;
	int fd = memfd_create("weir-tasks", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd >= 0 && ((n && pwrite(fd, t->rows.v, n, 0) != (ssize_t)n) ||
			fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

int tasks_take(struct tasks *t, int fd, struct err *e)
{
	struct tasks read = {.rows = {.n = 0}};
	struct stat st;
	size_t n;

	if (fstat(fd, &st))
		return err_set(e, WEIR_EIO, "cannot read how runs went: %s", strerror(errno));
	n = (size_t)st.st_size / sizeof *read.rows.v;
	if (st.st_size < 0 || n > TASKS_MAX || n * sizeof *read.rows.v != (size_t)st.st_size)
		return err_set(e, WEIR_ESYNTAX, "expected how runs went, found %lld bytes", (long long)st.st_size);
	if (n && vec_reserve(&read.rows, n, TASKS_MAX))
		return err_set(e, WEIR_ENOMEM, "out of memory");
	if (n && pread(fd, read.rows.v, n * sizeof *read.rows.v, 0) != (ssize_t)(n * sizeof *read.rows.v)) {
		tasks_release(&read);
		return err_set(e, WEIR_EIO, "cannot read how runs went");
	}
	read.rows.n = n;
	for (size_t i = 0; i < n; i++)
		read.rows.v[i].kind[TASK_KIND - 1] = read.rows.v[i].name[TASK_NAME - 1] = '\0';
	tasks_release(t);
	*t = read;
	return 0;
}

static bool has_ended(const struct task_row *row)
{
	return row->runs[TASK_GOOD] || row->runs[TASK_HELD] || row->runs[TASK_FAILED];
}

static bool is_bad(const struct task_row *row)
{
	return has_ended(row) && row->last != TASK_GOOD;
}

bool tasks_alarm(const struct tasks *t)
{
	for (size_t i = 0; i < t->rows.n; i++)
		if (is_bad(&t->rows.v[i]))
			return true;
	return false;
}

static void put_labels(struct out *o, const struct task_row *row, const char *result)
{
	out_str(o, "{task=\"");
	metrics_put_label(o, row->kind);
	if (row->name[0]) {
		out_str(o, "\",source=\"");
		metrics_put_label(o, row->name);
	}
	if (result)
		out_printf(o, "\",result=\"%s", result);
	out_str(o, "\"} ");
}

static uint64_t since(uint64_t then, uint64_t now)
{
	return now > then ? now - then : 0;
}

static void put_gauge(struct out *o, const struct tasks *t, const char *name, const char *help,
		      bool (*value)(const struct task_row *row, uint64_t now, uint64_t *v), uint64_t now)
{
	uint64_t v;

	out_printf(o, "# TYPE %s gauge\n# HELP %s %s\n", name, name, help);
	for (size_t i = 0; i < t->rows.n; i++) {
		if (!value(&t->rows.v[i], now, &v))
			continue;
		out_str(o, name);
		put_labels(o, &t->rows.v[i], NULL);
		out_printf(o, "%" PRIu64 "\n", v);
	}
}

static bool alarm_of(const struct task_row *row, uint64_t now, uint64_t *v)
{
	(void)now;
	*v = is_bad(row);
	return true;
}

static bool began_of(const struct task_row *row, uint64_t now, uint64_t *v)
{
	*v = since(row->began, now);
	return row->began;
}

static bool good_of(const struct task_row *row, uint64_t now, uint64_t *v)
{
	*v = since(row->good_at, now);
	return row->good_at;
}

static bool took_of(const struct task_row *row, uint64_t now, uint64_t *v)
{
	(void)now;
	*v = row->took;
	return has_ended(row);
}

void tasks_put(struct out *o, const struct tasks *t, uint64_t now)
{
	static const char *const results[TASK_RESULTS] = {"good", "held", "failed"};

	if (!t->rows.n)
		return;
	put_gauge(o, t, "weir_task_alarm", "whether the last run was held or failed", alarm_of, now);
	put_gauge(o, t, "weir_task_last_start", "seconds since the last run began", began_of, now);
	put_gauge(o, t, "weir_task_last_good", "seconds since the last good run ended", good_of, now);
	put_gauge(o, t, "weir_task_duration_ms", "milliseconds that the last run took", took_of, now);
	out_str(o, "# TYPE weir_task_runs counter\n# HELP weir_task_runs runs by how they ended\n");
	for (size_t i = 0; i < t->rows.n; i++)
		for (unsigned r = 0; r < TASK_RESULTS; r++) {
			out_str(o, "weir_task_runs_total");
			put_labels(o, &t->rows.v[i], results[r]);
			out_printf(o, "%" PRIu64 "\n", t->rows.v[i].runs[r]);
		}
}

void tasks_release(struct tasks *t)
{
	vec_free(&t->rows);
}
