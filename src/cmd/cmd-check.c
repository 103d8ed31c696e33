#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/check.h"
#include "cmd/check_drop.h"
#include "cmd/cmd.h"
#include "cmd/load_border.h"
#include "net/asn.h"

struct check_options {
	const char *config, *routes, *neighbor;
	bool list, rejected, drop_invalid, json;
};

static const struct option_row rows[] = {
	{'c', "config", "FILE", OPTION_TEXT, offsetof(struct check_options, config),
	 "the border file (default weir.yaml)"},
	{0, "routes", "FILE", OPTION_TEXT, offsetof(struct check_options, routes),
	 "a table in the place of the border's routes: MRT, or text as `bgpdump -m`; - is "
	 "standard input"},
	{0, "neighbor", "ASN", OPTION_TEXT, offsetof(struct check_options, neighbor),
	 "the routes of this neighbor alone"},
	{0, "list", NULL, OPTION_FLAG, offsetof(struct check_options, list),
	 "a line for each route in the place of the summary"},
	{0, "rejected", NULL, OPTION_FLAG, offsetof(struct check_options, rejected),
	 "a line for each rejected route alone"},
	{0, "drop-invalid", NULL, OPTION_FLAG, offsetof(struct check_options, drop_invalid),
	 "what is accepted and would go, were RPKI-invalid routes dropped"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct check_options, json),
	 "the summary, with --list or --rejected the routes too, as JSON"},
};

struct run {
	struct check check;
	const struct check_options *options;
	uint32_t only; /* the neighbor asked for; UINT32_MAX: all */
	const struct border_neighbor *neighbor; /* whose routes are being told */
	struct out out;
	struct json_out json;
};

static int usage(const char *what, const char *found)
{
	fprintf(stderr, "weir check: expected %s, found '%.60s'\nusage: weir check %s\n", what, found,
		cmd_check.usage);
	return EXIT_TROUBLE;
}

static bool is_routes(const struct border_source *s)
{
	return s->kind == SOURCE_ROUTES_MRT || s->kind == SOURCE_ROUTES_TEXT;
}

/* A table of the command line takes the place of the border's. */
static int replace_routes(struct border *b, const char *path)
{
	struct border_source given = {.kind = SOURCE_ROUTES_TEXT, .path = {.text = path}};
	size_t kept = 0;

	for (size_t i = 0; i < b->sources.n; i++)
		if (!is_routes(&b->sources.v[i]))
			b->sources.v[kept++] = b->sources.v[i];
	b->sources.n = kept;
	return vec_push(&b->sources, given, BORDER_LIST_MAX);
}

static bool has_routes(const struct border *b)
{
	for (size_t i = 0; i < b->sources.n; i++)
		if (is_routes(&b->sources.v[i]))
			return true;
	return false;
}

static int find_neighbor(struct run *r)
{
	const char *text = r->options->neighbor;
	uint32_t asn;

	r->only = UINT32_MAX;
	if (!text)
		return EXIT_WELL;
	if (!asn_parse(text, strlen(text), &asn))
		return usage("--neighbor with an AS number", text);
	for (uint32_t i = 0; i < r->check.border.neighbors.n; i++)
		if (r->check.border.neighbors.v[i].asn == asn)
			r->only = i;
	if (r->only != UINT32_MAX)
		return EXIT_WELL;
	fprintf(stderr, "weir: %s: AS%u is no neighbor of this border\n", r->check.border.path, asn);
	return EXIT_TROUBLE;
}

static int load(struct run *r)
{
	struct border *b = &r->check.border;
	int status;

	if (!load_border_file(b, r->options->config))
		return EXIT_TROUBLE;
	status = find_neighbor(r);
	if (status)
		return status;
	if (r->options->routes && replace_routes(b, r->options->routes))
		return cmd_out_of_memory();
	if (!has_routes(b)) {
		fprintf(stderr, "weir: %s: expected a source of routes, or --routes FILE\n", b->path);
		return EXIT_TROUBLE;
	}
	if (!load_sources(&r->check.snapshot, b, false))
		return EXIT_TROUBLE;
	cmd_notes(&r->check.snapshot.damage);
	return check_group(&r->check) ? cmd_out_of_memory() : EXIT_WELL;
}

static bool is_listed(const struct run *r, const struct check_route *route)
{
	return r->options->rejected ? route->rule != RULE_NONE : r->options->list;
}

static void take_route(void *context, const struct check_route *route)
{
	struct run *r = context;

	if (!is_listed(r, route))
		return;
	if (r->options->json)
		check_json_route(&r->json, route);
	else
		check_line_put(&r->out, r->neighbor, route);
}

static bool lists(const struct run *r)
{
	return r->options->list || r->options->rejected;
}

/* One neighbor; what could not be judged is told, and the others go on. */
static void put_neighbor(struct run *r, uint32_t neighbor)
{
	const struct check *c = &r->check;

	r->neighbor = &c->border.neighbors.v[neighbor];
	if (r->options->json) {
		json_line(&r->json);
		json_open_object(&r->json, NULL);
		if (lists(r))
			json_open_array(&r->json, "list");
	}
	if (lists(r))
		check_each(c, neighbor, take_route, r);
	if (r->options->json) {
		if (lists(r))
			json_close_array(&r->json);
		check_json_tally(&r->json, c, neighbor);
		json_close_object(&r->json);
	}
	if (c->tallies[neighbor].failed)
		cmd_fail(&c->tallies[neighbor].e);
}

