/*
 * How this works: what is approved or rolled back to comes from the history, never from a file that
 * anyone could have changed since it was judged. As in a build, it is begun on disk before a file
 * changes, and its end is told after.
 */
#include "cmd/approval.h"

#include <stdio.h>
#include <string.h>

#include "base/folder.h"
#include "cmd/held.h"
#include "cmd/in_force.h"
#include "cmd/output.h"
#include "deliver/deliver.h"

static const struct border_router *find_router(const struct approval *a, const char *name)
{
	for (size_t i = 0; i < a->border->routers.n; i++)
		if (!strcmp(a->border->routers.v[i].name.text, name))
			return &a->border->routers.v[i];
	return NULL;
}

/* The folder of a record's router, or NULL with `e` filled. */
static const char *find_folder(const struct approval *a, const struct history_record *r, struct err *e)
{
	const struct border_router *router = find_router(a, r->router);

	if (router)
		return router->output.text;
	err_set(e, WEIR_ENOTFOUND, "%s/%s: the border has no router '%s' any more", r->router, r->output,
		r->router);
	return NULL;
}

static struct history_record record_of(const struct approval *a, const struct history_record *r,
				       enum history_kind kind, enum history_state state)
{
	return (struct history_record){.at = a->at,
				       .kind = kind,
				       .state = state,
				       .router = r->router,
				       .output = r->output,
				       .asn = r->asn,
				       .who = a->who,
				       .why = a->why,
				       .of = r->id};
}

static int moved(struct err *e, const struct history_record *hold, const struct history_file *f, const char *how)
{
	return err_set(e, WEIR_ESYNTAX, "%s/%s: %.80s%s; dismiss it and build", hold->router, hold->output, f->name,
		       how);
}

/* Nothing may have moved since it was judged: neither the candidate nor what it was judged beside. */
static int check_unmoved(const char *folder, const struct history_record *hold, struct err *e)
{
	for (size_t i = 0; i < hold->nfiles; i++) {
		const struct history_file *f = &hold->files[i];
		char now[SHA256_TEXT];
		bool intact = true;
		int rc = held_intact(folder, f, &intact, e);

		if (!rc)
			rc = in_force_hash(folder, f->name, now, e);
		if (rc)
			return rc;
		if (!intact)
			return moved(e, hold, f, ".held was changed since it was judged");
		if (strcmp(now, f->was) && strcmp(now, f->hash))
			return moved(e, hold, f, " in force was changed since the candidate was judged");
	}
	return 0;
}

/* The same files, as of now: what they replace is what is in force. */
static int copy_files(const char *folder, struct history_record *to, const struct history_record *from,
		      struct err *e)
{
	int rc = 0;

	for (to->nfiles = 0; !rc && to->nfiles < from->nfiles; to->nfiles++) {
		struct history_file *f = &to->files[to->nfiles];

		*f = from->files[to->nfiles];
		rc = in_force_hash(folder, f->name, f->was, e);
	}
	return rc;
}

static int put_in_force(const struct approval *a, const char *folder, const struct history_record *r,
			struct err *e)
{
	int rc = folder_make(folder, 0755, e);

	for (size_t i = 0; !rc && i < r->nfiles; i++) {
		struct out content;

		out_mem(&content, OUTPUT_FILE_MAX);
		rc = history_content(a->history, r->files[i].hash, &content, e);
		if (!rc)
			rc = deliver_file(folder, r->files[i].name, &content, e);
		out_release(&content);
	}
	return rc;
}

/* Commit what a step did, or undo it. */
static int finish(const struct approval *a, int rc, struct err *e)
{
	if (!rc)
		return history_commit(a->history, e);
	history_undo(a->history);
	return rc;
}

static int begin(const struct approval *a, struct history_record *r, struct err *e)
{
	int rc = history_begin(a->history, e);

	if (!rc)
		rc = history_add(a->history, r, e);
	return rc;
}

/* How it ended; a hold that it ends goes with it. */
static int settle(const struct approval *a, const struct history_record *r, const struct history_record *hold,
		  enum history_state hold_state, struct err *e)
{
	int rc = history_begin(a->history, e);

	if (!rc)
		rc = history_settle(a->history, r->id, HISTORY_DONE, e);
	if (!rc && hold)
		rc = history_settle(a->history, hold->id, hold_state, e);
	return finish(a, rc, e);
}

static int remove_held(const char *folder, const struct history_record *r, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->nfiles; i++)
		rc = held_remove(folder, &r->files[i], e);
	return rc;
}

int approval_approve(const struct approval *a, const struct history_record *hold, struct err *e)
{
	struct history_record r = record_of(a, hold, HISTORY_APPROVAL, HISTORY_BEGUN);
	const char *folder = find_folder(a, hold, e);
	int rc = folder ? check_unmoved(folder, hold, e) : e->code;

	if (!rc)
		rc = copy_files(folder, &r, hold, e);
	if (!rc)
		rc = finish(a, begin(a, &r, e), e);
	if (!rc)
		rc = put_in_force(a, folder, &r, e);
	if (!rc)
		rc = remove_held(folder, hold, e);
	return rc ? rc : settle(a, &r, hold, HISTORY_APPROVED, e);
}

