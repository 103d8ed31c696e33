/*
 * How this works: both sides are the JSON of a list: what is in force, from its file, and the
 * candidate, from the history (with -n, from a build that writes nothing).
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json_out.h"
#include "cmd/build.h"
#include "cmd/cmd.h"
#include "cmd/load_border.h"
#include "cmd/select.h"
#include "deliver/deliver.h"
#include "gate/diff.h"
#include "net/range_json.h"

struct diff_options {
	const char *config;
	bool pretend, json;
};

static const struct option_row rows[] = {
	{'c', "config", "FILE", OPTION_TEXT, offsetof(struct diff_options, config),
	 "the border file (default weir.yaml)"},
	{'n', "dry-run", NULL, OPTION_FLAG, offsetof(struct diff_options, pretend),
	 "compare what a build would make now, not what is held"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct diff_options, json), "an object with an array of lists"},
};

/* One list: where it comes from, and what would change. */
struct difference {
	const char *router, *output, *folder, *reason;
	const char *state;                  /* "held", "to be written", … */
	const struct history_record *hold;  /* NULL: it is not held since a build */
	struct gate_diff diff;
};

struct showing {
	struct out *o;
	struct json_out json;
	bool as_json;
	size_t differing;
};

static void put_ranges_text(struct out *o, char sign, const struct range_list *l)
{
	char text[RANGE_TEXT];

	for (size_t i = 0, n = range_list_count(l); i < n; i++) {
		struct range r = range_list_get(l, i);

		out_printf(o, "  %c %s\n", sign, range_text(&r, text));
	}
}

static void put_asns_text(struct out *o, char sign, const struct asn_set *s)
{
	for (size_t i = 0; i < s->asns.n; i++)
		out_printf(o, "  %c AS%u\n", sign, s->asns.v[i]);
}

static void put_text(struct out *o, const struct difference *d)
{
	char when[STAMP_TIME];

	out_printf(o, "%s/%s: %s", d->router, d->output, d->state);
	if (d->hold)
		out_printf(o, " since %s, #%lld", stamp_time(d->hold->at, when), (long long)d->hold->id);
	if (d->reason && d->reason[0])
		out_printf(o, ": %s", d->reason);
	out_ch(o, '\n');
	put_ranges_text(o, '-', &d->diff.gone);
	put_ranges_text(o, '+', &d->diff.came);
	put_asns_text(o, '-', &d->diff.asns_gone);
	put_asns_text(o, '+', &d->diff.asns_came);
}

static void put_asns_json(struct json_out *j, const char *key, const struct asn_set *s)
{
	json_open_array(j, key);
	for (size_t i = 0; i < s->asns.n; i++)
		json_u64(j, NULL, s->asns.v[i]);
	json_close_array(j);
}

static void put_json(struct json_out *j, const struct difference *d)
{
	json_line(j);
	json_open_object(j, NULL);
	json_str(j, "list", d->output);
	json_str(j, "router", d->router);
	json_str(j, "state", d->state);
	json_str(j, "reason", d->reason && d->reason[0] ? d->reason : NULL);
	if (d->hold) {
		json_u64(j, "hold", (uint64_t)d->hold->id);
		json_u64(j, "since", (uint64_t)d->hold->at);
	}
	ranges_json(j, "gone", &d->diff.gone, RANGES_V4 | RANGES_V6, 0);
	ranges_json(j, "came", &d->diff.came, RANGES_V4 | RANGES_V6, 0);
	put_asns_json(j, "asns_gone", &d->diff.asns_gone);
	put_asns_json(j, "asns_came", &d->diff.asns_came);
	json_close_object(j);
}

static int read_list(struct gate_last *l, const char *name, const struct out *content, struct err *e)
{
	struct input *in;
	int rc = input_open_mem(&in, name, content->s ? content->s : "", content->n, e);

	if (rc)
		return rc;
	rc = gate_list_read(l, in, e);
	input_close(in);
	return rc;
}

/* The list in force; one that is not there, or cannot be read, has nothing that could be kept. */
static int read_in_force(struct gate_last *l, const struct difference *d, struct err *e)
{
	char path[4096];
	int rc;

	snprintf(path, sizeof path, "%s/%s.json", d->folder, d->output);
	rc = gate_last_read(l, path, e);
	if (rc != WEIR_ESYNTAX)
		return rc;
	gate_last_release(l);
	*l = (struct gate_last){0};
	return 0;
}

static int show(struct showing *s, struct difference *d, const struct out *candidate, struct err *e)
{
	struct gate_last now = {0}, then = {0};
	int rc = read_list(&now, d->output, candidate, e);

	if (!rc)
		rc = read_in_force(&then, d, e);
	if (!rc)
		rc = gate_diff_make(&d->diff, &then, &now);
	if (!rc && s->as_json)
		put_json(&s->json, d);
	else if (!rc)
		put_text(s->o, d);
	s->differing++;
	gate_last_release(&now);
	gate_last_release(&then);
	gate_diff_release(&d->diff);
	return rc;
}

static const struct history_file *json_of(const struct history_record *r)
{
	for (size_t i = 0; i < r->nfiles; i++)
		if (strstr(r->files[i].name, ".json"))
			return &r->files[i];
	return NULL;
}

