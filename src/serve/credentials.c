#include "serve/credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <time.h>
#include <unistd.h>

#include "confine/process.h"
#include "serve/log.h"
#include "serve/parse.h"
#include "serve/secret.h"

enum { CERTIFICATE, KEY, CLIENTS };
enum { LARGEST = 1 << 20, SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE };

static const struct border_text *text_of(const struct border_tls *t, unsigned kind)
{
	return kind == CERTIFICATE ? &t->certificate : kind == KEY ? &t->key : &t->clients;
}

static int failed(struct err *e, const char *path, const char *what)
{
	return err_at(e, WEIR_EIO, path, 0, 0, "cannot be %s: %s", what, strerror(errno));
}

/* The kernel copies: no byte of it is ever in this process. */
static int copy(const struct credential *c, int from, const char *path, struct err *e)
{
	off_t at = 0;
	ssize_t n;

	do
		n = sendfile(c->fd, from, &at, LARGEST);
	while (n > 0 && at <= LARGEST);
	if (n < 0)
		return failed(e, path, "read");
	if (at > LARGEST)
		return err_at(e, WEIR_ELIMIT, path, 0, 0, "expected a megabyte at most");
	return fcntl(c->fd, F_ADD_SEALS, SEALS) ? failed(e, path, "sealed") : 0;
}

static int check_mode(const struct stat *st, const char *path, unsigned kind, struct err *e)
{
	if (!S_ISREG(st->st_mode))
		return err_at(e, WEIR_EIO, path, 0, 0, "expected a regular file");
	return kind == KEY ? secret_check(st, path, e) : 0;
}

static int open_one(struct credential *c, const char *path, unsigned kind, struct err *e)
{
	const int from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int rc;

	if (from < 0)
		return failed(e, path, "opened");
	rc = fstat(from, &c->from) ? failed(e, path, "read") : check_mode(&c->from, path, kind, e);
	if (!rc) {
		c->fd = memfd_create("weir-credential", MFD_CLOEXEC | MFD_ALLOW_SEALING);
		rc = c->fd < 0 ? failed(e, path, "copied") : copy(c, from, path, e);
	}
	close(from);
	return rc;
}

int credentials_open(struct credentials *c, const struct border_serve *b, struct err *e)
{
	int rc = 0;

	c->n = b->rtr.n + 1;
	for (size_t i = 0; i < c->n; i++)
		for (unsigned k = 0; k < CREDENTIAL_KINDS; k++)
			c->of[i][k].fd = -1;
	for (size_t i = 0; i < c->n; i++)
		for (unsigned k = 0; !rc && k < CREDENTIAL_KINDS; k++) {
			const char *path = text_of(&border_listener(b, i)->tls, k)->text;

			if (path)
				rc = open_one(&c->of[i][k], path, k, e);
		}
	return rc;
}

void credentials_close(struct credentials *c)
{
	for (size_t i = 0; i < c->n; i++)
		for (unsigned k = 0; k < CREDENTIAL_KINDS; k++)
			if (c->of[i][k].fd >= 0)
				close(c->of[i][k].fd);
	c->n = 0;
}

static bool credential_equal(const struct credential *a, const struct credential *b)
{
	if (a->fd < 0 || b->fd < 0)
		return a->fd < 0 && b->fd < 0;
	return a->from.st_dev == b->from.st_dev && a->from.st_ino == b->from.st_ino &&
	       a->from.st_size == b->from.st_size &&
	       !memcmp(&a->from.st_mtim, &b->from.st_mtim, sizeof a->from.st_mtim) &&
	       !memcmp(&a->from.st_ctim, &b->from.st_ctim, sizeof a->from.st_ctim);
}

bool credentials_equal(const struct credentials *a, const struct credentials *b)
{
	bool equal = a->n == b->n;

	for (size_t i = 0; equal && i < a->n; i++)
		for (unsigned k = 0; k < CREDENTIAL_KINDS; k++)
			equal &= credential_equal(&a->of[i][k], &b->of[i][k]);
	return equal;
}

