#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/build.h"
#include "cmd/cmd.h"

struct build_options {
	const char *config;
	bool pretend, json;
};

static const struct option_row rows[] = {
	{'c', "config", "FILE", OPTION_TEXT, offsetof(struct build_options, config),
	 "the border file (default weir.yaml)"},
	{'n', "dry-run", NULL, OPTION_FLAG, offsetof(struct build_options, pretend),
	 "do everything but write"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct build_options, json),
	 "the summary as one JSON object"},
};

static bool wants_color(void)
{
	const char *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no && no[0]);
}

static int run(const struct command *c, int argc, char **argv)
{
	struct build_options options = {.config = "weir.yaml"};
	struct build b = {0};
	struct out o;
	int operands, status = cmd_options(c, argc, argv, &options, &operands);

	if (status)
		return status;
	if (operands) {
		fprintf(stderr, "weir build: expected no operand, found '%.60s'\nusage: weir build %s\n",
			argv[1], c->usage);
		return EXIT_TROUBLE;
	}
	b.pretend = options.pretend;
	out_fd(&o, STDOUT_FILENO);
	status = EXIT_TROUBLE;
	if (build_border(&b, options.config)) {
		status = build_status(&b);
		if (options.json)
			build_json(&o, &b);
		else
			build_text(&o, &b, wants_color());
	}
	cmd_notes(&b.errors);
	build_release(&b);
	return cmd_finish(&o, status);
}

const struct command cmd_build = {
	.name = "build",
	.group = "borders",
	.summary = "make what a border must do, and put it in place",
	.usage = "[-n] [-c FILE] [--json]",
	.detail = "Reads the border file and all its sources, makes for each neighbor the list of\n"
		  "prefixes that may be accepted from it, for the network the list of what it\n"
		  "announces, and writes them into the folders of the routers. A list that looks\n"
		  "like the result of a failure is held: the last good one stays in force, and\n"
		  "nothing more is delivered until 'weir approve' (gate.freeze narrows that).\n"
		  "\n"
		  "  weir build                        the border of ./weir.yaml\n"
		  "  weir build -n -c lab/weir.yaml    what would change\n"
		  "  weir build --json | jq .lists     for programs\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run,
};
