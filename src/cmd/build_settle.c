/*
 * How this works: between deciding and delivering, one transaction of the history. What is in
 * force is held against what the history says was delivered; candidates that are held become open
 * holds, which freeze others; what will be delivered is announced as begun. It is on disk before
 * any file of the border changes. After the files another transaction says how it ended;
 * where that is missing, the next run finds out from the files.
 */
#include <stdio.h>
#include <string.h>

#include "cmd/build.h"
#include "cmd/in_force.h"
#include "cmd/stamp.h"
#include "gate/freeze.h"

enum { DONE_OR_BEGUN = 1 << HISTORY_DONE | 1 << HISTORY_BEGUN };

static struct history_record record_of(const struct build *b, const struct output *o,
				       enum history_kind kind, enum history_state state)
{
	return (struct history_record){.at = b->at,
				       .kind = kind,
				       .state = state,
				       .router = o->router->name.text,
				       .output = o->stem,
				       .asn = o->asn,
				       .who = b->who};
}

/* A record with the candidate's files, which it may have to give back one day. */
static int add_candidate(struct build *b, const struct output *o, struct history_record *r, struct err *e)
{
	char names[OUTPUT_FILES][OUTPUT_NAME];

	for (size_t i = 0; i < o->nfiles; i++) {
		const struct output_file *f = &o->files[i];
		const struct output_text *text = f->text;
		struct history_file *to = &r->files[r->nfiles++];

		*to = (struct history_file){.name = output_file_name(o, i, names[i]),
					    .bytes = text->content.s ? text->content.s : "",
					    .n = text->content.n,
					    .packed = &text->packed};
		strcpy(to->hash, text->hash);
		strcpy(to->was, f->was);
	}
	return history_add(b->history, r, e);
}

/* Files that are in force and that no record has, kept so that they can be put back. */
static int add_found(struct build *b, const struct output *o, struct err *e)
{
	struct history_record r = record_of(b, o, HISTORY_FOUND, HISTORY_DONE);
	char names[OUTPUT_FILES][OUTPUT_NAME];
	struct in_force files = {.n = 0};
	int rc = 0;

	for (size_t i = 0; !rc && i < o->nfiles; i++)
		rc = in_force_add(&files, &r, o->router->output.text, output_file_name(o, i, names[i]), e);
	if (!rc)
		rc = history_add(b->history, &r, e);
	in_force_release(&files);
	return rc;
}

static const struct history_file *file_of(const struct history_record *r, const char *name)
{
	for (size_t i = 0; i < r->nfiles; i++)
		if (!strcmp(r->files[i].name, name))
			return &r->files[i];
	return NULL;
}

/* What is in force against one record of it. */
enum agreement {
	AGREES,
	PARTLY, /* some files are still those from before it */
	FOREIGN /* a file is neither */
};

static enum agreement agreement(const struct output *o, const struct history_record *r)
{
	enum agreement a = AGREES;
	char name[OUTPUT_NAME];

	for (size_t i = 0; i < o->nfiles; i++) {
		const struct history_file *f = file_of(r, output_file_name(o, i, name));
		const char *was = o->files[i].was;

		if (!strcmp(was, f ? f->hash : ""))
			continue;
		if (!f || strcmp(was, f->was))
			return FOREIGN;
		a = PARTLY;
	}
	return a;
}

static void note_foreign(struct build *b, const struct output *o, const struct history_record *r)
{
	char when[STAMP_TIME];

	report_note(&b->foreign, NULL, 0, 0,
		    "%s/%s was changed by other hands since %s #%lld of %s; 'weir history' has both",
		    o->router->output.text, o->stem, history_kind_text(r->kind), (long long)r->id,
		    stamp_time(r->at, when));
}

static bool is_in_force(const struct output *o)
{
	bool some = false;

	for (size_t i = 0; i < o->nfiles; i++)
		some |= o->files[i].was[0] != '\0';
	return some;
}

/* Where a delivery was begun and its end not told: it came into force, or only some of it. */
static int reconcile_with(struct build *b, const struct output *o, const struct history_record *r, struct err *e)
{
	enum agreement a = agreement(o, r);
	bool begun = r->state == HISTORY_BEGUN;
	int rc = 0;

	if (begun && !b->pretend)
		rc = history_settle(b->history, r->id, a == AGREES ? HISTORY_DONE : HISTORY_CUT, e);
	if (rc || a == AGREES || (begun && a == PARTLY) || !is_in_force(o))
		return rc; /* an output that is gone whole loses nothing by being made anew */
	note_foreign(b, o, r);
	return b->pretend ? 0 : add_found(b, o, e);
}

/* The newest record of what an output may have in force. A history that is new takes what it finds. */
static int reconcile(struct build *b, struct output *o, struct err *e)
{
	const struct history_query q = {.kinds = HISTORY_IN_FORCE,
					.states = DONE_OR_BEGUN,
					.router = o->router->name.text,
					.output = o->stem,
					.most = 1};
	struct history_records found = {0};
	int rc = history_find(b->history, &q, &found, e);

	if (!rc && found.items.n)
		rc = reconcile_with(b, o, &found.items.v[0], e);
	else if (!rc && is_in_force(o) && !b->pretend)
		rc = add_found(b, o, e);
	history_records_release(&found);
	return rc;
}

static bool is_of(const struct history_record *r, const struct output *o)
{
	return !strcmp(r->router, o->router->name.text) && !strcmp(r->output, o->stem);
}

static struct gate_scope scope_of(const struct output *o)
{
	return (struct gate_scope){o->router->name.text, o->asn};
}

