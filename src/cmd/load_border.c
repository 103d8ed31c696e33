#include "cmd/load_border.h"

#include <stdio.h>

#include "cmd/cmd.h"

bool load_border_file(struct border *b, const char *path)
{
	struct report errors = {0};
	int rc = border_read(b, path, &errors);

	cmd_notes(&errors);
	if (rc && !errors.total)
		fprintf(stderr, "weir: out of memory\n");
	report_release(&errors);
	return !rc;
}

bool load_border(struct border *b, struct snapshot *s, const char *path)
{
	struct snapshot_options options = {0};
	struct err e = {0};

	if (!load_border_file(b, path))
		return false;
	if (!snapshot_read(s, b, &options, &e)) {
		cmd_notes(&s->damage);
		return true;
	}
	cmd_fail(&e);
	return false;
}
