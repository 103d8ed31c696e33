#include <stdio.h>
#include <unistd.h>

#include "base/json_out.h"
#include "cmd/cmd.h"
#include "cmd/load_border.h"
#include "cmd/select.h"
#include "cmd/stamp.h"
#include "store/history.h"

struct history_options {
	const char *config;
	bool json;
};

static const struct option_row rows[] = {
	{'c', "config", "FILE", OPTION_TEXT, offsetof(struct history_options, config),
	 "the border file (default weir.yaml)"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct history_options, json), "an object with an array of records"},
};

static void put_text(struct out *o, const struct history_record *r)
{
	char when[STAMP_TIME];

	out_printf(o, "#%-5lld %s  %-9s %-9s  %s/%s  %s", (long long)r->id, stamp_time(r->at, when),
		   history_kind_text(r->kind), history_state_text(r->state), r->router, r->output, r->who);
	if (r->of)
		out_printf(o, ", of #%lld", (long long)r->of);
	if (r->why && r->why[0])
		out_printf(o, ": %s", r->why);
	out_ch(o, '\n');
}

static void put_files(struct json_out *j, const struct history_record *r)
{
	json_open_array(j, "files");
	for (size_t i = 0; i < r->nfiles; i++) {
		json_open_object(j, NULL);
		json_str(j, "name", r->files[i].name);
		json_str(j, "sha256", r->files[i].hash);
		json_str(j, "was", r->files[i].was[0] ? r->files[i].was : NULL);
		json_close_object(j);
	}
	json_close_array(j);
}

static void put_json(struct json_out *j, const struct history_record *r)
{
	json_line(j);
	json_open_object(j, NULL);
	json_u64(j, "id", (uint64_t)r->id);
	json_u64(j, "time", (uint64_t)r->at);
	json_str(j, "kind", history_kind_text(r->kind));
	json_str(j, "state", history_state_text(r->state));
	json_str(j, "router", r->router);
	json_str(j, "list", r->output);
	json_str(j, "who", r->who);
	json_str(j, "why", r->why);
	json_u64(j, "of", (uint64_t)r->of);
	put_files(j, r);
	json_close_object(j);
}

static void put_records(struct out *o, const struct history_records *found, struct selection *lists, bool json)
{
	struct json_out j;

	if (json) {
		json_out_init(&j, o);
		json_open_object(&j, NULL);
		json_open_array(&j, "records");
	}
	for (size_t i = 0; i < found->items.n; i++) {
		const struct history_record *r = &found->items.v[i];

		if (!selection_has(lists, r->router, r->output))
			continue;
		if (json)
			put_json(&j, r);
		else
			put_text(o, r);
	}
	if (!json)
		return;
	json_close_array(&j);
	json_close_object(&j);
	json_end(&j);
}

static int show(const struct border *b, struct selection *lists, bool json, struct out *o)
{
	const struct history_query all = {0};
	struct history_records found = {0};
	struct history *h = NULL;
	struct err e = {0};
	int rc = history_open(&h, b->history.text, HISTORY_READ, &e);

	if (!rc)
		rc = history_find(h, &all, &found, &e);
	if (!rc)
		put_records(o, &found, lists, json);
	history_records_release(&found);
	history_close(h);
	if (!rc && selection_unmatched(lists))
		rc = err_set(&e, WEIR_ENOTFOUND, "the history has no list '%.100s'", selection_unmatched(lists));
	return rc ? cmd_fail(&e) : EXIT_WELL;
}

static int run(const struct command *c, int argc, char **argv)
{
	struct history_options options = {.config = "weir.yaml"};
	struct selection lists = {0};
	struct border b = {0};
	struct out o;
	int operands, status = cmd_options(c, argc, argv, &options, &operands);

	if (status)
		return status;
	out_fd(&o, STDOUT_FILENO);
	status = EXIT_TROUBLE;
	if (selection_make(&lists, argv + 1, operands))
		cmd_out_of_memory();
	else if (load_border_file(&b, options.config))
		status = show(&b, &lists, options.json, &o);
	selection_release(&lists);
	border_release(&b);
	return cmd_finish(&o, status);
}

const struct command cmd_history = {
	.name = "history",
	.group = "borders",
	.summary = "what was delivered, held, approved, and by whom",
	.usage = "[-c FILE] [--json] [LIST...]",
	.detail = "Prints the records of a border's history, the newest first: number, time, what and how\n"
		  "it ended, the list, who, why. A number is what 'weir approve --rollback' takes.\n"
		  "\n"
		  "  weir history\n"
		  "  weir history as64501-in\n"
		  "  weir history edge1/as64501-in\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run,
};
