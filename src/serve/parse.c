#include "serve/parse.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "fetch/source.h"
#include "snapshot/snapshot.h"

/* The border with its RPKI sources alone: nothing else of it is anybody's to read here. */
static int take_sources(struct border *to, const struct border *b)
{
	int rc = 0;

	*to = (struct border){.path = b->path, .bogons.off = true};
	for (size_t i = 0; !rc && i < b->sources.n; i++)
		if (source_is_rpki(b->sources.v[i].kind))
			rc = vec_push(&to->sources, b->sources.v[i], BORDER_LIST_MAX);
	return rc;
}

/* When a file was written, or its server last said that it is what it has; UINT64_MAX: it is gone. */
static uint64_t time_of(const struct snapshot_source *f)
{
	struct stat st;

	if (stat(f->path, &st))
		return UINT64_MAX;
	if (f->url)
		return source_checked(f->path);
	return st.st_mtime < 0 ? 0 : (uint64_t)st.st_mtime;
}

/* The time of the oldest of the files, no later than now. Local exceptions do not grow old. */
static uint64_t oldest_file(const struct snapshot *s)
{
	const time_t now = time(NULL);
	uint64_t oldest = now < 0 ? 0 : (uint64_t)now;

	for (size_t i = 0; i < s->sources.n; i++)
		if (s->sources.v[i].kind != SOURCE_RPKI_SLURM && time_of(&s->sources.v[i]) < oldest)
			oldest = time_of(&s->sources.v[i]);
	return oldest;
}

/* What stands in the files is older than they are where somebody copies one again and again. */
static uint64_t oldest_made(const struct rpki *r)
{
	uint64_t oldest = 0;

	for (size_t i = 0; i < r->sources.n; i++)
		if (r->sources.v[i].made && (!oldest || r->sources.v[i].made < oldest))
			oldest = r->sources.v[i].made;
	return oldest;
}

/* Where there are too many anchors, the last row counts what has no row of its own. */
static void count_anchor(struct handover *h, const char *name, uint64_t vrps)
{
	uint32_t i = 0;

	while (i < h->anchors && strncmp(h->anchor[i].name, name, HANDOVER_NAME - 1))
		i++;
	if (i == HANDOVER_ANCHORS) {
		i--;
	} else if (i == h->anchors) {
		strncpy(h->anchor[i].name, name, HANDOVER_NAME - 1);
		h->anchors++;
	}
	h->anchor[i].vrps += vrps;
}

static void count_anchors(struct handover *h, const struct rpki *r)
{
	uint64_t of[RPKI_ANCHORS + 1] = {0};

	for (size_t i = 0; i < r->v4.n; i++)
		of[r->v4.v[i].anchor]++;
	for (size_t i = 0; i < r->v6.n; i++)
		of[r->v6.v[i].anchor]++;
	for (unsigned a = 0; a <= RPKI_ANCHORS; a++)
		if (of[a])
			count_anchor(h, rpki_anchor_name(r, (uint8_t)a), of[a]);
}

static int make_records(struct handover *h, struct rtr_buf **records, const struct snapshot *s, struct err *e)
{
	size_t left_out;
	int rc;

	if (!rpki_vrp_count(&s->rpki))
		return err_set(e, WEIR_ENOTFOUND, "expected VRPs in the border's RPKI sources, found none");
	rc = rtr_image_make(records, &s->rpki, &left_out);
	if (rc)
		return err_set(e, rc, rc == WEIR_ENOMEM ? "out of memory" : "more records than can be served");
	h->as_of = oldest_file(s);
	h->made = oldest_made(&s->rpki);
	h->damaged = snapshot_damaged(s);
	h->left_out = left_out;
	if (s->damage.notes.n)
		err_text(&s->damage.notes.v[0], h->said, sizeof h->said);
	count_anchors(h, &s->rpki);
	return 0;
}

int parse_sources(const struct border *b, int fd, struct err *e)
{
	const struct snapshot_options options = {.leave_no_files = true, .no_tables = true};
	struct handover h = {.size = 0};
	struct rtr_buf *records = NULL;
	struct snapshot s = {0};
	struct border mine;
	struct err unsaid;
	int rc = take_sources(&mine, b);

	if (rc)
		err_set(e, rc, "out of memory");
	else
		rc = snapshot_read(&s, &mine, &options, e);
	if (!rc)
		rc = make_records(&h, &records, &s, e);
	if (rc)
		err_text(e, h.said, sizeof h.said);
	if (!rc)
		rc = handover_write(fd, &h, records, e);
	else
		handover_write(fd, &h, NULL, &unsaid);
	rtr_buf_unref(records);
	snapshot_release(&s);
	vec_free(&mine.sources);
	return rc;
}

/* The folder before the first character that makes a pattern, which what is fetched has none of. */
static char *folder_of(const struct border_source *s)
{
	const char *path = s->path.text;
	size_t n = source_is_kept(s) ? strlen(path) : strcspn(path, "*?[");

	while (n && path[n - 1] != '/')
		n--;
	if (!n)
		return strdup(".");
	return strndup(path, n > 1 ? n - 1 : n);
}

int parse_folders_make(struct parse_folders *f, const struct border *b)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < b->sources.n; i++) {
		char *folder;

		if (!source_is_rpki(b->sources.v[i].kind))
			continue;
		folder = folder_of(&b->sources.v[i]);
		rc = folder ? vec_push(&f->items, folder, BORDER_LIST_MAX) : WEIR_ENOMEM;
		if (rc)
			free(folder);
	}
	return rc;
}

void parse_folders_release(struct parse_folders *f)
{
	for (size_t i = 0; i < f->items.n; i++)
		free(f->items.v[i]);
	vec_free(&f->items);
}
