#include "serve/premises.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "fetch/folders.h"
#include "serve/log.h"
#include "serve/md5.h"

/*
 * How this works: the next premises are made beside those in force, from what can fail without harm (users,
 * folders, a trial of the files of TLS, a look at the keys) to sockets, which those in force lend. Keys come last,
 * for the kernel changes them in place.
 */
static int find_user(struct premises *p, const struct border_serve *b, struct err *e)
{
	int rc = privileges_find(&p->who, "user", b->user.text, e);

	if (!rc && p->who.drop && !b->user.text)
		log_line(LOG_LEVEL_WARNING, "user", "started as root, and serve has no 'user': its processes stay root's, "
						    "without a capability");
	return rc;
}

static int make_state_folder(const struct premises *p, const struct border_serve *b, struct err *e)
{
	const char *path = b->state.text;
	int rc = folder_make(path, 0750, e);

	if (!rc && p->who.drop && chown(path, p->who.uid, p->who.gid))
		rc = err_at(e, WEIR_EIO, path, 0, 0, "cannot be given to the user: %s", strerror(errno));
	return rc;
}

/* The relying party's user and folders, where there is one. */
static int prepare_fetch(struct premises *p, const struct border *b, struct err *e)
{
	int rc = b->client.given ? fetch_user(&p->fetch_who, b, e) : 0;

	return rc || !b->client.given ? rc : fetch_folders_make(b, &p->fetch_who, e);
}

/* The user and the folder of what is fetched by HTTPS, where anything is. */
static int prepare_web(struct premises *p, const struct border *b, struct err *e)
{
	int rc = border_fetches(b) ? fetch_web_user(&p->web_who, b, e) : 0;

	return rc || !border_fetches(b) ? rc : fetch_web_folder_make(b, &p->web_who, e);
}

/* What can fail before anything changes; of the server's too where `server`. */
static int prepare(struct premises *next, const struct border *b, bool server, struct err *e)
{
	int rc = server ? find_user(next, &b->serve, e) : 0;

	if (!rc && server)
		rc = make_state_folder(next, &b->serve, e);
	if (!rc)
		rc = prepare_fetch(next, b, e);
	if (!rc)
		rc = prepare_web(next, b, e);
	if (!rc && server && !credentials_are_good(&next->credentials, b, &next->who))
		rc = err_set(e, WEIR_EIO, "the files of 'tls' cannot be used");
	return rc ? rc : md5_check(&b->serve, e);
}

int premises_open(struct premises *p, const struct border *b, struct err *e)
{
	int rc = credentials_open(&p->credentials, &b->serve, e);

	if (!rc)
		rc = prepare(p, b, true, e);
	if (!rc)
		rc = sockets_open(&p->sockets, &b->serve, NULL, e);
	return rc ? rc : md5_apply(&p->sockets, &b->serve, NULL, e);
}

/* New keys for new connections. Where that fails on the way, the old ones are given back as far as that goes. */
static int change_keys(const struct premises *p, const struct sockets *to, const struct border_serve *old,
		       const struct border_serve *next, struct err *e)
{
	struct err unsaid;
	int rc = md5_apply(to, next, old, e);

	if (rc)
		md5_apply(&p->sockets, old, next, &unsaid);
	return rc;
}

/* The server goes on: nothing of its own is another but keys. */
static int stay(struct premises *p, const struct border *old, const struct border *b, struct err *e)
{
	struct premises next = *p;
	int rc = prepare(&next, b, false, e);

	if (!rc)
		rc = change_keys(p, &p->sockets, &old->serve, &b->serve, e);
	if (!rc)
		*p = next;
	return rc;
}

/* Into `next`, which has its credentials only. */
static int move(struct premises *p, struct premises *next, const struct border *old, const struct border *b,
		struct err *e)
{
	int rc = prepare(next, b, true, e);

	if (!rc)
		rc = sockets_open(&next->sockets, &b->serve, &p->sockets, e);
	if (rc)
		return rc;
	rc = change_keys(p, &next->sockets, &old->serve, &b->serve, e);
	if (rc) {
		sockets_close(&next->sockets, &p->sockets);
		return rc;
	}
	sockets_close(&p->sockets, &next->sockets);
	credentials_close(&p->credentials);
	*p = *next;
	return 0;
}

int premises_change(struct premises *p, const struct border *old, const struct border *next, bool *moved,
		    struct err *e)
{
	struct premises other = {.who = {.drop = false}};
	int rc = credentials_open(&other.credentials, &next->serve, e);

	*moved = false;
	if (!rc && border_serve_equal(&old->serve, &next->serve) &&
	    credentials_equal(&p->credentials, &other.credentials)) {
		rc = stay(p, old, next, e);
	} else if (!rc) {
		rc = move(p, &other, old, next, e);
		*moved = !rc;
	}
	if (!*moved)
		credentials_close(&other.credentials);
	return rc;
}

void premises_close(struct premises *p)
{
	sockets_close(&p->sockets, NULL);
	credentials_close(&p->credentials);
}
