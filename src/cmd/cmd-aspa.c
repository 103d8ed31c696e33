#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/input.h"
#include "base/json_out.h"
#include "cmd/load_rpki.h"
#include "net/as_path.h"
#include "net/asn.h"
#include "rpki/aspa.h"

struct aspa_options {
	struct text_list aspas, slurm;
	const char *direction, *paths, *neighbor;
	bool rs_client, explain, json;
};

static const struct option_row rows[] = {
	{0, "aspas", "FILE", OPTION_LIST, offsetof(struct aspa_options, aspas),
	 "ASPAs as a relying party writes them, JSON; may be given more than once"},
	{0, "slurm", "FILE", OPTION_LIST, offsetof(struct aspa_options, slurm),
	 "local exceptions (SLURM, version 2); may be given more than once"},
	{0, "direction", "upstream|downstream", OPTION_TEXT, offsetof(struct aspa_options, direction),
	 "upstream: paths from a customer, a peer, a route server or its client; downstream: from a provider"},
	{0, "paths", "FILE", OPTION_TEXT, offsetof(struct aspa_options, paths),
	 "an AS path a line, neighbor first; default is standard input"},
	{0, "neighbor", "ASN", OPTION_TEXT, offsetof(struct aspa_options, neighbor),
	 "who sent the paths; a path that begins otherwise is invalid"},
	{0, "rs-client", NULL, OPTION_FLAG, offsetof(struct aspa_options, rs_client),
	 "we are a client of the route server that sent them: it need not be in them"},
	{0, "explain", NULL, OPTION_FLAG, offsetof(struct aspa_options, explain),
	 "also name the hops, what is attested about them, and the ramps"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct aspa_options, json), "print one JSON object"},
};

enum { LINE_MAX_BYTES = 65535 };

struct run {
	const struct rpki *rpki;
	const struct aspa_options *options;
	struct aspa_ask ask;
	struct input *in;
	struct report report;
	struct out out;
	struct json_out json;
	struct as_path_buf path;
	struct aspa_verdict verdict;
	uint64_t counts[ASPA_STATES];
};

/* A hop in the sense of the ramps: who might be whose provider. */
struct hop {
	uint32_t customer, provider;
	enum aspa_hop says;
};

static struct hop hop_at(const struct run *r, size_t i, bool up)
{
	const uint32_t *a = r->verdict.hops.v;
	struct hop h = up ? (struct hop){a[i], a[i + 1], ASPA_PROVIDER}
			  : (struct hop){a[i + 1], a[i], ASPA_PROVIDER};

	h.says = aspa_hop(r->rpki, h.customer, h.provider);
	return h;
}

static void put_hops(struct run *r, const char *name, bool up)
{
	for (size_t i = 0; i + 1 < r->verdict.hops.n; i++) {
		struct hop h = hop_at(r, i, up);

		out_printf(&r->out, "\t%s AS%u AS%u %s\n", name, h.customer, h.provider,
			   aspa_hop_text(h.says));
	}
}

static void put_explanation(struct run *r)
{
	const struct aspa_verdict *v = &r->verdict;
	const bool down = r->ask.direction == ASPA_DOWNSTREAM;

	if (v->reason != ASPA_RAMPS) {
		out_printf(&r->out, "\t%s\n", aspa_reason_text(v->reason));
		return;
	}
	put_hops(r, "up", true);
	if (down)
		put_hops(r, "down", false);
	out_printf(&r->out, "\tlength %zu max-up %zu min-up %zu", v->hops.n, v->max_up, v->min_up);
	if (down)
		out_printf(&r->out, " max-down %zu min-down %zu", v->max_down, v->min_down);
	out_ch(&r->out, '\n');
}

static void put_json_hops(struct run *r, const char *name, bool up)
{
	json_open_array(&r->json, name);
	for (size_t i = 0; i + 1 < r->verdict.hops.n; i++) {
		struct hop h = hop_at(r, i, up);

		json_open_object(&r->json, NULL);
		json_u64(&r->json, "customer", h.customer);
		json_u64(&r->json, "provider", h.provider);
		json_str(&r->json, "says", aspa_hop_text(h.says));
		json_close_object(&r->json);
	}
	json_close_array(&r->json);
}

static void put_json_explanation(struct run *r)
{
	const struct aspa_verdict *v = &r->verdict;

	if (v->reason != ASPA_RAMPS) {
		json_str(&r->json, "reason", aspa_reason_text(v->reason));
		return;
	}
	put_json_hops(r, "up", true);
	json_u64(&r->json, "length", v->hops.n);
	json_u64(&r->json, "max-up", v->max_up);
	json_u64(&r->json, "min-up", v->min_up);
	if (r->ask.direction == ASPA_UPSTREAM)
		return;
	put_json_hops(r, "down", false);
	json_u64(&r->json, "max-down", v->max_down);
	json_u64(&r->json, "min-down", v->min_down);
}

static void put_verdict(struct run *r, const char *line, size_t n)
{
	const char *state = aspa_state_text(r->verdict.state);

	r->counts[r->verdict.state]++;
	if (!r->options->json) {
		out_str(&r->out, state);
		out_ch(&r->out, '\t');
		out_write(&r->out, line, n);
		out_ch(&r->out, '\n');
		if (r->options->explain)
			put_explanation(r);
		return;
	}
	json_open_object(&r->json, NULL);
	json_strn(&r->json, "path", line, n);
	json_str(&r->json, "state", state);
	if (r->options->explain)
		put_json_explanation(r);
	json_close_object(&r->json);
}

