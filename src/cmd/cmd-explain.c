#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/input.h"
#include "cmd/cmd.h"
#include "cmd/explain_cmd.h"
#include "cmd/load_border.h"
#include "net/asn.h"

enum { LINE_MAX_BYTES = 1 << 16 };

struct explain_request {
	const char *config, *neighbor;
	bool json, export, sources;
};

static const struct option_row rows[] = {
	{'c', "config", "FILE", OPTION_TEXT, offsetof(struct explain_request, config),
	 "the border file (default weir.yaml)"},
	{0, "neighbor", "ASN", OPTION_TEXT, offsetof(struct explain_request, neighbor),
	 "that neighbor alone; the network's own AS number: what it announces"},
	{0, "export", NULL, OPTION_FLAG, offsetof(struct explain_request, export),
	 "to which neighbors a prefix is announced"},
	{0, "sources", NULL, OPTION_FLAG, offsetof(struct explain_request, sources),
	 "whether packets may have the prefix as their source, by the schemes in force"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct explain_request, json),
	 "one object for each question, on a line of its own"},
};

/* One run: the border, its decisions, and whom the questions are about. */
struct explain_run {
	const struct explain_request *request;
	struct border border;
	struct snapshot snapshot;
	struct explain *explain;
	enum explain_about about;
	bool has_neighbor;
	uint32_t neighbor; /* an ASN */
	struct out *o;
	int status; /* the worst so far */
};

static void worsen(struct explain_run *r, int status)
{
	if (status > r->status)
		r->status = status;
}

static void trouble(struct explain_run *r, const char *what, const char *found)
{
	fprintf(stderr, "weir explain: %s, found '%.80s'\n", what, found);
	worsen(r, EXIT_TROUBLE);
}

bool explained_accepted(const struct explained *e)
{
	for (size_t i = 0; i < e->answers.n; i++)
		if (e->answers.v[i].verdict == EXPLAIN_ACCEPTED)
			return true;
	return false;
}

static int ask_about(struct explain *x, const struct explained *e, uint32_t neighbor,
		     struct explain_answer *a)
{
	const struct prefix p = range_prefix(&e->query.range);

	if (e->query.kind == QUERY_ASN)
		return explain_origin(x, neighbor, e->query.asn, a);
	if (e->about == ABOUT_EXPORT)
		return explain_export(x, neighbor, &e->query.range, a);
	if (e->about == ABOUT_SOURCES)
		return explain_source(x, neighbor, &p, a);
	return explain_import(x, neighbor, &e->query.range, a);
}

/* Ask one neighbor, and keep the answer. 0 or what went wrong. */
static int ask(struct explain_run *r, struct explained *e, uint32_t neighbor)
{
	struct explain_answer a = {0};
	int rc = ask_about(r->explain, e, neighbor, &a);

	if (!rc)
		rc = vec_push(&e->answers, a, BORDER_NEIGHBORS_MAX + 1);
	if (rc)
		explain_answer_release(&a);
	else if (a.verdict == EXPLAIN_UNDECIDED)
		worsen(r, EXIT_TROUBLE);
	return rc;
}

/* The neighbors that a question is about: the one that it or --neighbor names, else all. */
static int ask_all(struct explain_run *r, struct explained *e)
{
	const struct query *q = &e->query;
	bool one = q->has_neighbor || r->has_neighbor;
	uint32_t asn = q->has_neighbor ? q->neighbor : r->neighbor;
	int rc = 0;

	if (one && asn == r->border.network.asn && q->kind == QUERY_PREFIX && e->about == ABOUT_IMPORT)
		return ask(r, e, EXPLAIN_SELF);
	for (uint32_t i = 0; !rc && i < r->border.neighbors.n; i++)
		if (!one || r->border.neighbors.v[i].asn == asn)
			rc = ask(r, e, i);
	if (one && !rc && !e->answers.n) {
		fprintf(stderr, "weir: %s: AS%u is no neighbor of this border\n", r->border.path, asn);
		worsen(r, EXIT_TROUBLE);
	}
	return rc;
}

static void explained_release(struct explained *e)
{
	for (size_t i = 0; i < e->answers.n; i++)
		explain_answer_release(&e->answers.v[i]);
	vec_free(&e->answers);
	facts_told_release(&e->facts);
}

static int collect(struct explain_run *r, struct explained *e)
{
	int rc = ask_all(r, e);

	if (rc || !e->answers.n)
		return rc;
	return e->query.kind == QUERY_PREFIX
		       ? explain_prefix_facts(r->explain, &e->query.range, &e->facts)
		       : explain_asn_facts(r->explain, e->query.asn, &e->facts);
}

