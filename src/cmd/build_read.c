/* The first step of a build: the border, its history, and all sources. */

#include "cmd/build.h"
#include "cmd/cmd.h"
#include "cmd/load_border.h"

/* Before anything is read: a history that is damaged ends the run. */
static bool open_history(struct build *b)
{
	struct err e = {0};
	int rc = history_open(&b->history, b->border.history.text, b->pretend ? HISTORY_READ : HISTORY_WRITE, &e);

	b->at = stamp_now();
	stamp_who(b->who);
	if (rc)
		cmd_fail(&e);
	return !rc;
}

bool build_border(struct build *b, const char *config)
{
	struct err e = {0};

	if (!load_border_file(&b->border, config) || !open_history(b) ||
	    !load_sources(&b->snapshot, &b->border, b->pretend))
		return false;
	if (build_sources_compare(b, &e)) {
		cmd_fail(&e);
		return false;
	}
	if (!build_run(b))
		return true;
	cmd_out_of_memory();
	return false;
}
