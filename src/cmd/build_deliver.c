/*
 * How this works: files wait for the disk, one after the other for much longer than it takes to write
 * them; so several threads put them. No two put one: an output's files are its own, and what is
 * said of invalid routes has one file for each router. What went wrong is told in the order of the border.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/atomic_file.h"
#include "base/folder.h"
#include "base/pool.h"
#include "cmd/build.h"
#include "cmd/held.h"
#include "deliver/deliver.h"
#include "deliver/invalid_file.h"

/* How it went with one output, or one router. */
struct put {
	int rc;
	struct err e;
};

struct delivery {
	struct build *b;
	struct out invalid; /* the file, the same for each router */
	struct put *puts;   /* of the outputs, then of the routers */
};

/* A new hold goes beside the last good one; what is neither held nor new takes what was held away. */
static int put_file(const struct output *o, size_t i, struct err *e)
{
	const char *folder = o->router->output.text;
	char name[OUTPUT_NAME], held[OUTPUT_NAME + 8];
	int rc = 0;

	snprintf(held, sizeof held, "%s.held", output_file_name(o, i, name));
	if (o->state == OUTPUT_HELD && o->record)
		return deliver_file(folder, held, &o->files[i].text->content, e);
	if (o->state == OUTPUT_WRITTEN)
		rc = deliver_file(folder, name, &o->files[i].text->content, e);
	return rc ? rc : deliver_remove(folder, held, e);
}

/* A hold that stands has its files in the history. */
static bool is_pinned(const struct output *o)
{
	return o->state == OUTPUT_HELD && o->hold.id && !o->hold.dismissed;
}

static int put_output(const struct output *o, struct err *e)
{
	int rc;

	if (o->state == OUTPUT_FAILED)
		return 0;
	rc = folder_make(o->router->output.text, 0755, e);
	for (size_t i = 0; !rc && i < o->nfiles; i++)
		rc = put_file(o, i, e);
	return rc;
}

static int put_invalid(const struct delivery *d, const struct border_router *router, struct err *e)
{
	const struct gate_scope scope = {router->name.text, 0};
	char by[160];
	int rc;

	if (!d->b->invalid_listed || build_frozen(d->b, &scope, by, sizeof by))
		return 0;
	rc = folder_make(router->output.text, 0755, e);
	return rc ? rc : deliver_file(router->output.text, INVALID_FILE, &d->invalid, e);
}

static void put_one(void *context, size_t i)
{
	const struct delivery *d = context;
	const struct build *b = d->b;
	struct put *p = &d->puts[i];

	if (i >= b->outputs.n)
		p->rc = put_invalid(d, &b->border.routers.v[i - b->outputs.n], &p->e);
	else if (!is_pinned(b->outputs.v[i]))
		p->rc = put_output(b->outputs.v[i], &p->e);
}

/* The files of a hold that stands, where the run that made it died before they were beside the last good ones. */
static int put_pinned(const struct build *b, const struct output *o, struct err *e)
{
	const struct history_record *hold = build_hold(b, o->hold.id);
	int rc = folder_make(o->router->output.text, 0755, e);

	for (size_t i = 0; !rc && i < hold->nfiles; i++)
		rc = held_put(b->history, o->router->output.text, &hold->files[i], e);
	return rc;
}

/* The history has one reader at a time. */
static void put_all_pinned(const struct delivery *d)
{
	for (size_t i = 0; i < d->b->outputs.n; i++)
		if (is_pinned(d->b->outputs.v[i]))
			d->puts[i].rc = put_pinned(d->b, d->b->outputs.v[i], &d->puts[i].e);
}

static void tell(const struct delivery *d, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct err *e = &d->puts[i].e;

		if (!d->puts[i].rc)
			continue;
		if (i < d->b->outputs.n)
			output_fail(d->b->outputs.v[i], e);
		report_note(&d->b->errors, e->file, e->line, e->col, "%s", e->msg);
	}
}

/* What runs left that were killed; only one at a time works on a border (store/history.h). */
static void sweep(struct build *b)
{
	struct err e = {0};

	for (size_t i = 0; i < b->border.routers.n; i++)
		if (atomic_file_sweep(b->border.routers.v[i].output.text, &e))
			report_note(&b->errors, e.file, e.line, e.col, "%s", e.msg);
}

int build_deliver(struct build *b, struct err *e)
{
	size_t n = b->outputs.n + b->border.routers.n;
	struct delivery d = {.b = b, .puts = calloc(n + 1, sizeof *d.puts)};

	if (!d.puts)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	out_mem(&d.invalid, OUTPUT_FILE_MAX);
	if (b->invalid_listed)
		invalid_file_write(&d.invalid, &b->invalid, &b->snapshot);
	sweep(b);
	put_all_pinned(&d);
	pool_run(n, put_one, &d);
	tell(&d, n);
	out_release(&d.invalid);
	free(d.puts);
	return 0;
}
