#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/control.h"
#include "base/json_out.h"
#include "cmd/approval.h"
#include "cmd/cmd.h"
#include "cmd/load_border.h"
#include "cmd/select.h"
#include "cmd/stamp.h"

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

struct approving {
	const struct approve_options *options;
	struct approval approval;
	struct border border;
	struct out out;
	struct json_out json; /* into `out`, with --json */
};

/* "approved edge1/as64501-in, #12": what was done, to which record. */
static void tell(struct approving *a, const char *what, const struct history_record *r)
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

static int settle_holds(struct approving *a, const struct history_records *holds, struct selection *lists,
			struct err *e)
{
	bool dismisses = a->options->dismiss;
	int rc = 0;

	for (size_t i = holds->items.n; !rc && i--;) {
		const struct history_record *h = &holds->items.v[i];

		if (!selection_has(lists, h->router, h->output))
			continue;
		rc = dismisses ? approval_dismiss(&a->approval, h, e) : approval_approve(&a->approval, h, e);
		if (!rc)
			tell(a, dismisses ? "dismissed" : "approved", h);
	}
	if (!rc && selection_unmatched(lists))
		rc = err_set(e, WEIR_ENOTFOUND, "no list '%.100s' is held", selection_unmatched(lists));
	return rc;
}

static int run_holds(struct approving *a, struct selection *lists, struct err *e)
{
	const struct history_query open = {.kinds = 1 << HISTORY_HOLD, .states = 1 << HISTORY_OPEN};
	struct history_records holds = {0};
	int rc = history_find(a->approval.history, &open, &holds, e);

	if (!rc)
		rc = settle_holds(a, &holds, lists, e);
	if (!rc && !holds.items.n && !a->options->json)
		out_str(&a->out, "nothing is held\n");
	history_records_release(&holds);
	return rc;
}

enum { RECORD_DIGITS = 19 }; /* fewer fit any 64-bit number */

static int roll_back(struct approving *a, struct err *e)
{
	const char *id = a->options->rollback + (a->options->rollback[0] == '#');
	bool number = strlen(id) < RECORD_DIGITS && strspn(id, "0123456789") == strlen(id);
	struct history_query q = {
		.kinds = HISTORY_IN_FORCE, .states = 1 << HISTORY_DONE, .id = number ? atoll(id) : 0};
	struct history_records found = {0};
	int rc = q.id > 0 ? history_find(a->approval.history, &q, &found, e) : 0;

	if (!rc && (!found.items.n || !found.items.v[0].nfiles))
		rc = err_set(e, WEIR_ENOTFOUND, "the history has no delivery with the number '%.40s'", id);
	if (!rc)
		rc = approval_roll_back(&a->approval, &found.items.v[0], e);
	if (!rc)
		tell(a, "rolled back to", &found.items.v[0]);
	history_records_release(&found);
	return rc;
}

/*
 * One of LIST, --all and --rollback, and what goes with it. A reason is printed as a part of one line: another
 * line in it could pass for a record.
 */
static bool usage_ok(const struct command *c, const struct approve_options *o, int operands)
{
	const char *wrong = NULL;

	if ((operands > 0) + o->all + (o->rollback != NULL) != 1)
		wrong = "expected lists, --all or --rollback, one of them";
	else if (o->rollback && o->dismiss)
		wrong = "--dismiss does not go with --rollback";
	else if (o->reason && control_is_in(o->reason, strlen(o->reason)))
		wrong = "expected a reason of one line, without control characters";
	if (wrong)
		fprintf(stderr, "weir approve: %s\nusage: weir approve %s\n", wrong, c->usage);
	return !wrong;
}

static int work(struct approving *a, struct selection *lists)
{
	struct err e = {0};
	int rc = history_open(&a->approval.history, a->border.history.text, HISTORY_WRITE, &e);

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
	history_close(a->approval.history);
	return rc ? cmd_fail(&e) : EXIT_WELL;
}

static int run(const struct command *c, int argc, char **argv)
{
	struct approve_options options = {.config = "weir.yaml"};
	struct approving a = {.options = &options};
	struct selection lists = {0};
	char who[STAMP_WHO];
	int operands, status = cmd_options(c, argc, argv, &options, &operands);

	if (status)
		return status;
	if (!usage_ok(c, &options, operands))
		return EXIT_TROUBLE;
	a.approval = (struct approval){
		.border = &a.border, .at = stamp_now(), .who = stamp_who(who), .why = options.reason};
	out_fd(&a.out, STDOUT_FILENO);
	status = EXIT_TROUBLE;
	if (selection_make(&lists, argv + 1, operands))
		cmd_out_of_memory();
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
