#include "cmd/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int cmd_options(const struct command *c, int argc, char **argv, void *into, int *operands)
{
	struct err e;

	if (!options_parse(&c->options, argc, argv, into, operands, &e))
		return EXIT_WELL;
	fprintf(stderr, "weir %s: %s\nusage: weir %s %s\n", c->name, e.msg, c->name, c->usage);
	return EXIT_TROUBLE;
}

int cmd_fail(const struct err *e)
{
	char text[sizeof e->file + sizeof e->msg + 64];

	fprintf(stderr, "weir: %s\n", err_text(e, text, sizeof text));
	return EXIT_TROUBLE;
}

int cmd_out_of_memory(void)
{
	const struct err e = {.code = WEIR_ENOMEM, .msg = "out of memory"};

	return cmd_fail(&e);
}

void cmd_notes(const struct report *r)
{
	for (size_t i = 0; i < r->notes.n; i++)
		cmd_fail(&r->notes.v[i]);
	if (r->total > r->notes.n)
		fprintf(stderr, "weir: … and %zu more of the kind\n", r->total - r->notes.n);
}

int cmd_finish(struct out *o, int status)
{
	if (out_finish(o)) {
		fprintf(stderr, "weir: cannot write: %s\n", strerror(o->sys ? o->sys : ENOMEM));
		status = EXIT_TROUBLE;
	}
	out_release(o);
	return status;
}
