#include "serve/build_result.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json_rows.h"

/* The members of a list, in the order of the path below. */
enum { ROUTER, LIST, STATE, REASON };

struct reader {
	struct build_result *result;
	void (*each)(void *context, const struct build_list *l);
	void *context;
};

const char *build_state_text(enum build_state state)
{
	static const char *const names[BUILD_STATES] = {"written", "unchanged", "held", "frozen", "failed"};

	return names[state];
}

static int unexpected(const struct json_row *row, const char *what, struct err *e)
{
	return err_at(e, WEIR_ESYNTAX, "", row->line, row->col, "summary of a build: expected %s", what);
}

static bool read_state(const struct json_row *row, enum build_state *state)
{
	const struct json_field *f = &row->field[STATE];

	for (unsigned s = 0; f->kind == JSON_STRING && s < BUILD_STATES; s++) {
		const char *name = build_state_text(s);

		if (f->n == strlen(name) && !memcmp(json_row_text(row, f), name, f->n)) {
			*state = s;
			return true;
		}
	}
	return false;
}

/* A text as far as there is room; "" for null. */
static bool read_text(const struct json_row *row, unsigned i, char *to, size_t size)
{
	const struct json_field *f = &row->field[i];

	to[0] = '\0';
	if (f->kind == JSON_STRING)
		snprintf(to, size, "%.*s", (int)f->n, json_row_text(row, f));
	return f->kind == JSON_STRING || f->kind == JSON_NULL;
}

static int on_list(void *ctx, const struct json_row *row, struct err *e)
{
	const struct reader *r = ctx;
	struct build_list l;

	if (!read_state(row, &l.state))
		return unexpected(row, "the state of a list", e);
	if (!read_text(row, ROUTER, l.router, sizeof l.router) || !read_text(row, LIST, l.list, sizeof l.list) ||
	    !read_text(row, REASON, l.reason, sizeof l.reason))
		return unexpected(row, "a list with router, list and reason", e);
	r->result->lists[l.state]++;
	r->each(r->context, &l);
	return 0;
}

/* An exit status is a digit. */
static int on_status(void *ctx, const struct json_row *row, struct err *e)
{
	const struct reader *r = ctx;
	const struct json_field *f = &row->field[0];
	const char *s = json_row_text(row, f);

	if (f->kind != JSON_NUMBER || f->n != 1 || s[0] < '0' || s[0] > '9')
		return unexpected(row, "an exit status", e);
	r->result->status = (uint64_t)(s[0] - '0');
	return 0;
}

static int read_json(struct reader *r, const char *bytes, size_t n, struct err *e)
{
	static const struct json_path paths[] = {
		{.path = "status", .scalar = true, .row = on_status},
		{.path = "lists", .fields = {"router", "list", "state", "reason"}, .row = on_list},
	};
	enum { PATHS = sizeof paths / sizeof *paths, ALL = (1 << PATHS) - 1 };
	uint32_t seen = 0;
	struct input *in;
	int rc;

	if (!n)
		return err_set(e, WEIR_ENOTFOUND, "nothing was delivered");
	/* An input may be compressed, and then be of any length; this one is not. */
	if (bytes[0] != '{')
		return err_set(e, WEIR_ESYNTAX, "summary of a build: expected an object");
	rc = input_open_mem(&in, "", bytes, n, e);
	if (rc)
		return rc;
	rc = json_rows_read(in, paths, PATHS, r, &seen, e);
	input_close(in);
	if (!rc && seen != ALL)
		rc = err_set(e, WEIR_ESYNTAX, "summary of a build: expected 'status' and 'lists'");
	return rc;
}

static int read_bytes(int fd, char *to, size_t n, struct err *e)
{
	for (size_t at = 0; at < n;) {
		const ssize_t got = pread(fd, to + at, n - at, (off_t)at);

		if (got <= 0)
			return err_set(e, WEIR_EIO, "cannot read the summary of a build: %s",
				       got ? strerror(errno) : "it became shorter");
		at += (size_t)got;
	}
	return 0;
}

int build_result_read(struct build_result *r, int fd, void (*each)(void *context, const struct build_list *l),
		      void *context, struct err *e)
{
	struct reader reader = {r, each, context};
	struct stat st;
	char *bytes;
	int rc;

	*r = (struct build_result){.status = 0};
	if (fstat(fd, &st))
		return err_set(e, WEIR_EIO, "cannot read the summary of a build: %s", strerror(errno));
	if (st.st_size > BUILD_RESULT_MAX)
		return err_set(e, WEIR_ELIMIT, "the summary of a build has %lld bytes, more than %d",
			       (long long)st.st_size, BUILD_RESULT_MAX);
	bytes = malloc((size_t)st.st_size + 1);
	if (!bytes)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	rc = read_bytes(fd, bytes, (size_t)st.st_size, e);
	if (!rc)
		rc = read_json(&reader, bytes, (size_t)st.st_size, e);
	free(bytes);
	return rc;
}
