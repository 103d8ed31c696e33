#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "cmd/cmd.h"
#include "cmd/load_border.h"
#include "cmd/sav_cmd.h"
#include "net/asn.h"

static const struct option_row rows[] = {
	{'c', "config", "FILE", OPTION_TEXT, offsetof(struct sav_request, config),
	 "the border file (default weir.yaml)"},
	{0, "scheme", "SCHEME", OPTION_TEXT, offsetof(struct sav_request, scheme),
	 "acl, strict, feasible, efp-a, efp-a-roa, efp-b, efp-b-roa, loose or loose-no-default, "
	 "whatever the neighbor is (default: what is in force for it)"},
	{0, "from", "ASN", OPTION_TEXT, offsetof(struct sav_request, from),
	 "the neighbor that the packet comes from; with list and compare, that one alone"},
	{0, "src", "ADDRESS", OPTION_TEXT, offsetof(struct sav_request, source),
	 "check: the source address of the packet"},
	{0, "format", "FORMAT", OPTION_TEXT, offsetof(struct sav_request, form),
	 "list: a filter for the interfaces of a router, nftables or junos"},
	{0, "router", "NAME", OPTION_TEXT, offsetof(struct sav_request, router),
	 "list --format: the router (needed where there are several)"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct sav_request, json), "the result as JSON"},
};

/* One row per word. */
static const struct word {
	const char *name;
	int (*run)(struct sav_run *r);
	bool needs_packet; /* --from and --src */
} words[] = {
	{"list", sav_list, false},
	{"check", sav_check, true},
	{"compare", sav_compare, false},
};

static const struct word *find_word(const char *name)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(words[i].name, name))
			return &words[i];
	return NULL;
}

unsigned sav_schemes_for(const struct sav_run *r, uint32_t neighbor)
{
	return r->schemes ? r->schemes : scheme_in_force(&r->sav, neighbor);
}

bool sav_is_asked(const struct sav_run *r, uint32_t neighbor)
{
	return r->neighbor == SAV_LOCAL || r->neighbor == neighbor;
}

void sav_put_schemes(struct json_out *j, const char *key, unsigned schemes)
{
	json_open_array(j, key);
	for (unsigned i = 0; i < SAV_SCHEMES; i++)
		if (schemes >> i & 1)
			json_str(j, NULL, sav_scheme_text((enum sav_scheme)i));
	json_close_array(j);
}

void sav_put_interfaces(struct json_out *j, const struct border_neighbor *n)
{
	json_open_array(j, "interfaces");
	for (size_t i = 0; i < n->interfaces.items.n; i++)
		json_str(j, NULL, n->interfaces.items.v[i].text);
	json_close_array(j);
}

static int usage(const char *what, const char *found)
{
	fprintf(stderr, "weir sav: expected %s, found %s%.60s%s\nusage: weir sav %s\n", what,
		found ? "'" : "none", found ? found : "", found ? "'" : "", cmd_sav.usage);
	return EXIT_TROUBLE;
}

static int unknown_scheme(const char *name)
{
	struct nearest near;

	nearest_start(&near, name, strlen(name));
	for (unsigned i = 0; i < SAV_SCHEMES; i++)
		nearest_try(&near, sav_scheme_text((enum sav_scheme)i));
	if (!near.best)
		return usage("a scheme such as strict, efp-b or loose", name);
	fprintf(stderr, "weir sav: unknown scheme '%.60s'; did you mean '%s'?\n", name, near.best);
	return EXIT_TROUBLE;
}

static int check_request(const struct word *w, const struct sav_request *q, struct sav_run *r)
{
	enum sav_scheme scheme;

	if (q->scheme && !sav_scheme_find(q->scheme, &scheme))
		return unknown_scheme(q->scheme);
	if (w->needs_packet && (!q->from || !q->source))
		return usage("check --from ASN --src ADDRESS", NULL);
	if (!w->needs_packet && q->source)
		return usage("--src with check only", q->source);
	if ((q->form || q->router) && w->run != sav_list)
		return usage("--format and --router with list only", q->form ? q->form : q->router);
	if (q->form && (q->from || q->json))
		return usage("--format without --from and --json: it is of a whole router", q->form);
	if (q->router && !q->form)
		return usage("--router with --format only", q->router);
	if (q->scheme)
		r->schemes = 1u << scheme;
	return EXIT_WELL;
}