static void put_all(struct run *r)
{
	if (r->options->json) {
		json_open_object(&r->json, NULL);
		json_str(&r->json, "border", r->check.border.path);
		json_open_array(&r->json, "neighbors");
	}
	for (uint32_t i = 0; i < r->check.border.neighbors.n; i++)
		if (check_is_asked(r->only, i))
			put_neighbor(r, i);
	if (r->options->json) {
		json_close_array(&r->json);
		check_json_end(&r->json, &r->check);
		json_close_object(&r->json);
		json_end(&r->json);
	} else if (!lists(r)) {
		check_summary(&r->out, &r->check, r->only);
	}
}

static int none_judged(const struct check *c)
{
	fprintf(stderr, "weir: none of the table's %zu routes was judged\n", bgp_table_count(&c->snapshot.routes));
	return EXIT_TROUBLE;
}

/* A result that lacks something is a finding, where it is not worse. */
static int lacking(const struct check *c)
{
	for (size_t i = 0; i < c->snapshot.sources.n; i++)
		if (snapshot_source_is_empty(&c->snapshot.sources.v[i]))
			fprintf(stderr, "weir: %s: well formed, but no records\n",
				c->snapshot.sources.v[i].path);
	cmd_notes(&c->border.idle);
	return snapshot_damaged(&c->snapshot) || c->border.idle_sources ? EXIT_FINDING : EXIT_WELL;
}

static int status_of(const struct run *r)
{
	const struct check *c = &r->check;
	size_t judged = 0;
	int status = lacking(c);

	for (uint32_t i = 0; i < c->border.neighbors.n; i++) {
		const struct check_tally *t = &c->tallies[i];

		if (!check_is_asked(r->only, i))
			continue;
		judged += t->routes;
		if (t->failed)
			status = EXIT_TROUBLE;
		if (status == EXIT_WELL &&
		    (check_rejected(t) || check_rov_invalid(t) || t->aspa[ASPA_INVALID]))
			status = EXIT_FINDING;
	}
	return judged ? status : none_judged(c);
}

static int status_of_drop(const struct run *r, const struct drop *d)
{
	const struct check *c = &r->check;
	const struct drop_part part = drop_part(d, r->only);
	int status = part.first < part.end ? EXIT_FINDING : EXIT_WELL, worse = lacking(c);
	size_t judged = 0;

	for (uint32_t i = 0; i < c->border.neighbors.n; i++) {
		judged += c->tallies[i].routes;
		if (c->tallies[i].failed)
			worse = cmd_fail(&c->tallies[i].e);
	}
	if (!judged)
		return none_judged(c);
	return worse > status ? worse : status;
}

static int drop_invalid(struct run *r)
{
	struct drop d = {.routes = {.n = 0}};
	int status;

	if (!r->check.snapshot.rov) {
		fprintf(stderr, "weir: %s: expected a source of VRPs, for --drop-invalid\n", r->check.border.path);
		return EXIT_TROUBLE;
	}
	if (drop_find(&d, &r->check)) {
		drop_release(&d);
		return cmd_out_of_memory();
	}
	if (r->options->json)
		drop_json(&r->json, &d, &r->check, r->only);
	else if (r->options->list)
		drop_lines(&r->out, &d, &r->check, r->only);
	else
		drop_summary(&r->out, &d, &r->check, r->only);
	status = status_of_drop(r, &d);
	drop_release(&d);
	return status;
}

static int check(struct run *r)
{
	int status = load(r);

	if (status)
		return status;
	if (r->options->drop_invalid)
		return drop_invalid(r);
	if (check_judge(&r->check, r->only))
		return cmd_out_of_memory();
	put_all(r);
	return status_of(r);
}

static int run(const struct command *c, int argc, char **argv)
{
	struct check_options options = {.config = "weir.yaml"};
	struct run r = {.options = &options};
	int operands, status = cmd_options(c, argc, argv, &options, &operands);

	if (status)
		return status;
	if (operands)
		return usage("no operand", argv[1]);
	if (options.rejected && options.drop_invalid)
		return usage("--rejected or --drop-invalid", "both");
	out_fd(&r.out, STDOUT_FILENO);
	json_out_init(&r.json, &r.out);
	status = check(&r);
	check_release(&r.check);
	return cmd_finish(&r.out, status);
}

const struct command cmd_check = {
	.name = "check",
	.group = "borders",
	.summary = "judge a table of routes: accepted or rejected, by which rule",
	.usage = "[-c FILE] [--routes FILE] [--neighbor ASN] [--list | --rejected] [OPTION…]",
	.detail = "What the border's filters do to each route of the table, and what origin validation\n"
		  "(RFC 6811), path verification (ASPA) and the lists of bogons say of it.\n"
		  "\n"
		  "  weir check                                     a summary, neighbor by neighbor\n"
		  "  weir check --neighbor 64501 --rejected         what is rejected from AS64501, and why\n"
		  "  weir check --routes rib.mrt.bz2                another table\n"
		  "  weir check --list | cut -f5 | sort | uniq -c   how often each rule rejects\n"
		  "  weir check --drop-invalid                      what dropping invalid routes would cost\n"
		  "\n"
		  "A line has, with tabs between: NEIGHBOR PREFIX PATH accepted|rejected RULE ORIGIN-STATE\n"
		  "ASPA-STATE BOGON; with --drop-invalid: NEIGHBOR PREFIX PATH ORIGIN-STATE WHAT-STAYS.\n"
		  "Exit status: 1 if any route is rejected or invalid, 2 if a list could not be made or no\n"
		  "route was judged.\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run,
};
