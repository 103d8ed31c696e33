#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/input.h"
#include "base/json_out.h"
#include "cmd/load_rpki.h"
#include "net/asn.h"
#include "rpki/rov.h"

struct rov_options {
	struct text_list vrps, slurm;
	const char *routes;
	bool json, summary;
};

static const struct option_row rows[] = {
	{0, "vrps", "FILE", OPTION_LIST, offsetof(struct rov_options, vrps),
	 "VRPs as a relying party writes them, JSON or CSV; may be given more than once"},
	{0, "slurm", "FILE", OPTION_LIST, offsetof(struct rov_options, slurm),
	 "local exceptions (RFC 8416) applied to the VRPs; may be given more than once"},
	{0, "routes", "FILE", OPTION_TEXT, offsetof(struct rov_options, routes),
	 "lines `PREFIX ASN` to validate; default is standard input"},
	{0, "summary", NULL, OPTION_FLAG, offsetof(struct rov_options, summary),
	 "also print how many routes are in each state, on standard error"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct rov_options, json), "print one JSON object"},
};

enum { LINE_MAX_BYTES = 4096, BATCH = 512 };

/*
 * Lines are read into batches and validated a batch at a time, so that the table is
 * asked for many routes at once; `text` holds each line's prefix and ASN as they were given.
 */
struct run {
	const struct rov_table *table;
	struct input *in;
	struct report report;
	struct out out;
	struct json_out json;
	bool as_json;
	size_t n, used;
	struct rov_route routes[BATCH];
	struct {
		uint32_t at;
		uint16_t prefix, asn; /* bytes of each */
	} texts[BATCH];
	uint8_t states[BATCH];
	char text[BATCH * LINE_MAX_BYTES / 8];
	uint64_t counts[ROV_STATES];
};

static void put_line(struct run *r, size_t i)
{
	const char *s = r->text + r->texts[i].at;
	const char *state = rov_state_text(r->states[i]);
	const size_t np = r->texts[i].prefix, na = r->texts[i].asn, ns = strlen(state);
	char *to = out_room(&r->out, np + na + ns + 3);

	if (!to)
		return;
	to = mempcpy(to, s, np);
	*to++ = ' ';
	to = mempcpy(to, s + np, na);
	*to++ = ' ';
	to = mempcpy(to, state, ns);
	*to = '\n';
	out_used(&r->out, np + na + ns + 3);
}

static void put_json(struct run *r, size_t i)
{
	const char *s = r->text + r->texts[i].at;

	json_open_object(&r->json, NULL);
	json_strn(&r->json, "prefix", s, r->texts[i].prefix);
	if (s[r->texts[i].prefix] == '{')
		json_null(&r->json, "asn");
	else
		json_u64(&r->json, "asn", r->routes[i].origin);
	json_str(&r->json, "state", rov_state_text(r->states[i]));
	json_close_object(&r->json);
}

