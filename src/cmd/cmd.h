#ifndef WEIR_CMD_CMD_H
#define WEIR_CMD_CMD_H

#include "base/err.h"
#include "base/options.h"
#include "base/out.h"
#include "base/report.h"

/* The exit status of every command. */
enum {
	EXIT_WELL = 0,    /* all well */
	EXIT_FINDING = 1, /* invalid, differs, held, an empty set */
	EXIT_TROUBLE = 2  /* bad input, a source failed, an unknown set */
};

/*
 * One subcommand: one file, cmd-NAME.c, which defines one of these, and one
 * row in the table of weir.c. `run` gets argv[0] = the command's name with
 * the options still in it, and returns an exit status.
 */
struct command {
	const char *name;
	const char *group;   /* heading under which `weir` lists it */
	const char *summary; /* one line */
	const char *usage;   /* after "weir NAME " */
	const char *detail;  /* what -h says beyond the options; examples */
	struct option_table options;
	int (*run)(const struct command *c, int argc, char **argv);
};

extern const struct command cmd_approve, cmd_aspa, cmd_build, cmd_check, cmd_diff, cmd_explain,
	cmd_filter, cmd_history, cmd_mrt, cmd_publish, cmd_router_config, cmd_rov, cmd_rpki, cmd_rtr, cmd_sav,
	cmd_serve;

/*
 * The common first step of a command: parse into `into`. On a usage error it says
 * so on stderr and returns EXIT_TROUBLE, else EXIT_WELL (-h is handled before `run`).
 */
int cmd_options(const struct command *c, int argc, char **argv, void *into, int *operands);

/* "weir: <error>" on stderr; returns EXIT_TROUBLE. */
int cmd_fail(const struct err *e);

/* "weir: out of memory" on stderr; returns EXIT_TROUBLE. */
int cmd_out_of_memory(void);

/* A report's notes on stderr, a line each, and how many more there were. */
void cmd_notes(const struct report *r);

/* Drain stdout's sink; a full disk or a closed pipe is EXIT_TROUBLE, else `status`. */
int cmd_finish(struct out *o, int status);

#endif
