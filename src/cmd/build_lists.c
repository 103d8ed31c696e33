/*
 * How this works: list by list, so that memory holds one of them: decide, then for
 * each router of the neighbor read its last good list, judge, and deliver either
 * the files or, held, the candidate beside them. One list that fails leaves its
 * last good one in force and the others go on.
 */
#include <stdio.h>
#include <string.h>

#include "cmd/build.h"
#include "cmd/cmd.h"
#include "deliver/deliver.h"
#include "deliver/import_file.h"
#include "deliver/invalid_file.h"
#include "filter/doubts.h"
#include "gate/gate.h"

enum { FILE_MAX = 1 << 30 };

const char *build_state_text(enum build_state state)
{
	static const char *const names[] = {"written", "unchanged", "held", "failed"};

	return names[state];
}

static void note_error(struct build *b, struct build_row *row, const struct err *e)
{
	row->state = BUILD_FAILED;
	snprintf(row->reason, sizeof row->reason, "%s", e->msg);
	report_note(&b->errors, e->file, e->line, e->col, "%s", e->msg);
}

/* Write one file of a list; a held one beside the last good, a passed one takes the held one away. */
static int put_file(const struct build *b, struct build_row *row, const struct import_file *f,
		    const struct import_form *form, struct err *e)
{
	const char *folder = row->router->output.text;
	char name[48], held[56];
	enum delivered how;
	struct out content;
	int rc;

	snprintf(name, sizeof name, "%s%s", row->name, form->suffix);
	snprintf(held, sizeof held, "%s.held", name);
	out_mem(&content, FILE_MAX);
	form->write(&content, f);
	rc = deliver_file(folder, row->state == BUILD_HELD ? held : name, &content, b->pretend, &how,
			  e);
	out_release(&content);
	if (rc || row->state == BUILD_HELD)
		return rc;
	if (how == DELIVERED_WRITTEN)
		row->state = BUILD_WRITTEN;
	return b->pretend ? 0 : deliver_remove(folder, held, e);
}

/* JSON, which the next gate reads, comes last: it never tells of more than is in force. */
static int put_files(const struct build *b, struct build_row *row, const struct import_file *f,
		     struct err *e)
{
	const struct border_router *router = row->router;
	int rc = b->pretend ? 0 : deliver_folder(router->output.text, e);

	if (!rc && router->language != LANGUAGE_JSON)
		rc = put_file(b, row, f, import_form(router->language), e);
	return rc ? rc : put_file(b, row, f, import_form(LANGUAGE_JSON), e);
}

/* A last good list that cannot be read holds the candidate: nothing can be compared. */
static int judge(const struct build *b, struct build_row *row, const struct import_list *l,
		 struct err *e)
{
	const struct gate_candidate candidate = {&l->entries, l->gaps.total,
						 l->anything ? 0 : b->damage,
						 b->border.gate.min_entries};
	struct gate_last last = {0};
	struct gate_verdict v = {0};
	char path[4096];
	int rc, unread;

	snprintf(path, sizeof path, "%s/%s.json", row->router->output.text, row->name);
	unread = gate_last_read(&last, path, e);
	rc = unread == WEIR_ENOMEM ? unread : gate_judge(&v, &candidate, &last);
	row->last = unread || last.exists;
	row->state = unread || v.held ? BUILD_HELD : BUILD_UNCHANGED;
	if (unread)
		snprintf(row->reason, sizeof row->reason, "the last good list cannot be read: %.180s",
			 e->msg);
	else
		snprintf(row->reason, sizeof row->reason, "%s", v.reason);
	gate_last_release(&last);
	return rc;
}

static void fill_row(struct build_row *row, const struct import_list *l)
{
	row->v4 = import_list_v4(l);
	row->v6 = import_list_v6(l);
	row->bogons = range_list_count(&l->bogons);
	row->own = range_list_count(&l->own);
	row->sets = l->sets;
	row->asns = l->asns;
	row->gaps = l->gaps.total;
	row->anything = l->anything;
}

/* One list on one router; `failed` is why it could not be decided, or NULL. */
static int build_row(struct build *b, const struct import_list *l, const struct border_router *router,
		     const struct err *failed)
{
	const struct import_file f = {&b->border, &b->snapshot, l, l->anything ? 0 : b->damage};
	struct build_row row = {.neighbor = l->neighbor, .router = router, .asn = l->asn};
	char name[IMPORT_NAME];
	struct err e = {0};
	int rc = 0;

	snprintf(row.name, sizeof row.name, "%s", import_name(l, name));
	fill_row(&row, l);
	if (failed) {
		row.state = BUILD_FAILED;
		snprintf(row.reason, sizeof row.reason, "%s", failed->msg);
	} else {
		rc = judge(b, &row, l, &e);
		if (!rc && put_files(b, &row, &f, &e))
			note_error(b, &row, &e);
	}
	return rc ? rc : vec_push(&b->rows, row, BUILD_ROWS_MAX);
}

