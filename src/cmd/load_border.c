#include "cmd/load_border.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "cmd/cmd.h"

bool load_any_border(struct border *b, const char *path)
{
	struct report errors = {0};
	int rc = border_read(b, path, &errors);

	cmd_notes(&errors);
	if (rc && !errors.total)
		cmd_out_of_memory();
	report_release(&errors);
	b->date = date_of(time(NULL));
	return !rc;
}

bool load_border_file(struct border *b, const char *path)
{
	struct err e;

	if (!load_any_border(b, path))
		return false;
	if (b->network.asn)
		return true;
	err_at(&e, WEIR_ESYNTAX, b->path, 1, 1, "the border file: expected a key 'network', found none: it only serves");
	cmd_fail(&e);
	return false;
}

/* On a terminal, the file that is being read, in one line that the next one replaces. */
static void show_progress(void *context, const char *path)
{
	(void)context;
	fprintf(stderr, "\r\033[Kreading %.60s", path);
}

bool load_sources(struct snapshot *s, const struct border *b, bool leave_no_files)
{
	bool terminal = isatty(STDERR_FILENO);
	struct snapshot_options options = {.leave_no_files = leave_no_files,
					   .progress = terminal ? show_progress : NULL};
	struct err e = {0};
	int rc = snapshot_read(s, b, &options, &e);

	if (terminal)
		fputs("\r\033[K", stderr);
	if (rc)
		cmd_fail(&e);
	return !rc;
}

bool load_border(struct border *b, struct snapshot *s, const char *path)
{
	if (!load_border_file(b, path) || !load_sources(s, b, false))
		return false;
	cmd_notes(&s->damage);
	return true;
}
