#include "base/options.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"

enum { LIST_MAX = 65536, HELP_COLUMN = 26, HELP_WIDTH = 80 };

static const struct option_row *find_letter(const struct option_table *t, char letter)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->rows[i].letter == letter)
			return &t->rows[i];
	return NULL;
}

static const struct option_row *find_name(const struct option_table *t, const char *name, size_t n)
{
	for (size_t i = 0; i < t->n; i++) {
		const char *s = t->rows[i].name;

		if (s && strlen(s) == n && !memcmp(s, name, n))
			return &t->rows[i];
	}
	return NULL;
}

static int unknown_name(const struct option_table *t, const char *arg, struct err *e)
{
	struct nearest near;

	nearest_start(&near, arg + 2, strcspn(arg + 2, "="));
	for (size_t i = 0; i < t->n; i++)
		if (t->rows[i].name)
			nearest_try(&near, t->rows[i].name);
	if (near.best)
		return err_set(e, WEIR_ESYNTAX, "unknown option '%.60s'; did you mean '--%s'?", arg,
			       near.best);
	return err_set(e, WEIR_ESYNTAX, "unknown option '%.60s'", arg);
}

static int set_number(unsigned *to, const char *value, const char *shown, struct err *e)
{
	char *end;
	unsigned long v = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end || v > UINT_MAX)
		return err_set(e, WEIR_ESYNTAX, "option '%s': expected a number, found '%.60s'", shown,
			       value);
	*to = (unsigned)v;
	return 0;
}

static int set_value(const struct option_row *row, void *into, const char *value,
		     const char *shown, struct err *e)
{
	char *at = (char *)into + row->at;
	int rc;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)at = true;
		break;
	case OPTION_TEXT:
		*(const char **)at = value;
		break;
	case OPTION_LIST:
		rc = vec_push(&((struct text_list *)at)->items, value, LIST_MAX);
		if (rc == WEIR_ENOMEM)
			return err_set(e, rc, "out of memory");
		if (rc)
			return err_set(e, rc, "option '%s' is given too often", shown);
		break;
	case OPTION_NUMBER:
		return set_number((unsigned *)at, value, shown, e);
	}
	return 0;
}

/* Where the parser stands in argv. */
struct args {
	int argc, next;
	char **argv;
};

static int take_value(struct args *a, const char *shown, const char **value, struct err *e)
{
	if (a->next >= a->argc)
		return err_set(e, WEIR_ESYNTAX, "option '%s' expects a value", shown);
	*value = a->argv[a->next++];
	return 0;
}

static int parse_long(const struct option_table *t, struct args *a, char *arg, void *into,
		      struct err *e)
{
	const char *value = strchr(arg, '=');
	const struct option_row *row =
		find_name(t, arg + 2, value ? (size_t)(value - arg - 2) : strlen(arg + 2));

	if (!row)
		return unknown_name(t, arg, e);
	if (value && row->kind == OPTION_FLAG)
		return err_set(e, WEIR_ESYNTAX, "option '--%s' takes no value", row->name);
	if (value)
		value++;
	else if (row->kind != OPTION_FLAG && take_value(a, arg, &value, e))
		return WEIR_ESYNTAX;
	return set_value(row, into, value, arg, e);
}

static int parse_letters(const struct option_table *t, struct args *a, const char *arg, void *into,
			 struct err *e)
{
	for (const char *c = arg + 1; *c; c++) {
		const struct option_row *row = find_letter(t, *c);
		char shown[3] = {'-', *c, '\0'};
		const char *value = NULL;
		int rc;

		if (!row)
			return err_set(e, WEIR_ESYNTAX, "unknown option '%s'", shown);
		if (row->kind != OPTION_FLAG) {
			value = c + 1;
			if (!*value && take_value(a, shown, &value, e))
				return WEIR_ESYNTAX;
		}
		rc = set_value(row, into, value, shown, e);
		if (rc || value)
			return rc;
	}
	return 0;
}

int options_parse(const struct option_table *t, int argc, char **argv, void *into,
		  int *operands, struct err *e)
{
	struct args a = {.argc = argc, .next = 1, .argv = argv};
	int rc = 0;
	bool ended = false;

	*operands = 0;
	while (!rc && a.next < argc) {
		char *arg = argv[a.next++];

		if (ended || arg[0] != '-' || !arg[1])
			argv[1 + (*operands)++] = arg;
		else if (!strcmp(arg, "--"))
			ended = true;
		else if (arg[1] == '-')
			rc = parse_long(t, &a, arg, into, e);
		else
			rc = parse_letters(t, &a, arg, into, e);
	}
	return rc;
}

/* The help text, wrapped into the right-hand column. */
static void put_wrapped(struct out *o, const char *text)
{
	size_t column = HELP_COLUMN;

	while (*text) {
		size_t n = strcspn(text, " ");

		if (column > HELP_COLUMN && column + 1 + n > HELP_WIDTH) {
			out_printf(o, "\n%*s", HELP_COLUMN, "");
			column = HELP_COLUMN;
		} else if (column > HELP_COLUMN) {
			out_ch(o, ' ');
			column++;
		}
		out_write(o, text, n);
		column += n;
		text += n + (text[n] == ' ');
	}
	out_ch(o, '\n');
}

void options_help(const struct option_table *t, struct out *o)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct option_row *r = &t->rows[i];
		char left[80];
		int n = snprintf(left, sizeof left, "  %c%c%s%s%s%s%s", r->letter ? '-' : ' ',
				 r->letter ? r->letter : ' ', r->letter && r->name ? ", " : "  ",
				 r->name ? "--" : "", r->name ? r->name : "", r->arg ? " " : "",
				 r->arg ? r->arg : "");

		out_str(o, left);
		if (n + 1 > HELP_COLUMN)
			out_printf(o, "\n%*s", HELP_COLUMN, "");
		else
			out_printf(o, "%*s", HELP_COLUMN - n, "");
		put_wrapped(o, r->help);
	}
}

void options_complete(const struct option_table *t, struct out *o)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->rows[i].name)
			out_printf(o, "--%s\n", t->rows[i].name);
		else
			out_printf(o, "-%c\n", t->rows[i].letter);
	}
}
