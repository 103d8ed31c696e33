/*
 * How this works: what is approved or rolled back to comes from the history, never from a file that
 * anyone could have changed since it was judged. As in a build, it is begun on disk before a file
 * changes, and its end is told after.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json_out.h"
#include "cmd/cmd.h"
#include "cmd/held.h"
#include "cmd/load_border.h"
#include "cmd/output.h"
#include "cmd/select.h"
#include "cmd/stamp.h"
#include "deliver/deliver.h"

struct approve_options {
	const char *config, *reason, *rollback;
	bool all, dismiss, json;
};

static const struct option_row rows[] = {
	{'c', "config", "FILE", OPTION_TEXT, offsetof(struct approve_options, config),
	 "the border file (default weir.yaml)"},
	{0, "all", NULL, OPTION_FLAG, offsetof(struct approve_options, all), "all lists that are held"},
	{0, "dismiss", NULL, OPTION_FLAG, offsetof(struct approve_options, dismiss),
	 "drop the candidates instead; what is in force stays"},
	{0, "rollback", "ID", OPTION_TEXT, offsetof(struct approve_options, rollback),
	 "put back what this record of the history delivered"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct approve_options, json),
	 "an object with an array of what was done"},
	{0, "reason", "TEXT", OPTION_TEXT, offsetof(struct approve_options, reason), "why, for the history"},
};

struct approval {
	const struct approve_options *options;
	struct border border;
	struct history *history;
	int64_t at;
	char who[STAMP_WHO];
	struct out out;
	struct json_out json; /* into `out`, with --json */
};

/* "approved edge1/as64501-in, #12": what was done, to which record. */
static void tell(struct approval *a, const char *what, const struct history_record *r)
{
	if (!a->options->json) {
		out_printf(&a->out, "%s %s/%s, #%lld\n", what, r->router, r->output, (long long)r->id);
		return;
	}
	json_open_object(&a->json, NULL);
	json_str(&a->json, "done", what);
	json_str(&a->json, "router", r->router);
	json_str(&a->json, "list", r->output);
	json_u64(&a->json, "record", (uint64_t)r->id);
	json_close_object(&a->json);
}

static const struct border_router *find_router(const struct approval *a, const char *name)
{
	for (size_t i = 0; i < a->border.routers.n; i++)
		if (!strcmp(a->border.routers.v[i].name.text, name))
			return &a->border.routers.v[i];
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
				       .why = a->options->reason,
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
			rc = held_hash(folder, f->name, now, e);
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
		rc = held_hash(folder, f->name, f->was, e);
	}
	return rc;
}

