#include "snapshot/files.h"

#include <errno.h>
#include <glob.h>
#include <string.h>
#include <unistd.h>

struct search {
	struct snapshot *s;
	const struct border *b;
	struct err *e;
};

/* The path as it counts from the border file's folder. */
static const char *shown_path(const struct border *b, const char *path)
{
	const char *slash = strrchr(b->path, '/');
	size_t n = slash ? (size_t)(slash - b->path) + 1 : 0;

	return n && !strncmp(path, b->path, n) ? path + n : path;
}

static int add_file(struct search *w, const struct border_source *from, const char *path)
{
	struct snapshot_source f = {.kind = from->kind};
	int rc;

	f.path = arena_strndup(&w->s->memory, path, strlen(path));
	if (!f.path)
		return err_set(w->e, WEIR_ENOMEM, "out of memory");
	f.shown = shown_path(w->b, f.path);
	f.entry = from->url.text ? from->url.text : shown_path(w->b, from->path.text);
	f.url = from->url.text;
	rc = vec_push(&w->s->sources, f, SNAPSHOT_SOURCES_MAX);
	if (rc == WEIR_ELIMIT)
		return err_at(w->e, rc, w->b->path, from->path.line, from->path.col,
			      "more files than a border may have sources");
	return rc ? err_set(w->e, rc, "out of memory") : 0;
}

/* An index that the last run put beside a dump is no dump, whatever the pattern. */
static bool is_index(const char *path)
{
	const char *name = strrchr(path, '/');

	return strstr(name ? name : path, ".weir-index");
}

static int no_files(struct search *w, const struct border_source *from)
{
	return err_at(w->e, WEIR_EIO, w->b->path, from->path.line, from->path.col,
		      "expected files at '%.150s', found none", from->path.text);
}

static int add_found(struct search *w, const struct border_source *from, const glob_t *found)
{
	size_t taken = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < found->gl_pathc; i++) {
		if (is_index(found->gl_pathv[i]))
			continue;
		rc = add_file(w, from, found->gl_pathv[i]);
		taken++;
	}
	return rc || taken ? rc : no_files(w, from);
}

/* A folder that is there and cannot be read must not look like one without files. */
static int folder_error(const char *path, int sys)
{
	(void)path;
	return sys != ENOENT && sys != ENOTDIR;
}

/* What a relying party of ours found: its path is no pattern, and there may be nothing yet. */
static int add_client(struct search *w, const struct border_source *from)
{
	if (access(from->path.text, F_OK) && (errno == ENOENT || errno == ENOTDIR))
		return err_at(w->e, WEIR_ENOTFOUND, w->b->path, from->path.line, from->path.col,
			      "rpki-client has found nothing yet: run 'weir rpki update -c %.150s'", w->b->path);
	return add_file(w, from, from->path.text);
}

/* The name of what is fetched is no pattern, and its folder may look like one. */
static int add_fetched(struct search *w, const struct border_source *from)
{
	if (!access(from->path.text, F_OK))
		return add_file(w, from, from->path.text);
	if (errno == ENOENT || errno == ENOTDIR)
		return err_at(w->e, WEIR_ENOTFOUND, w->b->path, from->url.line, from->url.col,
			      "'%.150s' was never fetched: run 'weir rpki update -c %.60s'", from->url.text, w->b->path);
	return err_at(w->e, WEIR_EIO, from->path.text, 0, 0, "cannot open: %s", strerror(errno));
}

static int expand(struct search *w, const struct border_source *from)
{
	glob_t found = {0};
	int rc, status;

	if (from->url.text)
		return add_fetched(w, from);
	status = glob(from->path.text, 0, folder_error, &found);
	/* A plain path is opened as it is, so that the message tells why it cannot be. */
	if (!status)
		rc = add_found(w, from, &found);
	else if (status == GLOB_NOMATCH && !strpbrk(from->path.text, "*?["))
		rc = add_file(w, from, from->path.text);
	else if (status == GLOB_NOMATCH)
		rc = no_files(w, from);
	else
		rc = err_at(w->e, status == GLOB_NOSPACE ? WEIR_ENOMEM : WEIR_EIO, w->b->path,
			    from->path.line, from->path.col,
			    status == GLOB_NOSPACE ? "out of memory for the files at '%.150s'"
						   : "cannot look for files at '%.150s'",
			    from->path.text);
	globfree(&found);
	return rc;
}

int files_find(struct snapshot *s, const struct border *b, struct err *e)
{
	struct search w = {s, b, e};
	int rc = 0;

	for (size_t i = 0; !rc && i < b->sources.n; i++)
		rc = (b->sources.v[i].kind == SOURCE_RPKI_CLIENT ? add_client : expand)(&w, &b->sources.v[i]);
	return rc;
}
