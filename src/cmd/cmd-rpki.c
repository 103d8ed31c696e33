#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/json_out.h"
#include "cmd/cmd.h"
#include "cmd/load_border.h"
#include "cmd/rpki_web.h"
#include "confine/process.h"
#include "fetch/folders.h"
#include "fetch/update.h"

struct rpki_options {
	const char *config;
	bool dry, accept, verbose, json;
};

static const struct option_row rows[] = {
	{'c', "config", "FILE", OPTION_TEXT, offsetof(struct rpki_options, config),
	 "the border file (default weir.yaml)"},
	{'n', "dry-run", NULL, OPTION_FLAG, offsetof(struct rpki_options, dry),
	 "fetch and judge, and leave the last good data as they are"},
	{0, "accept", NULL, OPTION_FLAG, offsetof(struct rpki_options, accept),
	 "take what is found also where it would be held"},
	{'v', "verbose", NULL, OPTION_FLAG, offsetof(struct rpki_options, verbose),
	 "also what rpki-client says, on standard error"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct rpki_options, json), "print one JSON object"},
};

/* What the child is given. */
struct start {
	const struct border *border;
	const struct rpki_options *options;
	bool terminal;
	int report;
};

/* On a terminal, the last line in the place of the one before. */
static void show_line(void *context, const char *text)
{
	const struct start *s = context;
	char shown[ERR_SHOWN];

	if (s->options->verbose)
		fprintf(stderr, "%s\n", text);
	else if (s->terminal)
		fprintf(stderr, "\r\033[Krpki-client: %s", err_shown(text, strlen(text), shown));
}

static int run_child(const void *context)
{
	struct start s = *(const struct start *)context;
	const struct fetch_job job = {.border = s.border, .accept = s.options->accept, .dry = s.options->dry,
				      .verbose = s.options->verbose || s.terminal, .line = show_line, .context = &s};
	struct fetch_report r;
	struct err e;

	fetch_update(&job, &r);
	if (s.terminal && !s.options->verbose)
		fputs("\r\033[K", stderr);
	return fetch_report_write(s.report, &r, &e) ? cmd_fail(&e) : EXIT_WELL;
}

static void child_failed(const char *event, const struct err *e)
{
	(void)event;
	cmd_fail(e);
}

/* In a process of its own, as the user that fetches. */
static int run_update(const struct start *s, const struct privileges *who, struct fetch_report *r, struct err *e)
{
	const struct process p = {.name = "weir-fetcher", .who = who, .fds = &s->report, .nfds = 1, .run = run_child,
				  .context = s, .failed = child_failed};
	int status;

	if (process_run(&p, &status))
		return err_set(e, WEIR_EIO, "cannot run a process: %s", strerror(errno));
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return err_set(e, WEIR_EIO, "the process that fetches died, status %d", status);
	return fetch_report_read(s->report, r, e);
}

static void put_text(struct out *o, const struct fetch_report *r, const struct rpki_options *options)
{
	out_printf(o, "%s%s%s\n", fetch_result_text(r->result), r->why[0] ? ": " : "", r->why);
	if (r->over)
		out_str(o, "it was taken all the same (--accept)\n");
	if (r->result != FETCH_GOOD)
		out_str(o, "the last good data stay\n");
	if (r->result == FETCH_HELD)
		out_printf(o, "to take it all the same: weir rpki update -c %s --accept\n", options->config);
	if (r->result != FETCH_FAILED) {
		out_printf(o, "VRPs %" PRIu64 ", router keys %" PRIu64 ", ASPAs %" PRIu64 " (invalid %" PRIu64 ", unsupported %"
			   PRIu64 ")\n", r->vrps, r->keys, r->aspas + r->aspas_told, r->aspas_invalid,
			   r->aspas_unsupported);
		out_printf(o, "manifests %" PRIu64 " (failed %" PRIu64 ", stale %" PRIu64 ", older than before %" PRIu64
			   "), repositories %" PRIu64 " (not reached %" PRIu64 ")\n", r->manifests, r->failed_manifests,
			   r->stale_manifests, r->older_manifests, r->repositories, r->unreached);
	}
	for (uint32_t i = 0; i < r->anchors; i++)
		out_printf(o, "trust anchor %s: VRPs %" PRIu64 " (before %" PRIu64 "), ASPAs %" PRIu64 "\n",
			   r->anchor[i].name, r->anchor[i].vrps, r->anchor[i].was, r->anchor[i].aspas);
	for (uint32_t i = 0; i < r->notes; i++)
		out_printf(o, "note: %s\n", r->note[i]);
}

