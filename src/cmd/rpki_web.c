#include "cmd/rpki_web.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "confine/process.h"
#include "fetch/folders.h"

struct web_start {
	const struct border_source *source;
	int said;
};

static int run_child(const void *context)
{
	const struct web_start *start = context;

	return source_fetch(start->source, start->said);
}

static void child_failed(const char *event, const struct err *e)
{
	(void)event;
	cmd_fail(e);
}

static int fetch_in_child(struct source_said *said, const struct border_source *s, const struct privileges *who)
{
	const struct web_start start = {s, memfd_create("weir-fetched", MFD_CLOEXEC)};
	const struct process p = {.name = "weir-fetcher", .who = who, .fds = &start.said, .nfds = 1, .run = run_child,
				  .context = &start, .failed = child_failed};
	int status, rc;

	if (start.said < 0)
		return -1;
	rc = process_run(&p, &status);
	if (!rc)
		source_said_take(said, s->url.text, start.said, status);
	close(start.said);
	return rc;
}

int web_update(struct web_results *r, const struct border *b, struct err *e)
{
	struct privileges who;
	int rc = fetch_web_user(&who, b, e);

	if (!rc)
		rc = fetch_web_folder_make(b, &who, e);
	for (size_t i = 0; !rc && i < b->sources.n; i++) {
		struct web_result got = {.source = &b->sources.v[i]};

		if (!got.source->url.text)
			continue;
		if (fetch_in_child(&got.said, got.source, &who))
			rc = err_set(e, WEIR_EIO, "cannot run a process: %s", strerror(errno));
		else if (vec_push(&r->items, got, BORDER_LIST_MAX))
			rc = err_set(e, WEIR_ENOMEM, "out of memory");
	}
	return rc;
}

bool web_is_good(const struct web_results *r)
{
	for (size_t i = 0; i < r->items.n; i++)
		if (r->items.v[i].said.rc)
			return false;
	return true;
}

static const char *result_text(const struct source_said *s)
{
	if (s->rc)
		return "failed";
	return s->outcome == HTTPS_NEW ? "new" : "unchanged";
}

void web_put_text(struct out *o, const struct web_results *r)
{
	for (size_t i = 0; i < r->items.n; i++) {
		const struct web_result *got = &r->items.v[i];

		if (got->said.rc)
			out_printf(o, "failed: %s\n", got->said.text);
		else
			out_printf(o, "%s: %s\n", result_text(&got->said), got->source->url.text);
	}
	if (!web_is_good(r))
		out_str(o, "what was there stays\n");
}

void web_put_json(struct json_out *j, const struct web_results *r)
{
	json_open_array(j, "sources");
	for (size_t i = 0; i < r->items.n; i++) {
		const struct web_result *got = &r->items.v[i];

		json_open_object(j, NULL);
		json_str(j, "url", got->source->url.text);
		json_str(j, "path", got->source->path.text);
		json_str(j, "result", result_text(&got->said));
		json_str(j, "why", got->said.rc ? got->said.text : NULL);
		json_close_object(j);
	}
	json_close_array(j);
}
