#include "fetch/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "confine/process.h"
#include "confine/sandbox.h"
#include "fetch/validators.h"

static int fetch(const struct border_source *s, const char *folder, enum https_outcome *outcome, struct err *e)
{
	const struct https_ask ask = {.url = s->url.text,
				      .ca = s->ca.text,
				      .path = s->path.text,
				      .max_bytes = HTTPS_MAX_BYTES,
				      .seconds = HTTPS_SECONDS,
				      .stall_seconds = HTTPS_STALL_SECONDS};
	int rc = sandbox_writes(folder, e);

	if (!rc)
		rc = atomic_file_sweep(folder, e);
	return rc ? rc : https_fetch(&ask, outcome, e);
}

int source_fetch(const struct border_source *s, int said)
{
	char *folder = strndup(s->path.text, (size_t)(strrchr(s->path.text, '/') - s->path.text));
	struct source_said to = {.rc = 0};
	enum https_outcome outcome = HTTPS_SAME;
	struct err e = {.code = 0};

	to.rc = folder ? fetch(s, folder, &outcome, &e) : err_set(&e, WEIR_ENOMEM, "out of memory");
	to.outcome = outcome;
	if (to.rc)
		err_text(&e, to.text, sizeof to.text);
	free(folder);
	return pwrite(said, &to, sizeof to, 0) == (ssize_t)sizeof to && !to.rc ? 0 : 1;
}

void source_said_take(struct source_said *to, const char *url, int said, int status)
{
	const bool whole = pread(said, to, sizeof *to, 0) == (ssize_t)sizeof *to;
	char text[PROCESS_END];

	to->text[sizeof to->text - 1] = '\0';
	if (whole && WIFEXITED(status) && (!WEXITSTATUS(status) == !to->rc))
		return;
	to->rc = WEIR_EIO;
	snprintf(to->text, sizeof to->text, "%.400s: %s", url, process_end_text(text, "the fetcher", status));
}

uint64_t source_checked(const char *path)
{
	struct stat data, note;
	char *beside;

	if (stat(path, &data) || asprintf(&beside, "%s" FETCHED_MARK, path) < 0)
		return 0;
	if (stat(beside, &note) || note.st_mtime < data.st_mtime)
		note.st_mtime = data.st_mtime;
	free(beside);
	return note.st_mtime < 0 ? 0 : (uint64_t)note.st_mtime;
}
