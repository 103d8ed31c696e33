#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "serve/log.h"
#include "serve/notify.h"
#include "serve/serve_options.h"
#include "serve/supervisor.h"

static const struct option_row rows[] = {
	SERVE_OPTION_ROWS,
	{'h', "help", NULL, OPTION_FLAG, offsetof(struct serve_options, help), "this text"},
};
static const struct option_table table = {rows, sizeof rows / sizeof *rows};

static const char usage[] = "usage: weir serve " SERVE_USAGE "\n";

static int help(void)
{
	struct out o;

	out_fd(&o, STDOUT_FILENO);
	out_printf(&o, "weir serve - " SERVE_SUMMARY "\n%s\noptions:\n", usage);
	options_help(&table, &o);
	return out_finish(&o) ? 2 : 0;
}

int main(int argc, char **argv)
{
	struct serve_options options = {.config = SERVE_CONFIG};
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
