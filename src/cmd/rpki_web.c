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
		struct source_said said;

		if (!b->sources.v[i].url.text)
			continue;
		if (fetch_in_child(&said, &b->sources.v[i], &who))
			rc = err_set(e, WEIR_EIO, "cannot run a process: %s", strerror(errno));
		else if (vec_push(&r->items, said, BORDER_LIST_MAX))
			rc = err_set(e, WEIR_ENOMEM, "out of memory");
	}
	return rc;
}

bool web_is_good(const struct web_results *r)
{
	for (size_t i = 0; i < r->items.n; i++)
		if (r->items.v[i].rc)
			return false;
	return true;
}

static const char *result_text(const struct source_said *s)
{
	if (s->rc)
		return "failed";
	return s->outcome == HTTPS_NEW ? "new" : "unchanged";
}

void web_put_text(struct out *o, const struct border *b, const struct web_results *r)
{
	size_t n = 0;

	for (size_t i = 0; i < b->sources.n && n < r->items.n; i++) {
		const struct border_source *s = &b->sources.v[i];

		if (!s->url.text)
			continue;
		if (r->items.v[n].rc)
			out_printf(o, "failed: %s\n", r->items.v[n].text);
		else
			out_printf(o, "%s: %s\n", result_text(&r->items.v[n]), s->url.text);
		n++;
	}
	if (!web_is_good(r))
		out_str(o, "what was there stays\n");
}

void web_put_json(struct json_out *j, const struct border *b, const struct web_results *r)
{
	size_t n = 0;

	json_open_array(j, "sources");
	for (size_t i = 0; i < b->sources.n && n < r->items.n; i++) {
		const struct source_said *said = &r->items.v[n];

		if (!b->sources.v[i].url.text)
			continue;
		json_open_object(j, NULL);
		json_str(j, "url", b->sources.v[i].url.text);
		json_str(j, "path", b->sources.v[i].path.text);
		json_str(j, "result", result_text(said));
		json_str(j, "why", said->rc ? said->text : NULL);
		json_close_object(j);
		n++;
	}
	json_close_array(j);
}