static int show_hold(struct showing *s, struct history *h, const struct history_record *hold, const char *folder,
		     struct err *e)
{
	struct difference d = {.router = hold->router, .output = hold->output, .folder = folder,
			       .reason = hold->why, .state = "held", .hold = hold};
	const struct history_file *f = json_of(hold);
	struct out content;
	int rc;

	if (!f)
		return err_set(e, WEIR_ESYNTAX, "%s/%s: the held candidate has no list", hold->router, hold->output);
	out_mem(&content, OUTPUT_FILE_MAX);
	rc = history_content(h, f->hash, &content, e);
	if (!rc)
		rc = show(s, &d, &content, e);
	out_release(&content);
	return rc;
}

static const char *folder_of(const struct border *b, const char *router)
{
	for (size_t i = 0; i < b->routers.n; i++)
		if (!strcmp(b->routers.v[i].name.text, router))
			return b->routers.v[i].output.text;
	return "";
}

static int show_holds(struct showing *s, const struct border *b, struct selection *lists, struct err *e)
{
	const struct history_query open = {.kinds = 1 << HISTORY_HOLD, .states = 1 << HISTORY_OPEN};
	struct history_records holds = {0};
	struct history *h = NULL;
	int rc = history_open(&h, b->history.text, HISTORY_READ, e);

	if (!rc)
		rc = history_find(h, &open, &holds, e);
	for (size_t i = holds.items.n; !rc && i--;) {
		const struct history_record *r = &holds.items.v[i];

		if (selection_has(lists, r->router, r->output))
			rc = show_hold(s, h, r, folder_of(b, r->router), e);
	}
	history_records_release(&holds);
	history_close(h);
	return rc;
}

static int show_output(struct showing *s, const struct output *o, struct err *e)
{
	struct difference d = {.router = o->router->name.text, .output = o->stem,
			       .folder = o->router->output.text, .reason = o->reason,
			       .state = o->state == OUTPUT_WRITTEN ? "to be written" : output_state_text(o->state)};

	return show(s, &d, &o->files[o->nfiles - 1].text->content, e);
}

/* What was decided now, held or not, where its files would change. */
static int show_build(struct showing *s, const struct build *b, struct selection *lists, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < b->outputs.n; i++) {
		const struct output *o = b->outputs.v[i];

		if (!selection_has(lists, o->router->name.text, o->stem))
			continue;
		if (o->state == OUTPUT_FAILED)
			rc = err_set(e, WEIR_ENOTFOUND, "%s/%s: %s", o->router->name.text, o->stem, o->reason);
		else if (o->state != OUTPUT_UNCHANGED)
			rc = show_output(s, o, e);
	}
	return rc;
}

static int end(struct showing *s, struct selection *lists, int rc, struct err *e)
{
	if (s->as_json) {
		json_close_array(&s->json);
		json_close_object(&s->json);
		json_end(&s->json);
	} else if (!rc && !s->differing && !lists->n) {
		out_str(s->o, "nothing differs\n");
	}
	if (!rc && selection_unmatched(lists))
		rc = err_set(e, WEIR_ENOTFOUND, "no list '%.100s' to compare", selection_unmatched(lists));
	if (rc)
		return cmd_fail(e);
	return s->differing ? EXIT_FINDING : EXIT_WELL;
}

static int compare(struct showing *s, const struct diff_options *options, struct selection *lists)
{
	struct build b = {.pretend = true};
	struct err e = {0};
	bool ready = options->pretend ? build_border(&b, options->config)
				      : load_border_file(&b.border, options->config);
	int status = EXIT_TROUBLE, rc;

	if (ready) {
		if (s->as_json) {
			json_out_init(&s->json, s->o);
			json_open_object(&s->json, NULL);
			json_open_array(&s->json, "lists");
		}
		rc = options->pretend ? show_build(s, &b, lists, &e) : show_holds(s, &b.border, lists, &e);
		status = end(s, lists, rc, &e);
	}
	build_release(&b);
	return status;
}

static int run(const struct command *c, int argc, char **argv)
{
	struct diff_options options = {.config = "weir.yaml"};
	struct selection lists = {0};
	struct out o;
	struct showing s = {.o = &o};
	int operands, status = cmd_options(c, argc, argv, &options, &operands);

	if (status)
		return status;
	out_fd(&o, STDOUT_FILENO);
	s.as_json = options.json;
	if (selection_make(&lists, argv + 1, operands))
		status = cmd_out_of_memory();
	else
		status = compare(&s, &options, &lists);
	selection_release(&lists);
	return cmd_finish(&o, status);
}

const struct command cmd_diff = {
	.name = "diff",
	.group = "borders",
	.summary = "what held lists would change",
	.usage = "[-n] [-c FILE] [--json] [LIST...]",
	.detail = "Shows for each list that the gate holds what would come (+) and go (-) beside what is\n"
		  "in force: prefixes, and AS numbers where paths may end. With -n a build is made that\n"
		  "writes nothing, and all that it would change is shown.\n"
		  "\n"
		  "  weir diff\n"
		  "  weir diff edge1/as64501-in\n"
		  "  weir diff -n --json | jq '.lists[].gone'\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run,
};
