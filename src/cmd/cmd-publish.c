#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/load_border.h"
#include "cmd/publish_cmd.h"
#include "publish/aspa.h"

struct publish_request {
	const char *config, *mnt_by, *source, *admin_c, *tech_c;
	bool objects, roas, aspa, all, csv, json;
};

struct publish_run {
	const struct publish_request *request;
	struct border border;
	struct snapshot snapshot;
	struct publication publication;
	struct out *o;
};

static const struct option_row rows[] = {
	{'c', "config", "FILE", OPTION_TEXT, offsetof(struct publish_request, config),
	 "the border file (default weir.yaml)"},
	{0, "objects", NULL, OPTION_FLAG, offsetof(struct publish_request, objects),
	 "instead of the comparison, the objects to register: routes, as-sets, aut-num"},
	{0, "roas", NULL, OPTION_FLAG, offsetof(struct publish_request, roas),
	 "instead, the ROAs to register (A:) and to revoke (R:), a delta as krill reads it"},
	{0, "aspa", NULL, OPTION_FLAG, offsetof(struct publish_request, aspa),
	 "instead, the ASPA to register"},
	{0, "all", NULL, OPTION_FLAG, offsetof(struct publish_request, all),
	 "with one of these: everything, as if nothing were registered"},
	{0, "mnt-by", "MAINTAINER", OPTION_TEXT, offsetof(struct publish_request, mnt_by),
	 "--objects: the maintainer (default: that of the network's other objects)"},
	{0, "source", "NAME", OPTION_TEXT, offsetof(struct publish_request, source),
	 "--objects: the registry (default: that of the network's other objects)"},
	{0, "admin-c", "HANDLE", OPTION_TEXT, offsetof(struct publish_request, admin_c),
	 "--objects: the contact of new as-sets and aut-nums"},
	{0, "tech-c", "HANDLE", OPTION_TEXT, offsetof(struct publish_request, tech_c),
	 "--objects: their technical contact"},
	{0, "csv", NULL, OPTION_FLAG, offsetof(struct publish_request, csv),
	 "--roas --all: as CSV, as relying parties export them"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct publish_request, json), "the result as JSON"},
};

static int usage(const char *what)
{
	fprintf(stderr, "weir publish: expected %s\nusage: weir publish %s\n", what, cmd_publish.usage);
	return EXIT_TROUBLE;
}

static int check_request(const struct publish_request *q)
{
	int texts = q->objects + q->roas + q->aspa;

	if (texts > 1)
		return usage("one of --objects, --roas and --aspa");
	if (q->all && !texts)
		return usage("--all with --objects, --roas or --aspa");
	if ((q->mnt_by || q->source || q->admin_c || q->tech_c) && !q->objects)
		return usage("--mnt-by, --source, --admin-c and --tech-c with --objects");
	if (q->csv && (!q->roas || !q->all || q->json))
		return usage("--csv with --roas --all, and without --json");
	return EXIT_WELL;
}

static int fail(int rc, struct err *e)
{
	if (!e->code)
		err_set(e, rc, rc == WEIR_ENOMEM ? "out of memory" : "more prefixes or findings than there may be");
	return cmd_fail(e);
}

/* What no fact tells is asked of the person, never made up. */
static void warn_placeholders(const struct publish_objects *o)
{
	if (o->list.n && o->no_maintainer)
		fprintf(stderr, "weir: no object of the network tells its maintainer: '%s' stands for it; "
				"give --mnt-by\n", PLACEHOLDER_MAINTAINER);
	if (o->list.n && o->no_source)
		fprintf(stderr, "weir: no object of the network tells its registry: '%s' stands for it; "
				"give --source\n", PLACEHOLDER_SOURCE);
}

static int put_objects(struct publish_run *r)
{
	const struct publish_request *q = r->request;
	const struct object_values values = {q->mnt_by, q->source, q->admin_c, q->tech_c};
	struct publish_objects objects = {0};
	struct err e = {0};
	int rc = publish_objects_make(&objects, &r->publication, &values, q->all, &e);
	int status = objects.list.n ? EXIT_FINDING : EXIT_WELL;

	if (rc) {
		status = fail(rc, &e);
	} else if (q->json) {
		publish_put_objects_json(r->o, &objects);
		warn_placeholders(&objects);
	} else {
		publish_objects_put(&objects, r->o);
		warn_placeholders(&objects);
	}
	publish_objects_release(&objects);
	return status;
}

