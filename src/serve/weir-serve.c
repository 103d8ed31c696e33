#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/options.h"
#include "serve/log.h"
#include "serve/notify.h"
#include "serve/supervisor.h"

struct serve_options {
	const char *config;
	bool check, json, help;
};

static const struct option_row rows[] = {
	{'c', "config", "FILE", OPTION_TEXT, offsetof(struct serve_options, config),
	 "the border file (default weir.yaml)"},
	{'n', "check", NULL, OPTION_FLAG, offsetof(struct serve_options, check),
	 "read the border file, say what is wrong with it, and end"},
	{0, "json", NULL, OPTION_FLAG, offsetof(struct serve_options, json), "the log as JSON, an object a line"},
	{'h', "help", NULL, OPTION_FLAG, offsetof(struct serve_options, help), "this text"},
};
static const struct option_table table = {rows, sizeof rows / sizeof *rows};

static const char usage[] = "usage: weir serve [-c FILE] [-n] [--json]\n";

static int help(void)
{
	struct out o;

	out_fd(&o, STDOUT_FILENO);
	out_printf(&o, "weir serve - serve VRPs, router keys and ASPAs to routers (RTR)\n%s\noptions:\n", usage);
	options_help(&table, &o);
	return out_finish(&o) ? 2 : 0;
}

int main(int argc, char **argv)
{
	struct serve_options options = {.config = "weir.yaml"};
	struct border b = {0};
	struct err e;
	int operands, status = 2;

	if (options_parse(&table, argc, argv, &options, &operands, &e)) {
		fprintf(stderr, "weir serve: %s\n%s", e.msg, usage);
		return 2;
	}
	if (options.help)
		return help();
	if (operands) {
		fprintf(stderr, "weir serve: expected no operand, found '%.60s'\n%s", argv[1], usage);
		return 2;
	}
	log_start(options.json);
	if (supervisor_read_border(&b, options.config))
		status = 0;
	if (status || options.check) {
		border_release(&b);
		return status;
	}
	notify_start();
	return supervisor_run(&b);
}
