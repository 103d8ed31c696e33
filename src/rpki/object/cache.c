#include "rpki/object/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int cache_open(struct cache *c, const char *path, struct err *e)
{
	c->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return c->dir < 0 ? err_at(e, WEIR_EIO, path, 0, 0, "cannot open: %s", strerror(errno)) : 0;
}

void cache_close(struct cache *c)
{
	if (c->dir >= 0)
		close(c->dir);
	c->dir = -1;
}

static int read_all(int fd, const char *path, uint8_t *to, size_t n, struct err *e)
{
	size_t got = 0;
	ssize_t k;

	while (got < n && (k = read(fd, to + got, n - got)) != 0) {
		if (k < 0 && errno != EINTR)
			return err_at(e, WEIR_EIO, path, 0, 0, "cannot read: %s", strerror(errno));
		got += k > 0 ? (size_t)k : 0;
	}
	return got == n ? 0 : err_at(e, WEIR_EIO, path, 0, 0, "changed while it was read");
}

static int read_file(int fd, const char *path, struct span *bytes, struct err *e)
{
	struct stat st;
	uint8_t *p;
	int rc;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return err_at(e, WEIR_EIO, path, 0, 0, "is no file");
	if (st.st_size > CACHE_FILE)
		return err_at(e, WEIR_ELIMIT, path, 0, 0, "is larger than %d bytes", CACHE_FILE);
	p = malloc((size_t)st.st_size + 1);
	if (!p)
		return err_at(e, WEIR_ENOMEM, path, 0, 0, "out of memory");
	rc = read_all(fd, path, p, (size_t)st.st_size, e);
	if (rc)
		free(p);
	else
		*bytes = (struct span){p, (size_t)st.st_size};
	return rc;
}

int cache_get(const struct cache *c, struct span path, struct span *bytes, struct err *e)
{
	char name[4096];
	int fd, rc;

	snprintf(name, sizeof name, "%.*s", (int)path.n, (const char *)path.p);
	fd = openat(c->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR
			       ? err_at(e, WEIR_ENOTFOUND, name, 0, 0, "is not in the cache")
			       : err_at(e, WEIR_EIO, name, 0, 0, "cannot open: %s", strerror(errno));
	rc = read_file(fd, name, bytes, e);
	close(fd);
	return rc;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Whether this entry, a folder on the way down, holds nothing for us. */
static bool is_passed_over(const FTSENT *x, bool all)
{
	return x->fts_level > 0 && (x->fts_name[0] == '.' || (all && x->fts_level == 1 && !strcmp(x->fts_name, "ta")));
}

static int add(struct cache_list *to, const char *path)
{
	char *copy = strdup(path);
	int rc = copy ? vec_push(&to->paths, copy, CACHE_FILES) : WEIR_ENOMEM;

	if (rc)
		free(copy);
	return rc;
}

static int walk(FTS *f, size_t root, bool all, struct cache_list *to, struct err *e)
{
	FTSENT *x;
	int rc = 0;

	while (!rc && (errno = 0, x = fts_read(f))) {
		if (x->fts_info == FTS_D && is_passed_over(x, all))
			fts_set(f, x, FTS_SKIP);
		else if (x->fts_info == FTS_DNR || x->fts_info == FTS_ERR || x->fts_info == FTS_NS)
			return err_at(e, WEIR_EIO, x->fts_path, 0, 0, "cannot read: %s", strerror(x->fts_errno));
		else if (x->fts_info == FTS_F && x->fts_name[0] != '.')
			rc = add(to, x->fts_path + root + 1);
	}
	if (!rc && errno)
		return err_at(e, WEIR_EIO, f->fts_path, 0, 0, "cannot read: %s", strerror(errno));
	return rc ? err_set(e, rc, rc == WEIR_ELIMIT ? "more files than can be held" : "out of memory") : 0;
}

int cache_list(const char *cache, const char *folder, struct cache_list *to, struct err *e)
{
	char top[4096];
	FTS *f;
	int rc;

	*to = (struct cache_list){.paths = {.n = 0}};
	snprintf(top, sizeof top, "%s%s%s", cache, *folder ? "/" : "", folder);
	f = fts_open((char *[]){top, NULL}, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	if (!f)
		return err_at(e, WEIR_EIO, top, 0, 0, "cannot read: %s", strerror(errno));
	rc = walk(f, strlen(cache), !*folder, to, e);
	fts_close(f);
	return rc;
}

void cache_list_release(struct cache_list *l)
{
	for (size_t i = 0; i < l->paths.n; i++)
		free(l->paths.v[i]);
	vec_free(&l->paths);
}
