#include "base/atomic_file.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MODE = 0644, RANDOM = 6 };

#define MARK ".weir-"

static void release(struct atomic_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	out_release(&f->out);
	free(f->path);
	free(f->tmp);
	*f = (struct atomic_file){.fd = -1};
}

int atomic_file_open(struct atomic_file *f, const char *path, struct err *e)
{
	*f = (struct atomic_file){.fd = -1};
	f->path = strdup(path);
	if (!f->path || asprintf(&f->tmp, "%s" MARK "XXXXXX", path) < 0) {
		f->tmp = NULL;
		release(f);
		return err_at(e, WEIR_ENOMEM, path, 0, 0, "out of memory");
	}
	f->fd = mkostemp(f->tmp, O_CLOEXEC);
	if (f->fd < 0) {
		int sys = errno;

		release(f);
		return err_at(e, WEIR_EIO, path, 0, 0, "cannot create: %s", strerror(sys));
	}
	flock(f->fd, LOCK_EX | LOCK_NB); /* where there are no locks, nothing is swept either */
	out_fd(&f->out, f->fd);
	return 0;
}

void atomic_file_abort(struct atomic_file *f)
{
	if (f->tmp)
		unlink(f->tmp);
	release(f);
}

/* The rename lasts only when the folder is on disk too. */
static int sync_folder(const char *path)
{
	char *copy = strdup(path);
	int fd = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	int rc = fd >= 0 ? fsync(fd) : -1;

	if (fd >= 0)
		close(fd);
	free(copy);
	return rc;
}

/* mkostemp() makes 0600; a router's puller reads as another user. */
static int settle(struct atomic_file *f, const char **what)
{
	*what = "write";
	if (out_finish(&f->out)) {
		errno = f->out.sys ? f->out.sys : ENOMEM;
		return -1;
	}
	*what = "chmod";
	if (fchmod(f->fd, MODE))
		return -1;
	*what = "sync";
	if (fsync(f->fd))
		return -1;
	*what = "rename";
	if (rename(f->tmp, f->path))
		return -1;
	free(f->tmp);
	f->tmp = NULL;
	*what = "sync the folder of";
	return sync_folder(f->path);
}

int atomic_file_commit(struct atomic_file *f, struct err *e)
{
	const char *what;
	int rc = 0;

	if (settle(f, &what))
		rc = err_at(e, WEIR_EIO, f->path, 0, 0, "cannot %s: %s", what, strerror(errno));
	atomic_file_abort(f);
	return rc;
}

static bool is_temporary(const char *name)
{
	size_t n = strlen(name), tail = strlen(MARK) + RANDOM;

	if (n <= tail || strncmp(name + n - tail, MARK, strlen(MARK)))
		return false;
	for (const char *s = name + n - RANDOM; *s; s++)
		if (!isalnum((unsigned char)*s))
			return false;
	return true;
}

/* Remove a file whose lock is free. */
static int sweep_file(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), rc = 0;
	struct stat st;

	if (fd < 0)
		return 0;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && !flock(fd, LOCK_EX | LOCK_NB) && unlinkat(folder, name, 0))
		rc = errno == ENOENT ? 0 : errno;
	close(fd);
	return rc;
}

int atomic_file_sweep(const char *folder, struct err *e)
{
	DIR *d = opendir(folder);
	int sys = 0;

	if (!d && errno != ENOENT && errno != ENOTDIR)
		return err_at(e, WEIR_EIO, folder, 0, 0, "cannot read the folder: %s", strerror(errno));
	for (struct dirent *entry; d && !sys && (entry = readdir(d));)
		if (is_temporary(entry->d_name))
			sys = sweep_file(dirfd(d), entry->d_name);
	if (d)
		closedir(d);
	return sys ? err_at(e, WEIR_EIO, folder, 0, 0, "cannot remove what a run left that died: %s", strerror(sys)) : 0;
}