static int put_roas(struct publish_run *r)
{
	struct roa_changes changes = {0};
	struct err e = {0};
	int rc = roas_make(&changes, &r->publication, r->request->all);
	int status = changes.list.n ? EXIT_FINDING : EXIT_WELL;

	if (rc)
		status = fail(rc, &e);
	else if (r->request->csv)
		publish_put_roas_csv(r->o, &r->publication, &changes);
	else if (r->request->json)
		publish_put_roas_json(r->o, &r->publication, &changes);
	else
		publish_put_roas(r->o, &r->publication, &changes);
	roas_release(&changes);
	return status;
}

/* Whether the ASPA needs a change, or none is known to be there. */
static bool needs_aspa(const struct publication *p)
{
	const size_t *counts = p->findings.counts;

	return !p->known.aspas || counts[PUBLISH_ASPA_MISSING] || counts[PUBLISH_ASPA_LACKS] ||
	       counts[PUBLISH_ASPA_STRANGER];
}

static int put_aspa(struct publish_run *r)
{
	struct asn_set providers = {0};
	struct err e = {0};
	int rc, status = EXIT_FINDING;

	if (!r->request->all && !needs_aspa(&r->publication))
		return EXIT_WELL;
	rc = aspa_providers(&providers, &r->publication);
	if (rc)
		status = fail(rc, &e);
	else if (r->request->json)
		publish_put_aspa_json(r->o, r->publication.asn, &providers);
	else
		publish_put_aspa(r->o, r->publication.asn, &providers);
	asn_set_release(&providers);
	return status;
}

static int put_comparison(struct publish_run *r)
{
	const struct publication *p = &r->publication;

	if (r->request->json)
		publish_put_json(r->o, p);
	else
		publish_put_text(r->o, p);
	return p->findings.list.n || p->unknown.n ? EXIT_FINDING : EXIT_WELL;
}

/* On stderr: what a text leaves out, because it is not known whether it is registered. */
static void warn_unknown(const struct publish_run *r)
{
	for (size_t i = 0; i < r->publication.unknown.n; i++)
		fprintf(stderr, "weir: unknown: %s: %s\n", r->publication.unknown.v[i].what,
			r->publication.unknown.v[i].why);
}

static int put(struct publish_run *r)
{
	const struct publish_request *q = r->request;
	int status;

	if (!q->objects && !q->roas && !q->aspa)
		return put_comparison(r);
	if (!q->all)
		warn_unknown(r);
	status = q->objects ? put_objects(r) : q->roas ? put_roas(r) : put_aspa(r);
	return status == EXIT_WELL && r->publication.unknown.n && !q->all ? EXIT_FINDING : status;
}

/* A result that lacks something is a finding, where it is not worse. */
static int lacking(const struct publish_run *r, int status)
{
	bool lacks = snapshot_damaged(&r->snapshot) || r->border.idle_sources;

	cmd_notes(&r->border.idle);
	return status == EXIT_WELL && lacks ? EXIT_FINDING : status;
}

static int run_publish(struct publish_run *r)
{
	struct err e = {0};
	int rc;

	if (!load_border(&r->border, &r->snapshot, r->request->config))
		return EXIT_TROUBLE;
	rc = publication_make(&r->publication, &r->snapshot, &r->border);
	return rc ? fail(rc, &e) : lacking(r, put(r));
}

static int run(const struct command *c, int argc, char **argv)
{
	struct publish_request request = {.config = "weir.yaml"};
	struct publish_run r = {.request = &request};
	int operands, status = cmd_options(c, argc, argv, &request, &operands);
	struct out o;

	if (status)
		return status;
	if (operands)
		return usage("no operand");
	status = check_request(&request);
	if (status)
		return status;
	out_fd(&o, STDOUT_FILENO);
	r.o = &o;
	status = run_publish(&r);
	publication_release(&r.publication);
	snapshot_release(&r.snapshot);
	border_release(&r.border);
	return cmd_finish(&o, status);
}

const struct command cmd_publish = {
	.name = "publish",
	.group = "borders",
	.summary = "what the network should register, beside what it announces",
	.usage = "[-c FILE] [--objects | --roas | --aspa] [--all] [--json | --csv]\n"
		 "                    [--mnt-by MAINTAINER] [--source NAME] [--admin-c HANDLE] [--tech-c HANDLE]",
	.detail = "Puts side by side what the network announces (routes), what it intends (the border\n"
		  "file) and what is registered (route objects, as-sets, aut-num, ROAs, ASPA): missing,\n"
		  "stale, too broad, would be invalid. What no source tells is unknown, never missing.\n"
		  "\n"
		  "  weir publish -c examples/as64500/weir.yaml\n"
		  "                                            the comparison\n"
		  "  weir publish --objects --mnt-by MAINT-AS64500 --source RIPE\n"
		  "                                            route, as-set, aut-num objects to register\n"
		  "  weir publish --roas                       minimal ROAs (RFC 9319), as a delta for krill\n"
		  "  weir publish --aspa                       the ASPA of the network\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run,
};
