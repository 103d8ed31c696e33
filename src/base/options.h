#ifndef WEIR_BASE_OPTIONS_H
#define WEIR_BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/out.h"
#include "base/vec.h"

/*
 * One table of options per command feeds the parser, the help and the
 * completion. A row says where in the command's own struct the value goes.
 *
 *	struct rov_options { const char *vrps; bool json; };
 *	static const struct option_row rows[] = {
 *		{0, "vrps", "FILE", OPTION_TEXT, offsetof(struct rov_options, vrps), "…"},
 *		{0, "json", NULL, OPTION_FLAG, offsetof(struct rov_options, json), "…"},
 *	};
 */
enum option_kind {
	OPTION_FLAG,  /* bool, set to true */
	OPTION_TEXT,  /* const char *, the last one given wins */
	OPTION_LIST,  /* struct text_list, each one given is appended */
	OPTION_NUMBER /* unsigned */
};

struct text_list {
	VEC(const char *) items;
};

struct option_row {
	char letter;      /* 0: only the long name */
	const char *name; /* NULL: only the letter */
	const char *arg;  /* what the value is called in the help; NULL for a flag */
	enum option_kind kind;
	size_t at; /* offset in the struct given to options_parse() */
	const char *help;
};

struct option_table {
	const struct option_row *rows;
	size_t n;
};

/*
 * Read argv[1..argc): letters may be clustered (-4A), values attached or apart
 * (-R24, -R 24, --vrps=F, --vrps F), "--" ends options, "-" is an operand.
 * Operands are moved to argv[1..], in order; *operands says how many. Strings
 * point into argv. 0, or WEIR_ESYNTAX with the nearest known name in the message.
 */
int options_parse(const struct option_table *t, int argc, char **argv, void *into,
		  int *operands, struct err *e);

/* A line per option, aligned, wrapped for 80 columns. */
void options_help(const struct option_table *t, struct out *o);

/* Every option a line ("--vrps"), for shell completion. */
void options_complete(const struct option_table *t, struct out *o);

#endif