/* One question; false where memory ran out. */
static bool answer(struct explain_run *r, const char *asked)
{
	struct explained e = {.asked = asked, .border = &r->border, .about = r->about};
	const char *expected = query_parse(asked, strlen(asked), &e.query);
	int rc;

	if (!expected && e.query.kind == QUERY_ASN && r->about != ABOUT_IMPORT)
		expected = "expected a prefix with --export and --sources";
	if (expected) {
		trouble(r, expected, asked);
		return true;
	}
	rc = collect(r, &e);
	if (!rc && e.answers.n) {
		if (r->request->json)
			explained_json(r->o, &e);
		else
			explained_text(r->o, &e);
		if (!explained_accepted(&e))
			worsen(r, EXIT_FINDING);
	}
	explained_release(&e);
	if (rc)
		trouble(r, "out of memory", asked);
	return !rc;
}

static void begin_answer(struct explain_run *r, bool *first)
{
	if (!*first && !r->request->json)
		out_ch(r->o, '\n');
	*first = false;
}

/* A question a line. */
static bool answer_lines(struct explain_run *r, bool *first)
{
	struct input *in;
	struct err e = {0};
	const char *s;
	size_t n;
	int rc = input_open(&in, "-", &e);

	if (rc) {
		worsen(r, cmd_fail(&e));
		return false;
	}
	while ((rc = input_line(in, LINE_MAX_BYTES, &s, &n, &e)) > 0) {
		char line[LINE_MAX_BYTES + 1];

		if (!n || memchr(s, '\0', n) || strspn(s, " \t") >= n)
			continue;
		memcpy(line, s, n);
		line[n] = '\0';
		begin_answer(r, first);
		if (!answer(r, line))
			break;
	}
	if (rc < 0)
		worsen(r, cmd_fail(&e));
	input_close(in);
	return rc >= 0;
}

static void answer_operands(struct explain_run *r, char **operands, int n)
{
	bool first = true, well = true;

	for (int i = 0; well && i < n; i++) {
		if (!strcmp(operands[i], "-")) {
			well = answer_lines(r, &first);
			continue;
		}
		begin_answer(r, &first);
		well = answer(r, operands[i]);
	}
}

/* A result that lacks something is a finding, where it is not worse. */
static void tell_lacking(struct explain_run *r)
{
	cmd_notes(&r->border.idle);
	if (snapshot_damaged(&r->snapshot) || r->border.idle_sources)
		worsen(r, EXIT_FINDING);
}

static int run_loaded(struct explain_run *r, char **operands, int n)
{
	if (!load_border(&r->border, &r->snapshot, r->request->config))
		return EXIT_TROUBLE;
	if (explain_open(&r->explain, &r->snapshot, &r->border))
		return cmd_out_of_memory();
	answer_operands(r, operands, n);
	tell_lacking(r);
	return r->status;
}

static int run(const struct command *c, int argc, char **argv)
{
	struct explain_request request = {.config = "weir.yaml"};
	struct explain_run r = {.request = &request};
	struct out o;
	int operands, status = cmd_options(c, argc, argv, &request, &operands);

	if (status)
		return status;
	if (!operands) {
		fprintf(stderr, "weir explain: expected a prefix or an AS number, found none\nusage: weir explain %s\n",
			c->usage);
		return EXIT_TROUBLE;
	}
	r.has_neighbor = request.neighbor != NULL;
	if (r.has_neighbor && !asn_parse(request.neighbor, strlen(request.neighbor), &r.neighbor)) {
		trouble(&r, "expected --neighbor with an AS number", request.neighbor);
		return EXIT_TROUBLE;
	}
	if (request.export && request.sources) {
		trouble(&r, "expected one of --export and --sources", "both");
		return EXIT_TROUBLE;
	}
	r.about = request.export ? ABOUT_EXPORT : request.sources ? ABOUT_SOURCES : ABOUT_IMPORT;
	out_fd(&o, STDOUT_FILENO);
	r.o = &o;
	status = run_loaded(&r, argv + 1, operands);
	explain_close(r.explain);
	snapshot_release(&r.snapshot);
	border_release(&r.border);
	return cmd_finish(&o, status);
}

const struct command cmd_explain = {
	.name = "explain",
	.group = "borders",
	.summary = "why a prefix or an AS is accepted or rejected, and what would change it",
	.usage = "[-c FILE] [--neighbor ASN] [--export | --sources] [--json] PREFIX | ASN | -…",
	.detail = "Each reason is named with the file and line of the object that says so. Any line of an\n"
		  "output can be pasted; - reads a question a line from standard input.\n"
		  "\n"
		  "  weir explain 192.0.2.0/24                 from which neighbors, and why\n"
		  "  weir explain --neighbor 64501 '192.0.2.0/24 le 26'\n"
		  "  weir explain --export 192.0.2.0/24        to whom it is announced\n"
		  "  weir explain --sources 192.0.2.0/24       from whom packets may have that source\n"
		  "  weir explain AS64501                      in whose cone it is, by which chain of sets\n"
		  "  grep 2001: out/edge1/as64501-in.bird | weir explain --neighbor 64501 --json -\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run,
};