static void flush_batch(struct run *r)
{
	rov_validate_many(r->table, r->routes, r->n, r->states);
	for (size_t i = 0; i < r->n; i++) {
		r->counts[r->states[i]]++;
		if (r->as_json)
			put_json(r, i);
		else
			put_line(r, i);
	}
	r->n = r->used = 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The word at *s, which moves behind it. */
static size_t next_word(const char **s, const char *end, const char **word)
{
	while (*s < end && is_blank(**s))
		(*s)++;
	*word = *s;
	while (*s < end && !is_blank(**s))
		(*s)++;
	return (size_t)(*s - *word);
}

static void note(struct run *r, const char *line, const char *word, size_t n, const char *expected)
{
	char shown[ERR_SHOWN];

	report_note(&r->report, input_name(r->in), input_line_number(r->in),
		    (size_t)(word - line) + 1, n ? "%s, found '%s'" : "%s, found the end of the line",
		    expected, err_shown(word, n, shown));
}

/* An origin is an ASN, or a set of them in braces, which is no origin (RFC 6811 section 2). */
static bool parse_origin(const char *s, size_t n, uint32_t *origin)
{
	if (n >= 3 && s[0] == '{' && s[n - 1] == '}') {
		*origin = ROV_NO_ORIGIN;
		for (size_t i = 1; i < n - 1; i++)
			if (!strchr("0123456789,ASas.", s[i]) || !s[i])
				return false;
		return true;
	}
	return asn_parse(s, n, origin);
}

static void keep(struct run *r, const char *prefix, size_t np, const char *asn, size_t na)
{
	char *to = r->text + r->used;

	r->texts[r->n].at = (uint32_t)r->used;
	r->texts[r->n].prefix = (uint16_t)np;
	r->texts[r->n].asn = (uint16_t)na;
	memcpy(mempcpy(to, prefix, np), asn, na);
	r->used += np + na;
	r->n++;
}

static void take_line(struct run *r, const char *s, size_t n)
{
	const char *line = s, *end = s + n, *prefix, *asn, *more;
	const size_t np = next_word(&s, end, &prefix), na = next_word(&s, end, &asn);
	const size_t nm = next_word(&s, end, &more);
	struct rov_route *route = &r->routes[r->n];
	enum prefix_status st;

	if (!np || *prefix == '#')
		return;
	st = prefix_parse(prefix, np, &route->prefix);
	if (st != PREFIX_OK)
		note(r, line, prefix, np, prefix_status_text(st));
	else if (!parse_origin(asn, na, &route->origin))
		note(r, line, asn, na, "expected an AS number");
	else if (nm)
		note(r, line, more, nm, "expected the end of the line");
	else
		keep(r, prefix, np, asn, na);
	if (r->n == BATCH || sizeof r->text - r->used < LINE_MAX_BYTES)
		flush_batch(r);
}

static int validate_lines(struct run *r, struct err *e)
{
	const char *s;
	size_t n;
	int rc;

	while ((rc = input_line(r->in, LINE_MAX_BYTES, &s, &n, e)) > 0)
		take_line(r, s, n);
	flush_batch(r);
	return rc;
}

static uint64_t routes(const struct run *r)
{
	uint64_t total = 0;

	for (unsigned s = 0; s < ROV_STATES; s++)
		total += r->counts[s];
	return total;
}

static void end_json(struct run *r)
{
	json_close_array(&r->json);
	json_open_object(&r->json, "summary");
	for (unsigned s = 0; s < ROV_STATES; s++)
		json_u64(&r->json, rov_state_text(s), r->counts[s]);
	json_u64(&r->json, "routes", routes(r));
	json_u64(&r->json, "bad-lines", r->report.total);
	json_close_object(&r->json);
	json_close_object(&r->json);
	json_end(&r->json);
}

static void show_summary(const struct run *r)
{
	for (unsigned s = 0; s < ROV_STATES; s++)
		fprintf(stderr, "%s %llu\n", rov_state_text(s), (unsigned long long)r->counts[s]);
	fprintf(stderr, "bad-lines %zu\n", r->report.total);
}

static int status_of(const struct run *r)
{
	if (r->report.total)
		return EXIT_TROUBLE;
	if (r->counts[ROV_INVALID_ASN] || r->counts[ROV_INVALID_LENGTH])
		return EXIT_FINDING;
	return EXIT_WELL;
}

static int run_routes(struct run *r, const struct rov_options *o)
{
	struct err e;
	int status = EXIT_WELL;

	if (input_open(&r->in, o->routes ? o->routes : "-", &e))
		return cmd_fail(&e);
	r->as_json = o->json;
	out_fd(&r->out, STDOUT_FILENO);
	json_out_init(&r->json, &r->out);
	if (o->json) {
		json_open_object(&r->json, NULL);
		json_open_array(&r->json, "routes");
	}
	if (validate_lines(r, &e))
		status = cmd_fail(&e);
	if (o->json)
		end_json(r);
	cmd_notes(&r->report);
	if (!status && !routes(r) && !r->report.total)
		fprintf(stderr, "weir: %s: warning: no routes\n", input_name(r->in));
	if (o->summary)
		show_summary(r);
	status = cmd_finish(&r->out, status ? status : status_of(r));
	report_release(&r->report);
	input_close(r->in);
	return status;
}

static int run_with(const struct rov_options *o, const struct rpki *rpki)
{
	struct rov_table *table = NULL;
	struct run *r = calloc(1, sizeof *r);
	int status;

	if (!r || rov_make(&table, rpki)) {
		status = cmd_out_of_memory();
	} else {
		r->table = table;
		status = run_routes(r, o);
	}
	rov_release(table);
	free(r);
	return status;
}

static int run_rov(const struct command *c, int argc, char **argv)
{
	struct rov_options o = {.json = false};
	struct rpki rpki = {.v4 = {.n = 0}};
	int operands, status = cmd_options(c, argc, argv, &o, &operands), found;
	bool usable = false;

	if (!status && (operands || !o.vrps.items.n)) {
		fprintf(stderr, "weir rov: expected --vrps FILE and no operands\nusage: weir rov %s\n",
			c->usage);
		status = EXIT_TROUBLE;
	} else if (!status) {
		status = load_rpki(&rpki, &o.vrps, &o.slurm, &usable);
	}
	if (usable) {
		found = run_with(&o, &rpki);
		status = found > status ? found : status;
	}
	rpki_release(&rpki);
	vec_free(&o.vrps.items);
	vec_free(&o.slurm.items);
	return status;
}

const struct command cmd_rov = {
	.name = "rov",
	.group = "one-shot answers",
	.summary = "validate the origins of routes against VRPs (RFC 6811)",
	.usage = "--vrps FILE [--slurm FILE] [--routes FILE] [--summary] [--json]",
	.detail = "For each line `PREFIX ASN` prints `PREFIX ASN STATE`, where STATE is valid, invalid-asn,\n"
		  "invalid-length (a VRP of that ASN covers it, with too short a maxLength) or not-found.\n"
		  "Exit status: 1 if any route is invalid, 2 if a file or a line could not be read.\n"
		  "\n"
		  "examples:\n"
		  "  echo 192.0.2.0/24 64500 | weir rov --vrps rpki.json\n"
		  "  weir rov --vrps vrps.csv.gz --slurm local.json --routes table.txt --summary\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run_rov,
};
