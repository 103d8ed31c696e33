#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "confine/process.h"
#include "serve/serve_options.h"

static const struct option_row rows[] = {SERVE_OPTION_ROWS};

/* Where the daemon is, beside this program: installed, or in a build folder. */
static const char *const places[] = {"../libexec/weir/weir-serve", "../serve/weir-serve"};

/* Runs it in this process' place; returns only where it cannot. */
static int run_daemon(char *const *argv)
{
	process_become(places, sizeof places / sizeof *places, argv);
	fprintf(stderr, "weir serve: cannot run 'weir-serve': %s\n", strerror(errno));
	return EXIT_TROUBLE;
}

static int run(const struct command *c, int argc, char **argv)
{
	static char name[] = "weir-serve", config[] = "-c", check[] = "-n", json[] = "--json";
	struct serve_options options = {.config = SERVE_CONFIG};
	int operands, status = cmd_options(c, argc, argv, &options, &operands);
	char *daemon[6] = {name, config};
	size_t n = 3;

	if (status)
		return status;
	if (operands) {
		fprintf(stderr, "weir serve: expected no operand, found '%.60s'\nusage: weir serve %s\n", argv[1],
			cmd_serve.usage);
		return EXIT_TROUBLE;
	}
	daemon[2] = (char *)(uintptr_t)options.config;
	if (options.check)
		daemon[n++] = check;
	if (options.json)
		daemon[n++] = json;
	return run_daemon(daemon);
}

const struct command cmd_serve = {
	.name = "serve",
	.group = "daemons",
	.summary = SERVE_SUMMARY,
	.usage = SERVE_USAGE,
	.detail = "Runs in the foreground until it is ended by SIGTERM: reads the border's RPKI sources, each time one\n"
		  "of their files changes, and serves them to routers (RFC 8210) as the border's 'serve' says. SIGHUP\n"
		  "reads the border file again; a wrong one changes nothing. The log is on standard error.\n"
		  "\n"
		  "  weir serve -c /etc/weir/weir.yaml\n"
		  "  weir serve -n                  is the border file good?\n"
		  "  weir router-config rtr --language bird2 --cache 127.0.0.1:8282\n"
		  "                                 what the router needs\n",
	.options = {rows, sizeof rows / sizeof *rows},
	.run = run,
};
