#include "rpki/object/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
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
		return err_at(e, WEIR_ENOTFOUND, path, 0, 0, "is no file");
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
	char name[CACHE_PATH];
	int fd, rc;

	snprintf(name, sizeof name, "%.*s", (int)path.n, (const char *)path.p);
	fd = openat(c->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG || errno == ELOOP))
		return err_at(e, WEIR_ENOTFOUND, name, 0, 0, "is not in the cache");
	if (fd < 0)
		return err_at(e, WEIR_EIO, name, 0, 0, "cannot open: %s", strerror(errno));
	rc = read_file(fd, name, bytes, e);
	close(fd);
	return rc;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A walk through folders: the path of what is looked at, below the cache. */
struct walk {
	char path[CACHE_PATH];
	size_t n;
	unsigned depth;
	bool (*wanted)(const char *path);
	struct cache_list *to;
};

static int walk_folder(struct walk *w, int at, const char *name, struct err *e);

static int no_room(struct err *e, int rc)
{
	return err_set(e, rc, rc == WEIR_ELIMIT ? "more files than can be held" : "out of memory");
}

static int take_file(struct walk *w, struct err *e)
{
	char *copy;
	int rc;

	if (!w->wanted(w->path))
		return 0;
	copy = strdup(w->path);
	rc = copy ? vec_push(&w->to->paths, copy, CACHE_FILES) : WEIR_ENOMEM;
	if (rc)
		free(copy);
	return rc ? no_room(e, rc) : 0;
}

static unsigned type_of(int dir, const struct dirent *x)
{
	struct stat st;

	if (x->d_type != DT_UNKNOWN)
		return x->d_type;
	return fstatat(dir, x->d_name, &st, AT_SYMLINK_NOFOLLOW) ? DT_UNKNOWN : IFTODT(st.st_mode);
}

/*
 * What is neither file nor folder, and what begins with a dot, is none of ours; nor is ta/ where
 * all is asked for. Names come from strangers: one that leads too deep costs them their file only.
 */
static int take_entry(struct walk *w, int dir, const struct dirent *x, struct err *e)
{
	const unsigned type = type_of(dir, x);
	const size_t n = w->n, k = strlen(x->d_name);
	int rc = 0;

	if (x->d_name[0] == '.' || (!n && !strcmp(x->d_name, "ta")) || (type != DT_DIR && type != DT_REG) ||
	    n + k + 2 > sizeof w->path || (type == DT_DIR && w->depth == CACHE_DEPTH))
		return 0;
	w->n += (size_t)sprintf(w->path + n, "%s%s", n ? "/" : "", x->d_name);
	rc = type == DT_DIR ? walk_folder(w, dir, x->d_name, e) : take_file(w, e);
	w->path[w->n = n] = '\0';
	return rc;
}

static int walk_entries(struct walk *w, DIR *d, struct err *e)
{
	const struct dirent *x;
	int rc = 0;

	while (!rc && (errno = 0, x = readdir(d)))
		rc = take_entry(w, dirfd(d), x, e);
	return rc || !errno ? rc : err_at(e, WEIR_EIO, w->path, 0, 0, "cannot read: %s", strerror(errno));
}

static int walk_folder(struct walk *w, int at, const char *name, struct err *e)
{
	const int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	int rc;

	if (!d) {
		rc = errno == ENOMEM ? no_room(e, WEIR_ENOMEM)
				     : err_at(e, WEIR_EIO, w->path, 0, 0, "cannot open: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return rc;
	}
	w->depth++;
	rc = walk_entries(w, d, e);
	w->depth--;
	closedir(d);
	return rc;
}

int cache_list(const struct cache *c, const char *folder, bool (*wanted)(const char *path), struct cache_list *to,
	       struct err *e)
{
	struct walk w = {.wanted = wanted, .to = to};
	int rc;

	*to = (struct cache_list){.paths = {.n = 0}};
	w.n = (size_t)snprintf(w.path, sizeof w.path, "%s", folder);
	rc = walk_folder(&w, c->dir, *folder ? folder : ".", e);
	if (to->paths.n)
		qsort(to->paths.v, to->paths.n, sizeof *to->paths.v, by_name);
	return rc;
}

void cache_list_release(struct cache_list *l)
{
	for (size_t i = 0; i < l->paths.n; i++)
		free(l->paths.v[i]);
	vec_free(&l->paths);
}
