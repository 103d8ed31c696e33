#include <stdio.h>
#include <unistd.h>

#include "bgp/read.h"
#include "bgp/route_text.h"
#include "cmd/cmd.h"

struct mrt_options {
	bool large, json;
};

static const struct option_row rows[] = {
	{'l', "large-communities", NULL, OPTION_FLAG, offsetof(struct mrt_options, large),
	 "a field of large communities after the communities, as 'bgpdump -m -l'"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct mrt_options, json),
	 "a line of JSON for each route"},
};

struct printing {
	struct route_text *text; /* NULL: JSON */
	struct out *o;
};

/* Stops the reader where the sink has failed: the rest would be read for nothing. */
static int print(void *context, const struct route *r)
{
	struct printing *p = context;

	if (p->text)
		route_text_put(p->text, r);
	else
		route_json_put(p->o, r);
	return p->o->status;
}

static int print_file(const char *path, const struct mrt_options *options, struct out *o)
{
	struct printing p = {.o = o};
	struct report report = {0};
	struct input *in = NULL;
	struct err e = {0};
	int rc = input_open(&in, path, &e), status = EXIT_WELL;

	if (!rc && !options->json) {
		p.text = route_text_new(o, options->large);
		if (!p.text)
			rc = err_at(&e, WEIR_ENOMEM, path, 0, 0, "out of memory");
	}
	if (!rc)
		rc = bgp_read(in, print, &p, &report, &e);
	if (report.total) {
		cmd_notes(&report);
		status = EXIT_TROUBLE;
	}
	if (rc && !o->status)
		status = cmd_fail(&e);
	route_text_free(p.text);
	input_close(in);
	report_release(&report);
	return status;
}

static int run_mrt(const struct command *c, int argc, char **argv)
{
	struct mrt_options options = {0};
	int operands, status = cmd_options(c, argc, argv, &options, &operands);
	struct out o;

	if (status)
		return status;
	if (!operands) {
		fprintf(stderr, "weir mrt: expected a file, found none\nusage: weir mrt %s\n",
			c->usage);
		return EXIT_TROUBLE;
	}
	out_fd(&o, STDOUT_FILENO);
	for (int i = 1; i <= operands && !o.status; i++) {
		int file = print_file(argv[i], &options, &o);

		status = file > status ? file : status;
	}
	return cmd_finish(&o, status);
}

const struct command cmd_mrt = {
	.name = "mrt",
	.group = "one-shot answers",
	.summary = "BGP dumps to text, line for line as 'bgpdump -m'",
	.usage = "[-l] [--json] FILE…",
	.detail = "Prints the routes of MRT files (TABLE_DUMP, TABLE_DUMP_V2, BGP4MP, BGP4MP_ET;\n"
		  "plain or compressed) or of text as 'bgpdump -m' prints it; '-' is stdin.\n"
		  "Damage is told on stderr, costs only what is damaged, and makes the exit\n"
		  "status 2.\n"
		  "\n"
		  "  weir mrt rib.20260701.bz2            a table as text\n"
		  "  weir mrt --json updates.gz | jq .    updates as JSON\n"
		  "  zcat old.gz | weir mrt -             from a pipe\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run_mrt,
};
