#include "fetch/folders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder.h"
#define DEBIAN_USER "_rpki-client"

static char *join(const char *folder, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

int fetch_folders_find(struct fetch_folders *f, const struct border *b)
{
	const char *state = b->serve.state.text;

	*f = (struct fetch_folders){
		.top = join(state, "rpki"),
		.good = join(state, "rpki/rpki-client.json"),
		.seen = join(state, "rpki/seen"),
		.lock = join(state, "rpki/lock"),
		.work = join(state, "rpki/work"),
		.cache = join(state, "rpki/work/cache"),
		.out = join(state, "rpki/work/out"),
		.json = join(state, "rpki/work/out/json"),
	};
	return f->top && f->good && f->seen && f->lock && f->work && f->cache && f->out && f->json ? 0 : WEIR_ENOMEM;
}

void fetch_folders_release(struct fetch_folders *f)
{
	free(f->top);
	free(f->good);
	free(f->seen);
	free(f->lock);
	free(f->work);
	free(f->cache);
	free(f->out);
	free(f->json);
}

int fetch_user(struct privileges *who, const struct border *b, struct err *e)
{
	const char *user = b->serve.fetch_user.text;
	const int rc = privileges_find(who, "fetch-user", user ? user : DEBIAN_USER, e);

	if (rc && !user)
		return err_set(e, rc, "expected the user " DEBIAN_USER " of Debian's package rpki-client, or a key "
				      "'fetch-user' of serve, found none");
	return rc;
}

/*
 * A folder in another one, which may belong to somebody less trusted than this process: never through a link. Its
 * descriptor, or -1 with errno.
 */
static int make_folder(int at, const char *name, mode_t mode, const struct privileges *who)
{
	int fd;

	if (mkdirat(at, name, mode) && errno != EEXIST)
		return -1;
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && who->drop && fchown(fd, who->uid, who->gid)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* The state itself belongs to the daemon's user, if there is one; others pass through. */
static int open_state(const char *path)
{
	struct err unsaid;
	struct stat st;
	int fd;

	if (folder_make(path, 0751, &unsaid))
		return -1;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && !fstat(fd, &st) && !(st.st_mode & 0001))
		fchmod(fd, (st.st_mode & 07777) | 0011); /* who may not do this passes as its owner */
	return fd;
}

static int make_all(const char *state, const struct privileges *who)
{
	const int at = open_state(state), top = at < 0 ? -1 : make_folder(at, "rpki", 0755, who);
	const int work = top < 0 ? -1 : make_folder(top, "work", 0755, who);
	const int cache = work < 0 ? -1 : make_folder(work, "cache", 0755, who);
	const int out = cache < 0 ? -1 : make_folder(work, "out", 0755, who);
	const int all[] = {at, top, work, cache, out}, why = errno;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i] >= 0)
			close(all[i]);
	errno = why;
	return out < 0 ? -1 : 0;
}

int fetch_folders_make(const struct border *b, const struct privileges *who, struct err *e)
{
	if (make_all(b->serve.state.text, who))
		return err_at(e, WEIR_EIO, b->serve.state.text, 0, 0, "cannot make the folders of rpki-client in it: %s",
			      strerror(errno));
	return 0;
}

int fetch_web_user(struct privileges *who, const struct border *b, struct err *e)
{
	const bool own = b->serve.fetch_user.text;

	return privileges_find(who, own ? "fetch-user" : "user", own ? b->serve.fetch_user.text : b->serve.user.text, e);
}

int fetch_web_folder_make(const struct border *b, const struct privileges *who, struct err *e)
{
	const int at = open_state(b->serve.state.text), fd = at < 0 ? -1 : make_folder(at, FETCHED_FOLDER, 0755, who);
	const int why = errno;

	if (at >= 0)
		close(at);
	if (fd >= 0)
		close(fd);
	return fd >= 0 ? 0 : err_at(e, WEIR_EIO, b->serve.state.text, 0, 0, "cannot make the folder '" FETCHED_FOLDER
				    "' in it: %s", strerror(why));
}

int fetch_accept(const struct border *b, bool accept, struct err *e)
{
	char *path = join(b->serve.state.text, "accept");
	int fd, rc = 0;

	if (!path)
		return err_set(e, WEIR_ENOMEM, "out of memory");
	if (accept) {
		fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
		if (fd < 0)
			rc = err_at(e, WEIR_EIO, path, 0, 0, "cannot be made: %s", strerror(errno));
		else
			close(fd);
	} else {
		unlink(path);
	}
	free(path);
	return rc;
}