static bool is_noted(const struct report *r, const struct err *note)
{
	for (size_t i = 0; i < r->notes.n; i++) {
		const struct err *n = &r->notes.v[i];

		if (n->line == note->line && !strcmp(n->msg, note->msg) && !strcmp(n->file, note->file))
			return true;
	}
	return false;
}

/* Many neighbors may reach the same gap: it is told once. */
static void keep_gaps(struct build *b, const struct import_list *l)
{
	for (size_t i = 0; i < l->gaps.notes.n; i++) {
		const struct err *g = &l->gaps.notes.v[i];

		if (!is_noted(&b->gaps, g))
			report_note(&b->gaps, g->file, g->line, g->col, "%s", g->msg);
	}
	b->gaps.total += l->gaps.total - l->gaps.notes.n;
}

static int build_neighbor(struct build *b, const struct border_neighbor *n)
{
	struct import_list l = {0};
	struct err e = {0};
	int rc = 0, undecided = import_list_make(&l, &b->snapshot, &b->border, n, &e);

	if (undecided == WEIR_ENOMEM)
		rc = undecided;
	else if (undecided)
		report_note(&b->errors, e.file, e.line, e.col, "%s", e.msg);
	keep_gaps(b, &l);
	for (size_t i = 0; !rc && n && i < n->routers.n; i++)
		rc = build_row(b, &l, &b->border.routers.v[n->routers.v[i]], undecided ? &e : NULL);
	for (size_t i = 0; !rc && !n && i < b->border.routers.n; i++)
		rc = build_row(b, &l, &b->border.routers.v[i], undecided ? &e : NULL);
	import_list_release(&l);
	return rc;
}

static void put_invalid(struct build *b, const struct border_router *router)
{
	const char *folder = router->output.text;
	enum delivered how;
	struct out content;
	struct err e = {0};
	int rc = b->pretend ? 0 : deliver_folder(folder, &e);

	out_mem(&content, FILE_MAX);
	invalid_file_write(&content, &b->invalid, &b->snapshot);
	if (!rc)
		rc = deliver_file(folder, INVALID_FILE, &content, b->pretend, &how, &e);
	if (rc)
		report_note(&b->errors, e.file, e.line, e.col, "%s", e.msg);
	out_release(&content);
}

static int build_invalid(struct build *b)
{
	int rc;

	b->invalid_listed = b->snapshot.rov && bgp_table_count(&b->snapshot.routes);
	if (!b->invalid_listed)
		return 0;
	rc = invalid_routes_find(&b->invalid, &b->snapshot);
	for (size_t i = 0; !rc && i < b->border.routers.n; i++)
		put_invalid(b, &b->border.routers.v[i]);
	return rc;
}

int build_lists(struct build *b)
{
	const struct border_network *own = &b->border.network;
	int rc = 0;

	b->damage = snapshot_irr_damage(&b->snapshot);
	doubts_find(&b->doubts, &b->snapshot, &b->border);
	if (own->as_sets.items.n || own->prefixes.items.n)
		rc = build_neighbor(b, NULL);
	for (size_t i = 0; !rc && i < b->border.neighbors.n; i++)
		rc = build_neighbor(b, &b->border.neighbors.v[i]);
	return rc ? rc : build_invalid(b);
}

int build_status(const struct build *b)
{
	int status = EXIT_WELL;

	if (b->errors.total)
		return EXIT_TROUBLE;
	if (b->gaps.total || snapshot_damaged(&b->snapshot) || b->border.idle_sources)
		status = EXIT_FINDING;
	for (size_t i = 0; i < b->rows.n; i++) {
		if (b->rows.v[i].state == BUILD_FAILED)
			return EXIT_TROUBLE;
		if (b->rows.v[i].state == BUILD_HELD)
			status = EXIT_FINDING;
	}
	return status;
}

void build_release(struct build *b)
{
	vec_free(&b->rows);
	invalid_routes_release(&b->invalid);
	report_release(&b->gaps);
	report_release(&b->doubts);
	report_release(&b->errors);
	snapshot_release(&b->snapshot);
	border_release(&b->border);
}
