#include "deliver/deliver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"

enum { CHUNK = 1 << 16 };

static char *join(const char *folder, const char *name, struct err *e)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, name) >= 0)
		return path;
	err_set(e, WEIR_ENOMEM, "out of memory");
	return NULL;
}

/* Whether a file holds exactly these bytes. */
static bool holds(const char *path, const char *bytes, size_t n)
{
	char chunk[CHUNK];
	size_t at = 0;
	ssize_t got = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	while ((got = read(fd, chunk, sizeof chunk)) > 0) {
		if ((size_t)got > n - at || memcmp(bytes + at, chunk, (size_t)got))
			break;
		at += (size_t)got;
	}
	close(fd);
	return got == 0 && at == n;
}

size_t deliver_size(const char *folder, const char *name)
{
	struct err e;
	char *path = join(folder, name, &e);
	struct stat st;
	size_t size = path && !stat(path, &st) && S_ISREG(st.st_mode) ? (size_t)st.st_size : 0;

	free(path);
	return size;
}

bool deliver_holds(const char *folder, const char *name, const struct out *content)
{
	struct err e;
	char *path = join(folder, name, &e);
	bool same = path && holds(path, content->s, content->n);

	free(path);
	return same;
}

static int read_all(int fd, struct out *to)
{
	char chunk[CHUNK];
	ssize_t got;

	while ((got = read(fd, chunk, sizeof chunk)) > 0)
		out_write(to, chunk, (size_t)got);
	return got < 0 ? -1 : 0;
}

int deliver_fetch(const char *folder, const char *name, struct out *to, bool *exists, struct err *e)
{
	char *path = join(folder, name, e);
	int fd, rc = 0;

	if (!path)
		return WEIR_ENOMEM;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	*exists = fd >= 0;
	if (fd < 0 && errno != ENOENT && errno != ENOTDIR)
		rc = err_at(e, WEIR_EIO, path, 0, 0, "cannot open: %s", strerror(errno));
	else if (fd >= 0 && read_all(fd, to))
		rc = err_at(e, WEIR_EIO, path, 0, 0, "cannot read: %s", strerror(errno));
	else if (to->status)
		rc = err_at(e, to->status, path, 0, 0, "the file is larger than memory allows");
	if (fd >= 0)
		close(fd);
	free(path);
	return rc;
}

static int write_file(const char *path, const struct out *content, struct err *e)
{
	struct atomic_file f;
	int rc = atomic_file_open(&f, path, e);

	if (rc)
		return rc;
	out_write(&f.out, content->s, content->n);
	return atomic_file_commit(&f, e);
}

int deliver_file(const char *folder, const char *name, const struct out *content, struct err *e)
{
	char *path;
	int rc = 0;

	if (content->status)
		return err_set(e, content->status, "'%s' is larger than memory allows", name);
	path = join(folder, name, e);
	if (!path)
		return WEIR_ENOMEM;
	if (!holds(path, content->s, content->n))
		rc = write_file(path, content, e);
	free(path);
	return rc;
}

int deliver_remove(const char *folder, const char *name, struct err *e)
{
	char *path = join(folder, name, e);
	int rc = 0;

	if (!path)
		return WEIR_ENOMEM;
	if (unlink(path) && errno != ENOENT && errno != ENOTDIR)
		rc = err_at(e, WEIR_EIO, path, 0, 0, "cannot remove: %s", strerror(errno));
	free(path);
	return rc;
}
