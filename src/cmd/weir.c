#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "cmd/cmd.h"

/* One row per command; listed by group, in this order; NULL ends the table. */
static const struct command *const commands[] = {
	&cmd_build,
	&cmd_diff,
	&cmd_approve,
	&cmd_history,
	&cmd_check,
	&cmd_explain,
	&cmd_sav,
	&cmd_publish,
	&cmd_rpki,
	&cmd_serve,
	&cmd_filter,
	&cmd_rov,
	&cmd_aspa,
	&cmd_mrt,
	&cmd_rtr,
	&cmd_router_config,
	NULL,
};

static void list_commands(struct out *o)
{
	const char *group = "";

	out_str(o, "weir - routing security for people who run networks\n"
		   "usage: weir COMMAND [OPTION…] [ARGUMENT…]\n");
	for (const struct command *const *c = commands; *c; c++) {
		if (strcmp(group, (*c)->group))
			out_printf(o, "\n%s\n", (*c)->group);
		group = (*c)->group;
		out_printf(o, "  %-13s %s\n", (*c)->name, (*c)->summary);
	}
	out_str(o, "\n'weir COMMAND -h' explains one; 'man weir' tells the rest.\n"
		   "Exit status: 0 all well, 1 a finding, 2 trouble.\n");
}

static void command_help(const struct command *c, struct out *o)
{
	out_printf(o, "weir %s - %s\nusage: weir %s %s\n\n%s\noptions:\n", c->name, c->summary,
		   c->name, c->usage, c->detail);
	options_help(&c->options, o);
	out_str(o, "  -h, --help              this text\n");
}

static void complete_commands(struct out *o)
{
	for (const struct command *const *c = commands; *c; c++)
		out_printf(o, "%s\n", (*c)->name);
}

static const struct command *find_command(const char *name)
{
	for (const struct command *const *c = commands; *c; c++)
		if (!strcmp((*c)->name, name))
			return *c;
	return NULL;
}

static int unknown_command(const char *name)
{
	struct nearest near;

	nearest_start(&near, name, strlen(name));
	for (const struct command *const *c = commands; *c; c++)
		nearest_try(&near, (*c)->name);
	fprintf(stderr, "weir: unknown command '%.60s'", name);
	if (near.best)
		fprintf(stderr, "; did you mean '%s'?", near.best);
	fputs("\n'weir --help' lists them\n", stderr);
	return EXIT_TROUBLE;
}

static int help_or_run(const struct command *c, int argc, char **argv)
{
	struct out o;

	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		bool help = !strcmp(argv[i], "-h") || !strcmp(argv[i], "--help");

		if (!help && strcmp(argv[i], "--complete"))
			continue;
		out_fd(&o, STDOUT_FILENO);
		if (help)
			command_help(c, &o);
		else
			options_complete(&c->options, &o);
		return cmd_finish(&o, EXIT_WELL);
	}
	return c->run(c, argc, argv);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "--help";
	const struct command *c;
	struct out o;

	out_fd(&o, STDOUT_FILENO);
	if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help")) {
		if (argc > 2 && (c = find_command(argv[2])))
			command_help(c, &o);
		else
			list_commands(&o);
		return cmd_finish(&o, EXIT_WELL);
	}
	if (!strcmp(name, "--complete")) {
		complete_commands(&o);
		return cmd_finish(&o, EXIT_WELL);
	}
	if (!strcmp(name, "--version")) {
		out_str(&o, "weir " WEIR_VERSION "\n");
		return cmd_finish(&o, EXIT_WELL);
	}
	c = find_command(name);
	return c ? help_or_run(c, argc - 1, argv + 1) : unknown_command(name);
}