static int no_memory(const struct run *r, int rc, struct err *e)
{
	return err_at(e, rc, input_name(r->in), input_line_number(r->in), 0,
		      rc == WEIR_ELIMIT ? "expected a shorter path" : "out of memory");
}

static int take_line(struct run *r, const char *line, size_t n, struct err *e)
{
	struct as_path path;
	char shown[ERR_SHOWN];
	size_t col;
	int rc = as_path_parse(line, n, &r->path, &col);

	if (rc == WEIR_ESYNTAX) {
		report_note(&r->report, input_name(r->in), input_line_number(r->in), col,
			    col <= n ? "expected an AS path, found '%s'"
				     : "expected an AS path, found the end of the line",
			    err_shown(line + col - 1, n - (col - 1), shown));
		return 0;
	}
	path = as_path_buf_view(&r->path);
	if (!rc)
		rc = aspa_verify(r->rpki, &path, &r->ask, &r->verdict);
	if (rc)
		return no_memory(r, rc, e);
	put_verdict(r, line, n);
	return 0;
}

static int verify_lines(struct run *r, struct err *e)
{
	const char *s;
	size_t n;
	int rc;

	while ((rc = input_line(r->in, LINE_MAX_BYTES, &s, &n, e)) > 0) {
		rc = take_line(r, s, n, e);
		if (rc)
			break;
	}
	return rc;
}

static void end_json(struct run *r)
{
	json_close_array(&r->json);
	json_open_object(&r->json, "summary");
	for (unsigned s = 0; s < ASPA_STATES; s++)
		json_u64(&r->json, aspa_state_text(s), r->counts[s]);
	json_u64(&r->json, "bad-lines", r->report.total);
	json_close_object(&r->json);
	json_close_object(&r->json);
	json_end(&r->json);
}

static int run_paths(struct run *r)
{
	const struct aspa_options *o = r->options;
	struct err e;
	int status = EXIT_WELL;

	if (input_open(&r->in, o->paths ? o->paths : "-", &e))
		return cmd_fail(&e);
	out_fd(&r->out, STDOUT_FILENO);
	json_out_init(&r->json, &r->out);
	if (o->json) {
		json_open_object(&r->json, NULL);
		json_open_array(&r->json, "paths");
	}
	if (verify_lines(r, &e))
		status = cmd_fail(&e);
	if (o->json)
		end_json(r);
	cmd_notes(&r->report);
	if (!status && !input_line_number(r->in))
		fprintf(stderr, "weir: %s: warning: no paths\n", input_name(r->in));
	if (r->report.total)
		status = EXIT_TROUBLE;
	else if (!status && r->counts[ASPA_INVALID])
		status = EXIT_FINDING;
	status = cmd_finish(&r->out, status);
	input_close(r->in);
	report_release(&r->report);
	as_path_buf_release(&r->path);
	aspa_verdict_release(&r->verdict);
	return status;
}

static int usage_error(const struct command *c, const char *msg)
{
	fprintf(stderr, "weir aspa: %s\nusage: weir aspa %s\n", msg, c->usage);
	return EXIT_TROUBLE;
}

/* What the options ask, or a usage error. */
static int read_ask(const struct command *c, const struct aspa_options *o, int operands,
		    struct aspa_ask *ask)
{
	if (operands || !o->aspas.items.n)
		return usage_error(c, "expected --aspas FILE and no operands");
	if (!o->direction || (strcmp(o->direction, "upstream") && strcmp(o->direction, "downstream")))
		return usage_error(c, "expected --direction upstream or --direction downstream");
	ask->direction = *o->direction == 'u' ? ASPA_UPSTREAM : ASPA_DOWNSTREAM;
	ask->rs_client = o->rs_client;
	ask->check_neighbor = o->neighbor != NULL;
	if (o->rs_client && ask->direction == ASPA_DOWNSTREAM)
		return usage_error(c, "--rs-client goes with --direction upstream");
	if (o->neighbor && !asn_parse(o->neighbor, strlen(o->neighbor), &ask->neighbor))
		return usage_error(c, "--neighbor: expected an AS number");
	return EXIT_WELL;
}

static int run_aspa(const struct command *c, int argc, char **argv)
{
	struct aspa_options o = {.json = false};
	struct rpki rpki = {.v4 = {.n = 0}};
	struct run r = {.rpki = &rpki, .options = &o};
	int operands, status = cmd_options(c, argc, argv, &o, &operands), found;
	bool usable = false;

	if (!status)
		status = read_ask(c, &o, operands, &r.ask);
	if (!status)
		status = load_rpki(&rpki, &o.aspas, &o.slurm, &usable);
	if (usable) {
		found = run_paths(&r);
		status = found > status ? found : status;
	}
	rpki_release(&rpki);
	vec_free(&o.aspas.items);
	vec_free(&o.slurm.items);
	return status;
}

const struct command cmd_aspa = {
	.name = "aspa",
	.group = "one-shot answers",
	.summary = "verify AS paths against ASPAs",
	.usage = "--aspas FILE --direction upstream|downstream [--paths FILE] [OPTION…]",
	.detail = "For each line, an AS path with the neighbor first, prints STATE, a tab and the path; STATE is\n"
		  "valid, invalid or unknown. {1,2} is an AS_SET; an empty line is the empty path; both are invalid.\n"
		  "Exit status: 1 if any path is invalid, 2 if a file or a line could not be read.\n"
		  "\n"
		  "examples:\n"
		  "  echo 64501 64502 | weir aspa --aspas rpki.json --direction upstream\n"
		  "  weir aspa --aspas rpki.json --direction downstream --neighbor 64510 --explain <paths.txt\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run_aspa,
};