/* Of a router that is gone there is nothing to remove. */
int approval_dismiss(const struct approval *a, const struct history_record *hold, struct err *e)
{
	struct history_record r = record_of(a, hold, HISTORY_DISMISSAL, HISTORY_DONE);
	const struct border_router *router = find_router(a, hold->router);
	int rc = router ? remove_held(router->output.text, hold, e) : 0;

	if (rc)
		return rc;
	rc = begin(a, &r, e);
	if (!rc)
		rc = history_settle(a->history, hold->id, HISTORY_DISMISSED, e);
	return finish(a, rc, e);
}

/*
 * What a rollback replaces becomes a hold, or the next build would deliver it again: a person says
 * when the border goes on.
 */
static int hold_replaced(const struct approval *a, const char *folder, const struct history_record *to,
			 struct err *e)
{
	struct history_record hold = record_of(a, to, HISTORY_HOLD, HISTORY_OPEN);
	struct in_force files = {.n = 0};
	char why[256];
	int rc = 0;

	snprintf(why, sizeof why, "rolled back to #%lld%s%.160s", (long long)to->of, hold.why ? ": " : "",
		 hold.why ? hold.why : "");
	hold.why = why;
	for (size_t i = 0; !rc && i < to->nfiles; i++) {
		size_t had = hold.nfiles;

		rc = in_force_add(&files, &hold, folder, to->files[i].name, e);
		if (hold.nfiles > had)
			strcpy(hold.files[had].was, to->files[i].hash);
	}
	if (!rc)
		rc = history_add(a->history, &hold, e);
	in_force_release(&files);
	for (size_t i = 0; !rc && i < hold.nfiles; i++)
		rc = held_put(a->history, folder, &hold.files[i], e);
	return rc;
}

static bool is_in_force(const struct history_record *r)
{
	bool same = true;

	for (size_t i = 0; same && i < r->nfiles; i++)
		same = !strcmp(r->files[i].hash, r->files[i].was);
	return same;
}

static int check_not_held(const struct approval *a, const struct history_record *r, struct err *e)
{
	const struct history_query q = {.kinds = 1 << HISTORY_HOLD,
					.states = 1 << HISTORY_OPEN,
					.router = r->router,
					.output = r->output};
	struct history_records holds = {0};
	int rc = history_find(a->history, &q, &holds, e);

	if (!rc && holds.items.n)
		rc = err_set(e, WEIR_ESYNTAX, "%s/%s is held, #%lld: approve or dismiss that first", r->router,
			     r->output, (long long)holds.items.v[0].id);
	history_records_release(&holds);
	return rc;
}

static int begin_rollback(const struct approval *a, const char *folder, const struct history_record *to,
			  struct history_record *r, struct err *e)
{
	int rc = check_not_held(a, to, e);

	if (!rc)
		rc = copy_files(folder, r, to, e);
	if (!rc && is_in_force(r))
		rc = err_set(e, WEIR_ESYNTAX, "%s/%s: what #%lld delivered is in force", to->router, to->output,
			     (long long)to->id);
	if (rc)
		return rc;
	rc = begin(a, r, e);
	if (!rc)
		rc = hold_replaced(a, folder, r, e);
	return finish(a, rc, e);
}

/* The same rollback, where the run that began it died before its end: it is taken up again. */
static int find_begun(const struct approval *a, const struct history_record *to, struct history_records *found,
		      struct err *e)
{
	const struct history_query q = {.kinds = 1 << HISTORY_ROLLBACK,
					.states = 1 << HISTORY_BEGUN,
					.router = to->router,
					.output = to->output};
	int rc = history_find(a->history, &q, found, e);

	if (!rc && found->items.n && found->items.v[0].of != to->id)
		rc = err_set(e, WEIR_ESYNTAX, "%s/%s: a rollback to #%lld was begun: repeat that, or build first",
			     to->router, to->output, (long long)found->items.v[0].of);
	return rc;
}

int approval_roll_back(const struct approval *a, const struct history_record *to, struct err *e)
{
	struct history_record r = record_of(a, to, HISTORY_ROLLBACK, HISTORY_BEGUN);
	struct history_records begun = {0};
	const char *folder = find_folder(a, to, e);
	int rc = folder ? find_begun(a, to, &begun, e) : e->code;

	if (!rc && begun.items.n)
		r = begun.items.v[0];
	else if (!rc)
		rc = begin_rollback(a, folder, to, &r, e);
	if (!rc)
		rc = put_in_force(a, folder, &r, e);
	if (!rc)
		rc = settle(a, &r, NULL, HISTORY_DONE, e);
	history_records_release(&begun);
	return rc;
}
