#include "irr/dump.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/*
 * How this works: the index belongs to a state of the dump, told by size, inode,
 * mtime and ctime. The state is taken before the dump is read and looked at
 * again afterwards; a dump that changed in between, or so shortly before that
 * its clock tick may not be over, is answered from memory and leaves no index.
 */
static const char suffix[] = ".weir-index";

enum { TICK_NS = 20 * 1000 * 1000 };

static struct index_identity identity_of(const struct stat *st)
{
	return (struct index_identity){.size = (uint64_t)st->st_size,
				       .device = st->st_dev,
				       .inode = st->st_ino,
				       .mtime = st->st_mtim.tv_sec,
				       .mtime_ns = st->st_mtim.tv_nsec,
				       .ctime = st->st_ctim.tv_sec,
				       .ctime_ns = st->st_ctim.tv_nsec};
}

/* Whether the dump may change again without its times telling. */
static bool is_fresh(const struct stat *st)
{
	struct timespec now;
	int64_t age;

	clock_gettime(CLOCK_REALTIME, &now);
	age = ((int64_t)now.tv_sec - st->st_ctim.tv_sec) * 1000000000 + now.tv_nsec -
	      st->st_ctim.tv_nsec;
	return age < TICK_NS && age > -TICK_NS;
}

static bool is_same_state(const char *path, const struct index_identity *id)
{
	struct stat st;
	struct index_identity now;

	if (stat(path, &st))
		return false;
	now = identity_of(&st);
	return !memcmp(&now, id, sizeof now);
}

/* A folder of indexes holds those of many dumps, perhaps of one base name. */
static char *name_in_cache(const char *cache, const char *path)
{
	char *whole = realpath(path, NULL), *name = NULL;
	struct index_sum sum;

	if (!whole)
		return NULL;
	index_sum_start(&sum);
	index_sum_add(&sum, (const uint8_t *)whole, strlen(whole));
	if (asprintf(&name, "%s/%s.%016llx%s", cache, basename(whole),
		     (unsigned long long)index_sum_end(&sum), suffix) < 0)
		name = NULL;
	free(whole);
	return name;
}

static char *index_name(const char *path, const struct irr_options *options)
{
	char *name;

	if (options->cache)
		return name_in_cache(options->cache, path);
	return asprintf(&name, "%s%s", path, suffix) < 0 ? NULL : name;
}

static int read_dump(struct index *ix, const char *path, const struct index_identity *id,
		     struct err *e)
{
	struct facts facts = {0};
	struct input *in;
	int rc = input_open(&in, path, e);

	if (rc)
		return rc;
	rc = facts_read(&facts, in, e);
	input_close(in);
	if (!rc) {
		rc = index_build(ix, &facts, id);
		if (rc)
			err_at(e, rc, path, 0, 0, rc == WEIR_ENOMEM ? "out of memory" :
			       "expected at most 4 GB of names in one dump");
	}
	facts_release(&facts);
	return rc;
}

/* Leave an index behind and go on from it; what cannot be written is noted. */
static void keep(struct dump *d, const char *name, const struct index_identity *id,
		 struct report *r)
{
	struct index mapped;
	struct err e;

	if (!is_same_state(d->path, id))
		return;
	if (index_save(&d->index, name, &e)) {
		report_note(r, e.file, 0, 0, "index: %s; going on in memory", e.msg);
		return;
	}
	if (!index_load(&mapped, name, id, NULL)) {
		index_release(&d->index);
		d->index = mapped;
	}
}

static int open_indexed(struct dump *d, const char *name, struct report *r, struct err *e)
{
	struct index_identity id;
	struct stat st;
	struct err why;
	int rc;

	if (stat(d->path, &st))
		return err_at(e, WEIR_EIO, d->path, 0, 0, "cannot open: %s", strerror(errno));
	id = identity_of(&st);
	rc = index_load(&d->index, name, &id, &why);
	d->from_index = rc == 0;
	if (!rc)
		return 0;
	if (rc != WEIR_ENOTFOUND)
		report_note(r, why.file, 0, 0, "index: %s; reading the dump again", why.msg);
	rc = read_dump(&d->index, d->path, &id, e);
	if (!rc && S_ISREG(st.st_mode) && !is_fresh(&st))
		keep(d, name, &id, r);
	return rc;
}

static void tell_notes(const struct dump *d, struct report *r)
{
	size_t n;
	const struct fact_note *notes = index_array(&d->index, INDEX_NOTES, sizeof *notes, &n);

	if (!r)
		return;
	for (size_t i = 0; i < n && i < FACTS_NOTES; i++)
		report_note(r, d->path, notes[i].line, notes[i].col, "%s",
			    index_string(&d->index, notes[i].text));
	if (d->index.header.damage > n)
		r->total += d->index.header.damage - n;
}

int dump_open(struct dump *d, const char *path, const struct irr_options *options,
	      struct report *r, struct err *e)
{
	static const struct index_identity none = {0};
	bool plain = options->no_index || !strcmp(path, "-");
	char *name = NULL;
	int rc;

	*d = (struct dump){.path = strdup(strcmp(path, "-") ? path : "<stdin>")};
	if (!d->path)
		return err_at(e, WEIR_ENOMEM, path, 0, 0, "out of memory");
	if (!plain)
		name = index_name(path, options);
	rc = name ? open_indexed(d, name, r, e) : read_dump(&d->index, path, &none, e);
	free(name);
	if (rc)
		dump_release(d);
	else
		tell_notes(d, r);
	return rc;
}

void dump_release(struct dump *d)
{
	if (d->index.bytes)
		index_release(&d->index);
	free(d->path);
	free(d->sources);
	*d = (struct dump){0};
}