/* The members of a run of the relying party. */
static void put_run(struct json_out *j, const struct fetch_report *r)
{
	const struct {
		const char *name;
		uint64_t value;
	} counts[] = {
		{"started", r->started > 0 ? (uint64_t)r->started : 0},
		{"done", r->done > 0 ? (uint64_t)r->done : 0},
		{"vrps", r->vrps},
		{"router-keys", r->keys},
		{"aspas", r->aspas + r->aspas_told},
		{"aspas-invalid", r->aspas_invalid},
		{"aspas-unsupported", r->aspas_unsupported},
		{"manifests", r->manifests},
		{"failed-manifests", r->failed_manifests},
		{"stale-manifests", r->stale_manifests},
		{"older-manifests", r->older_manifests},
		{"repositories", r->repositories},
		{"repositories-not-reached", r->unreached},
	};

	json_str(j, "result", fetch_result_text(r->result));
	json_str(j, "why", r->why[0] ? r->why : NULL);
	json_bool(j, "accepted", r->over);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		json_u64(j, counts[i].name, counts[i].value);
	json_open_array(j, "trust-anchors");
	for (uint32_t i = 0; i < r->anchors; i++) {
		json_open_object(j, NULL);
		json_str(j, "name", r->anchor[i].name);
		json_u64(j, "vrps", r->anchor[i].vrps);
		json_u64(j, "before", r->anchor[i].was);
		json_u64(j, "aspas", r->anchor[i].aspas);
		json_close_object(j);
	}
	json_close_array(j);
	json_open_array(j, "notes");
	for (uint32_t i = 0; i < r->notes; i++)
		json_str(j, NULL, r->note[i]);
	json_close_array(j);
}

/* How it all went. */
struct results {
	bool client; /* there is one, and this is its report */
	struct fetch_report report;
	struct web_results web;
};

static int worse(int a, int b)
{
	return a > b ? a : b;
}

static int tell(const struct border *b, const struct results *r, const struct rpki_options *options)
{
	static const int statuses[] = {
		[FETCH_GOOD] = EXIT_WELL, [FETCH_HELD] = EXIT_FINDING, [FETCH_FAILED] = EXIT_TROUBLE};
	int status = web_is_good(&r->web) ? EXIT_WELL : EXIT_TROUBLE;
	struct json_out j;
	struct out o;

	out_fd(&o, STDOUT_FILENO);
	if (options->json) {
		json_out_init(&j, &o);
		json_open_object(&j, NULL);
		if (r->client)
			put_run(&j, &r->report);
		if (border_fetches(b))
			web_put_json(&j, &r->web);
		json_close_object(&j);
		json_end(&j);
	} else {
		web_put_text(&o, &r->web);
		if (r->client)
			put_text(&o, &r->report, options);
	}
	if (r->client)
		status = worse(status, statuses[r->report.result]);
	return cmd_finish(&o, status);
}

/* A run of the relying party. */
static int update_client(struct results *r, const struct border *b, const struct rpki_options *options,
			 struct err *e)
{
	struct start start = {.border = b, .options = options, .terminal = isatty(STDERR_FILENO)};
	struct privileges who;
	struct err unsaid;
	int rc = fetch_user(&who, b, e);

	if (!rc)
		rc = fetch_folders_make(b, &who, e);
	if (rc)
		return rc;
	if (options->accept && !options->dry && (rc = fetch_accept(b, true, e)))
		return rc;
	start.report = fetch_report_open();
	if (start.report < 0)
		return err_set(e, WEIR_EIO, "cannot keep a report: %s", strerror(errno));
	rc = run_update(&start, &who, &r->report, e);
	close(start.report);
	if (options->accept && (rc || r->report.result != FETCH_GOOD || !b->serve.given))
		fetch_accept(b, false, &unsaid);
	return rc;
}

/* With -n sources that have a URL are left as they are: there is nothing to judge. */
static int update(const struct border *b, const struct rpki_options *options)
{
	struct results r = {.client = b->client.given};
	struct err e = {.code = 0};
	int rc = 0, status;

	if (!b->client.given && !border_fetches(b))
		rc = err_at(&e, WEIR_ENOTFOUND, b->path, 0, 0,
			    "expected a source {client: rpki-client}, or one with a URL, found none");
	if (!rc && border_fetches(b) && !options->dry)
		rc = web_update(&r.web, b, &e);
	if (!rc && r.client)
		rc = update_client(&r, b, options, &e);
	status = rc ? cmd_fail(&e) : tell(b, &r, options);
	vec_free(&r.web.items);
	return status;
}

static int run(const struct command *c, int argc, char **argv)
{
	struct rpki_options options = {.config = "weir.yaml"};
	struct border b = {0};
	int operands, status = cmd_options(c, argc, argv, &options, &operands);

	if (status)
		return status;
	if (operands != 1 || strcmp(argv[1], "update")) {
		fprintf(stderr, "weir rpki: expected update\nusage: weir rpki %s\n", c->usage);
		return EXIT_TROUBLE;
	}
	status = load_any_border(&b, options.config) ? update(&b, &options) : EXIT_TROUBLE;
	border_release(&b);
	return status;
}

const struct command cmd_rpki = {
	.name = "rpki",
	.group = "borders",
	.summary = "fetch what the RPKI says, by rpki-client and by HTTPS",
	.usage = "update [-c FILE] [-n] [--accept] [-v] [--json]",
	.detail = "Runs the relying party of the border's source {client: rpki-client} once and judges what it found;\n"
		  "what is good is what 'weir build' and the others read from then on.\n"
		  "Sources with a URL are fetched by HTTPS.\n"
		  "Exit status: 1 if it is held and the last good data stay, 2 if nothing was found that can be taken.\n"
		  "\n"
		  "examples:\n"
		  "  weir rpki update -c weir.yaml\n"
		  "  weir rpki update -n -v         what would be found?\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run,
};