/* The neighbor that --from names. */
static int find_from(struct sav_run *r)
{
	const char *from = r->request->from;
	uint32_t asn;

	r->neighbor = SAV_LOCAL;
	if (!from)
		return EXIT_WELL;
	if (!asn_parse(from, strlen(from), &asn))
		return usage("--from with an AS number", from);
	r->neighbor = sav_neighbor(&r->border, asn);
	if (r->neighbor != SAV_LOCAL)
		return EXIT_WELL;
	fprintf(stderr, "weir: %s: AS%u is no neighbor of this border\n", r->border.path, asn);
	return EXIT_TROUBLE;
}

/* What the schemes look at is worth a word where it is less than one may think. */
static void warn(const struct sav_run *r)
{
	for (size_t i = 0; i < r->snapshot.sources.n; i++)
		if (snapshot_source_is_empty(&r->snapshot.sources.v[i]))
			fprintf(stderr, "weir: %s: well formed, but no records\n",
				r->snapshot.sources.v[i].path);
	if (r->sav.strangers)
		fprintf(stderr, "weir: %zu routes are of no neighbor of this border and were left out\n",
			r->sav.strangers);
}

/* A result that lacks something is a finding, where it is not worse. */
static int lacking(const struct sav_run *r, int status)
{
	bool lacks = snapshot_damaged(&r->snapshot) || r->border.idle_sources;

	cmd_notes(&r->border.idle);
	return status == EXIT_WELL && lacks ? EXIT_FINDING : status;
}

static int run_word(const struct word *w, struct sav_run *r)
{
	int status;

	if (!load_border(&r->border, &r->snapshot, r->request->config))
		return EXIT_TROUBLE;
	status = find_from(r);
	if (status)
		return status;
	if (sav_make(&r->sav, &r->snapshot, &r->border))
		return cmd_out_of_memory();
	r->sets.sav = &r->sav;
	warn(r);
	return lacking(r, w->run(r));
}

static int run(const struct command *c, int argc, char **argv)
{
	struct sav_request request = {.config = "weir.yaml"};
	struct sav_run r = {.request = &request};
	const struct word *w;
	struct out o;
	int operands, status = cmd_options(c, argc, argv, &request, &operands);

	if (status)
		return status;
	w = operands == 1 ? find_word(argv[1]) : NULL;
	if (!w)
		return usage("one of list, check, compare", operands ? argv[operands] : NULL);
	status = check_request(w, &request, &r);
	if (status)
		return status;
	out_fd(&o, STDOUT_FILENO);
	r.o = &o;
	status = run_word(w, &r);
	sav_sets_release(&r.sets);
	sav_release(&r.sav);
	snapshot_release(&r.snapshot);
	border_release(&r.border);
	return cmd_finish(&o, status);
}

const struct command cmd_sav = {
	.name = "sav",
	.group = "borders",
	.summary = "which source addresses each neighbor's packets may have",
	.usage = "list | check | compare [-c FILE] [--scheme SCHEME] [--from ASN] [--src ADDRESS]\n"
		 "                [--format FORMAT] [--router NAME] [--json]",
	.detail = "Source-address validation (BCP 38, RFC 3704, RFC 8704) from the border file, its\n"
		  "routes, ROAs and registries.\n"
		  "\n"
		  "  weir sav list --scheme efp-b              lines NEIGHBOR PREFIX\n"
		  "  weir sav check --scheme strict --from 64501 --src 192.0.2.1\n"
		  "                                            permit or deny, and why\n"
		  "  weir sav compare                          the schemes, neighbor by neighbor\n"
		  "  weir sav list --format nftables           a filter to load\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run,
};