static int put_in_force(struct approval *a, const char *folder, const struct history_record *r, struct err *e)
{
	int rc = deliver_folder(folder, e);

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
static int finish(struct approval *a, int rc, struct err *e)
{
	if (!rc)
		return history_commit(a->history, e);
	history_undo(a->history);
	return rc;
}

static int begin(struct approval *a, struct history_record *r, struct err *e)
{
	int rc = history_begin(a->history, e);

	if (!rc)
		rc = history_add(a->history, r, e);
	return rc;
}

/* How it ended; a hold that it ends goes with it. */
static int settle(struct approval *a, const struct history_record *r, const struct history_record *hold,
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

static int approve(struct approval *a, const struct history_record *hold, struct err *e)
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
static int dismiss(struct approval *a, const struct history_record *hold, struct err *e)
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

static int settle_holds(struct approval *a, const struct history_records *holds, struct selection *lists,
			struct err *e)
{
	bool dismisses = a->options->dismiss;
	int rc = 0;

	for (size_t i = holds->items.n; !rc && i--;) {
		const struct history_record *h = &holds->items.v[i];

		if (!selection_has(lists, h->router, h->output))
			continue;
		rc = dismisses ? dismiss(a, h, e) : approve(a, h, e);
		if (!rc)
			tell(a, dismisses ? "dismissed" : "approved", h);
	}
	if (!rc && selection_unmatched(lists))
		rc = err_set(e, WEIR_ENOTFOUND, "no list '%.100s' is held", selection_unmatched(lists));
	return rc;
}

static int run_holds(struct approval *a, struct selection *lists, struct err *e)
{
	const struct history_query open = {.kinds = 1 << HISTORY_HOLD, .states = 1 << HISTORY_OPEN};
	struct history_records holds = {0};
	int rc = history_find(a->history, &open, &holds, e);

	if (!rc)
		rc = settle_holds(a, &holds, lists, e);
	if (!rc && !holds.items.n && !a->options->json)
		out_str(&a->out, "nothing is held\n");
	history_records_release(&holds);
	return rc;
}

/*
 * What a rollback replaces becomes a hold, or the next build would deliver it again: a person says
 * when the border goes on.
 */
static int hold_replaced(struct approval *a, const char *folder, const struct history_record *to, struct err *e)
{
	struct history_record hold = record_of(a, to, HISTORY_HOLD, HISTORY_OPEN);
	struct out content[HISTORY_FILES];
	char why[256];
	bool exists;
	int rc = 0;

	snprintf(why, sizeof why, "rolled back to #%lld%s%.160s", (long long)to->of, hold.why ? ": " : "",
		 hold.why ? hold.why : "");
	hold.why = why;
	for (size_t i = 0; i < to->nfiles; i++)
		out_mem(&content[i], OUTPUT_FILE_MAX);
	for (size_t i = 0; !rc && i < to->nfiles; i++) {
		struct history_file *f = &hold.files[hold.nfiles];

		rc = deliver_fetch(folder, to->files[i].name, &content[i], &exists, e);
		if (rc || !exists)
			continue;
		*f = (struct history_file){
			.name = to->files[i].name, .bytes = content[i].s ? content[i].s : "", .n = content[i].n};
		strcpy(f->hash, to->files[i].was);
		strcpy(f->was, to->files[i].hash);
		hold.nfiles++;
	}
	if (!rc)
		rc = history_add(a->history, &hold, e);
	for (size_t i = 0; !rc && i < hold.nfiles; i++)
		rc = held_put(a->history, folder, &hold.files[i], e);
	for (size_t i = 0; i < to->nfiles; i++)
		out_release(&content[i]);
	return rc;
}

static bool is_in_force(const struct history_record *r)
{
	bool same = true;

	for (size_t i = 0; same && i < r->nfiles; i++)
		same = !strcmp(r->files[i].hash, r->files[i].was);
	return same;
}

static int check_not_held(struct approval *a, const struct history_record *r, struct err *e)
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

static int roll_back_to(struct approval *a, const struct history_record *to, struct err *e)
{
	struct history_record r = record_of(a, to, HISTORY_ROLLBACK, HISTORY_BEGUN);
	const char *folder = find_folder(a, to, e);
	int rc = folder ? check_not_held(a, to, e) : e->code;

	if (!rc)
		rc = copy_files(folder, &r, to, e);
	if (!rc && is_in_force(&r))
		rc = err_set(e, WEIR_ESYNTAX, "%s/%s: what #%lld delivered is in force", to->router, to->output,
			     (long long)to->id);
	if (rc)
		return rc;
	rc = begin(a, &r, e);
	if (!rc)
		rc = hold_replaced(a, folder, &r, e);
	rc = finish(a, rc, e);
	if (!rc)
		rc = put_in_force(a, folder, &r, e);
	if (!rc)
		rc = settle(a, &r, NULL, HISTORY_DONE, e);
	if (!rc)
		tell(a, "rolled back to", to);
	return rc;
}

enum { RECORD_DIGITS = 19 }; /* fewer fit any 64-bit number */

static int roll_back(struct approval *a, struct err *e)
{
	const char *id = a->options->rollback + (a->options->rollback[0] == '#');
	bool number = strlen(id) < RECORD_DIGITS && strspn(id, "0123456789") == strlen(id);
	struct history_query q = {
		.kinds = HISTORY_IN_FORCE, .states = 1 << HISTORY_DONE, .id = number ? atoll(id) : 0};
	struct history_records found = {0};
	int rc = q.id > 0 ? history_find(a->history, &q, &found, e) : 0;

	if (!rc && (!found.items.n || !found.items.v[0].nfiles))
		rc = err_set(e, WEIR_ENOTFOUND, "the history has no delivery with the number '%.40s'", id);
	if (!rc)
		rc = roll_back_to(a, &found.items.v[0], e);
	history_records_release(&found);
	return rc;
}

/* A reason is printed as a part of one line: another line in it could pass for a record. */
static bool is_one_line(const char *s)
{
	while (*s && (unsigned char)*s >= ' ' && *s != 0x7f)
		s++;
	return !*s;
}

/* One of LIST, --all and --rollback, and what goes with it. */
static bool usage_ok(const struct command *c, const struct approve_options *o, int operands)
{
	const char *wrong = NULL;

	if ((operands > 0) + o->all + (o->rollback != NULL) != 1)
		wrong = "expected lists, --all or --rollback, one of them";
	else if (o->rollback && o->dismiss)
		wrong = "--dismiss does not go with --rollback";
	else if (o->reason && !is_one_line(o->reason))
		wrong = "expected a reason of one line, without control characters";
	if (wrong)
		fprintf(stderr, "weir approve: %s\nusage: weir approve %s\n", wrong, c->usage);
	return !wrong;
}

static int work(struct approval *a, struct selection *lists)
{
	struct err e = {0};
	int rc = history_open(&a->history, a->border.history.text, HISTORY_WRITE, &e);

	if (a->options->json) {
		json_out_init(&a->json, &a->out);
		json_open_object(&a->json, NULL);
		json_open_array(&a->json, "done");
	}
	if (!rc)
		rc = a->options->rollback ? roll_back(a, &e) : run_holds(a, lists, &e);
	if (a->options->json) {
		json_close_array(&a->json);
		json_close_object(&a->json);
		json_end(&a->json);
	}
	history_close(a->history);
	return rc ? cmd_fail(&e) : EXIT_WELL;
}

static int run(const struct command *c, int argc, char **argv)
{
	struct approve_options options = {.config = "weir.yaml"};
	struct approval a = {.options = &options, .at = stamp_now()};
	struct selection lists = {0};
	int operands, status = cmd_options(c, argc, argv, &options, &operands);

	if (status)
		return status;
	if (!usage_ok(c, &options, operands))
		return EXIT_TROUBLE;
	stamp_who(a.who);
	out_fd(&a.out, STDOUT_FILENO);
	status = EXIT_TROUBLE;
	if (selection_make(&lists, argv + 1, operands))
		fprintf(stderr, "weir: out of memory\n");
	else if (load_border_file(&a.border, options.config))
		status = work(&a, &lists);
	selection_release(&lists);
	border_release(&a.border);
	return cmd_finish(&a.out, status);
}

const struct command cmd_approve = {
	.name = "approve",
	.group = "borders",
	.summary = "release what the gate holds, drop it, or go back",
	.usage = "[-c FILE] [--json] [--reason TEXT] [--dismiss] LIST...|--all|--rollback ID",
	.detail = "Puts a held candidate in force, exactly as it was judged and as 'weir diff' shows it;\n"
		  "with --dismiss it is dropped. Either ends the freeze. With --rollback an earlier\n"
		  "delivery is put back in force, and what it replaces is held. All goes into the\n"
		  "history, with who, when and why.\n"
		  "\n"
		  "  weir approve as64501-in --reason 'new customer behind it, called'\n"
		  "  weir approve --all --dismiss\n"
		  "  weir history as64501-in; weir approve --rollback 12\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run,
};