/* A candidate that waits for a person is not replaced by a newer one: what was looked at is what is approved. */
static void pin(struct output *o, const struct history_record *hold)
{
	o->state = OUTPUT_HELD;
	o->hold = (struct output_hold){.id = hold->id, .at = hold->at};
	snprintf(o->reason, sizeof o->reason, "%s", hold->why ? hold->why : "");
}

static bool has_files_of(const struct history_record *r, const struct output *o)
{
	bool same = r->nfiles == o->nfiles;

	for (size_t i = 0; same && i < o->nfiles; i++)
		same = !strcmp(r->files[i].hash, o->files[i].text->hash);
	return same;
}

/* A candidate like the one that was dropped is held still, and freezes nothing. */
static int look_for_dismissal(struct build *b, struct output *o, struct err *e)
{
	const struct history_query q = {.kinds = 1 << HISTORY_HOLD,
					.router = o->router->name.text,
					.output = o->stem,
					.most = 1};
	struct history_records holds = {0};
	int rc = history_find(b->history, &q, &holds, e);

	if (!rc && holds.items.n && holds.items.v[0].state == HISTORY_DISMISSED &&
	    has_files_of(&holds.items.v[0], o))
		o->hold = (struct output_hold){holds.items.v[0].id, holds.items.v[0].at, true};
	history_records_release(&holds);
	return rc;
}

static int find_hold(struct build *b, struct output *o, struct err *e)
{
	for (size_t i = 0; i < b->holds.items.n; i++) {
		if (!is_of(&b->holds.items.v[i], o))
			continue;
		pin(o, &b->holds.items.v[i]);
		return 0;
	}
	return o->state == OUTPUT_HELD ? look_for_dismissal(b, o, e) : 0;
}

const struct history_record *build_hold(const struct build *b, int64_t id)
{
	for (size_t i = 0; i < b->holds.items.n; i++)
		if (b->holds.items.v[i].id == id)
			return &b->holds.items.v[i];
	return NULL;
}

/* Who freezes a scope: "edge1/as64501-in" in `by`; false where nobody does. */
bool build_frozen(const struct build *b, const struct gate_scope *scope, char *by, size_t size)
{
	enum border_freeze freeze = b->border.gate.freeze;

	for (size_t i = 0; i < b->holds.items.n; i++) {
		const struct history_record *h = &b->holds.items.v[i];

		snprintf(by, size, "%s/%s", h->router, h->output);
		if (gate_freezes(freeze, &(struct gate_scope){h->router, h->asn}, scope))
			return true;
	}
	for (size_t i = 0; i < b->outputs.n; i++) {
		const struct output *o = b->outputs.v[i];
		const struct gate_scope held = scope_of(o);

		snprintf(by, size, "%s/%s", o->router->name.text, o->stem);
		if (o->state == OUTPUT_HELD && !o->hold.id && gate_freezes(freeze, &held, scope))
			return true;
	}
	return false;
}

static void freeze(const struct build *b)
{
	for (size_t i = 0; i < b->outputs.n; i++) {
		struct output *o = b->outputs.v[i];
		const struct gate_scope scope = scope_of(o);
		char by[160];

		if (o->state != OUTPUT_WRITTEN || !build_frozen(b, &scope, by, sizeof by))
			continue;
		o->state = OUTPUT_FROZEN;
		snprintf(o->reason, sizeof o->reason, "%s is held", by);
	}
}

static int record(struct build *b, struct output *o, struct err *e)
{
	struct history_record r;
	int rc;

	if (o->state == OUTPUT_HELD && !o->hold.id) {
		r = record_of(b, o, HISTORY_HOLD, HISTORY_OPEN);
		r.why = o->reason;
	} else if (o->state == OUTPUT_WRITTEN) {
		r = record_of(b, o, HISTORY_DELIVERY, HISTORY_BEGUN);
	} else {
		return 0;
	}
	rc = add_candidate(b, o, &r, e);
	o->record = r.id;
	return rc;
}

static int each(struct build *b, int (*what)(struct build *b, struct output *o, struct err *e), struct err *e)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < b->outputs.n; i++)
		if (b->outputs.v[i]->state != OUTPUT_FAILED)
			rc = what(b, b->outputs.v[i], e);
	return rc;
}

int build_settle(struct build *b, struct err *e)
{
	const struct history_query open = {.kinds = 1 << HISTORY_HOLD, .states = 1 << HISTORY_OPEN};
	int rc = b->pretend ? 0 : history_begin(b->history, e);

	if (!rc)
		rc = each(b, reconcile, e);
	if (!rc)
		rc = history_find(b->history, &open, &b->holds, e);
	if (!rc)
		rc = each(b, find_hold, e);
	if (!rc)
		freeze(b);
	if (b->pretend)
		return rc;
	if (!rc)
		rc = each(b, record, e);
	if (!rc)
		rc = build_sources_record(b, e);
	if (rc)
		history_undo(b->history);
	return rc ? rc : history_commit(b->history, e);
}

int build_settled(struct build *b, struct err *e)
{
	int rc = history_begin(b->history, e);

	for (size_t i = 0; !rc && i < b->outputs.n; i++) {
		const struct output *o = b->outputs.v[i];

		/* One that failed may have come half into force, or whole: the next run finds out. */
		if (o->state == OUTPUT_WRITTEN)
			rc = history_settle(b->history, o->record, HISTORY_DONE, e);
	}
	return rc ? rc : history_commit(b->history, e);
}