size_t credentials_fds(const struct credentials *c, int to[CREDENTIALS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		for (unsigned k = 0; k < CREDENTIAL_KINDS; k++)
			if (c->of[i][k].fd >= 0)
				to[n++] = c->of[i][k].fd;
	return n;
}

int credentials_context(struct tls_context **to, const struct credentials *c, const struct border_serve *b,
		     size_t listener, struct err *e)
{
	const struct credential *of = c->of[listener];
	const struct border_tls *t = &border_listener(b, listener)->tls;
	const struct tls_files files = {.certificate = {t->certificate.text, of[CERTIFICATE].fd},
					.key = {t->key.text, of[KEY].fd},
					.authorities = {t->clients.text, of[CLIENTS].fd}};

	*to = NULL;
	return t->certificate.text ? tls_server(to, &files, e) : 0;
}

/* The trial. */

struct trial {
	const struct credentials *credentials;
	const struct border *border;
};

static bool is_below(const char *path, const char *folder)
{
	const size_t n = strlen(folder);

	return !strcmp(folder, "/") || (!strncmp(path, folder, n) && path[n] == '/');
}

/* The parser has the rights that this process has now, but for what lies outside the folders of its sources. */
static int check_reach(const char *key, const struct border *b, struct err *e)
{
	struct parse_folders folders = {.items = {.n = 0}};
	char *real = access(key, R_OK) ? NULL : realpath(key, NULL);
	int rc = parse_folders_make(&folders, b);

	if (rc)
		err_set(e, rc, "out of memory");
	for (size_t i = 0; real && !rc && i < folders.items.n; i++) {
		char *folder = realpath(folders.items.v[i], NULL);

		if (folder && is_below(real, folder))
			rc = err_at(e, WEIR_ESYNTAX, key, 0, 0, "expected a key outside '%.100s', which the parser reads",
				    folders.items.v[i]);
		free(folder);
	}
	parse_folders_release(&folders);
	free(real);
	return rc;
}

static int check_facts(const struct tls_context *c, const char *path, struct err *e)
{
	struct tls_facts facts;
	char day[32] = "";
	struct tm tm;
	time_t now = time(NULL), at;

	if (!tls_context_facts(c, &facts))
		return 0;
	at = facts.until < now ? facts.until : facts.from;
	if (gmtime_r(&at, &tm))
		strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (facts.until < now || facts.from > now)
		return err_at(e, WEIR_ESYNTAX, path, 0, 0, "expected a certificate that is valid, found one that %s %s",
			      facts.until < now ? "expired" : "will be from", day);
	if (!facts.dns_name)
		log_line(LOG_LEVEL_WARNING, "tls", "%s: names no host (dNSName), which routers look for", path);
	return 0;
}

static int try_one(const struct trial *t, size_t listener, struct err *e)
{
	const struct border_tls *files = &border_listener(&t->border->serve, listener)->tls;
	struct tls_context *c;
	int rc = credentials_context(&c, t->credentials, &t->border->serve, listener, e);

	if (!rc && c)
		rc = check_facts(c, files->certificate.text, e);
	if (!rc && c)
		rc = check_reach(files->key.text, t->border, e);
	tls_context_free(c);
	return rc;
}

static int run_trial(const void *context)
{
	const struct trial *t = context;
	struct err e;
	int rc = 0;

	for (size_t i = 0; !rc && i < t->credentials->n; i++)
		rc = try_one(t, i, &e);
	if (rc)
		log_err("tls", &e);
	return rc ? 1 : 0;
}

bool credentials_are_good(const struct credentials *c, const struct border *b, const struct privileges *who)
{
	int fds[CREDENTIALS_MAX], status;
	const struct trial t = {c, b};
	const struct process p = {.name = "weir-tls", .who = who, .fds = fds, .nfds = credentials_fds(c, fds),
				  .run = run_trial, .context = &t, .failed = log_err};

	if (!p.nfds)
		return true;
	if (!process_run(&p, &status))
		return !status;
	log_line(LOG_LEVEL_ERROR, "tls", "the files cannot be tried: %s", strerror(errno));
	return false;
}
