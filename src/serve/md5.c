#include "serve/md5.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/log.h"
#include "serve/secret.h"

/* RFC 3562 section 2 wants a key of 12 characters at least; 80 is all that Linux takes. */
enum { KEY_MAX = TCP_MD5SIG_MAXKEYLEN, KEY_SHORT = 12 };

struct md5_key {
	uint16_t n;
	uint8_t bytes[KEY_MAX + 2]; /* the end of the line too, and one more, which would be too much */
};

static bool is_key(const struct md5_key *k)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->bytes[i] <= ' ' || k->bytes[i] > '~')
			return false;
	return k->n && k->n <= KEY_MAX;
}

static int read_bytes(struct md5_key *k, int fd, const char *path, struct err *e)
{
	struct stat st;
	ssize_t n;
	int rc;

	if (fstat(fd, &st) || (n = read(fd, k->bytes, sizeof k->bytes)) < 0)
		return err_at(e, WEIR_EIO, path, 0, 0, "cannot be read: %s", strerror(errno));
	rc = secret_check(&st, path, e);
	if (rc)
		return rc;
	k->n = (uint16_t)(n && k->bytes[n - 1] == '\n' ? n - 1 : n);
	return is_key(k) ? 0
			 : err_at(e, WEIR_ESYNTAX, path, 0, 0,
				  "expected a line of 1 to %d printable characters without blanks, found something else",
				  KEY_MAX);
}

/* The caller wipes it. */
static int read_key(struct md5_key *k, const char *path, struct err *e)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return err_at(e, WEIR_EIO, path, 0, 0, "cannot be opened: %s", strerror(errno));
	rc = read_bytes(k, fd, path, e);
	close(fd);
	return rc;
}

/* A key for these addresses; one of no bytes takes it away. 0 or -1 with errno. */
static int set_one(int fd, const struct prefix *p, const struct md5_key *k)
{
	struct tcp_md5sig m = {.tcpm_flags = TCP_MD5SIG_FLAG_PREFIX, .tcpm_prefixlen = p->len, .tcpm_keylen = k->n};
	const struct endpoint at = {.host = *p};
	struct sockaddr_storage address;
	int rc;

	sockets_address(&at, &address);
	memcpy(&m.tcpm_addr, &address, sizeof address);
	memcpy(m.tcpm_key, k->bytes, k->n);
	rc = setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG_EXT, &m, sizeof m);
	explicit_bzero(&m, sizeof m);
	return rc;
}

static int failed(struct err *e, const char *path)
{
	if (errno == ENOPROTOOPT)
		return err_at(e, WEIR_EUNSUPPORTED, path, 0, 0, "this kernel has no TCP MD5 signatures (CONFIG_TCP_MD5SIG)");
	return err_at(e, WEIR_EIO, path, 0, 0, "the kernel does not take the key: %s", strerror(errno));
}

/* On a socket that is nobody's. */
static int try_key(const struct border_rtr *rtr, const struct md5_key *k, struct err *e)
{
	const unsigned family = rtr->listen.at.host.family;
	const int fd = socket(family == IPV4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc = fd < 0 || set_one(fd, &rtr->listen.at.host, k) ? failed(e, rtr->md5.text) : 0;

	if (fd >= 0)
		close(fd);
	if (!rc && k->n < KEY_SHORT)
		log_line(LOG_LEVEL_WARNING, "md5", "%s: the key has fewer than %d characters (RFC 3562)", rtr->md5.text,
			 KEY_SHORT);
	return rc;
}

int md5_check(const struct border_serve *b, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < b->rtr.n; i++) {
		const struct border_rtr *rtr = &b->rtr.v[i];
		struct md5_key k = {.n = 0};

		rc = rtr->md5.text ? read_key(&k, rtr->md5.text, e) : 0;
		if (!rc && rtr->md5.text)
			rc = try_key(rtr, &k, e);
		explicit_bzero(&k, sizeof k);
	}
	return rc;
}

/* All addresses of the listener's family. */
static int set_all(int fd, const struct border_rtr *rtr, const struct md5_key *k, struct err *e)
{
	for (size_t i = 0; i < rtr->allow.items.n; i++) {
		const struct prefix *p = &rtr->allow.items.v[i].prefix;

		if (p->family == rtr->listen.at.host.family && set_one(fd, p, k) && (k->n || errno != ENOENT))
			return failed(e, rtr->md5.text);
	}
	return 0;
}

static int set_listener(int fd, const struct border_rtr *rtr, struct err *e)
{
	struct md5_key k = {.n = 0};
	int rc = read_key(&k, rtr->md5.text, e);

	if (!rc)
		rc = set_all(fd, rtr, &k, e);
	explicit_bzero(&k, sizeof k);
	return rc;
}

static const struct border_rtr *find(const struct border_serve *b, const struct endpoint *at)
{
	for (size_t i = 0; b && i < b->rtr.n; i++)
		if (endpoint_equal(&b->rtr.v[i].listen.at, at))
			return &b->rtr.v[i];
	return NULL;
}

int md5_apply(const struct sockets *s, const struct border_serve *b, const struct border_serve *was,
	      struct err *e)
{
	static const struct md5_key none = {.n = 0};
	int rc = 0;

	for (size_t i = 0; !rc && i < b->rtr.n; i++) {
		const struct border_rtr *old = find(was, &b->rtr.v[i].listen.at);

		if (old && old->md5.text)
			rc = set_all(s->fd[i], old, &none, e);
		if (!rc && b->rtr.v[i].md5.text)
			rc = set_listener(s->fd[i], &b->rtr.v[i], e);
	}
	return rc;
}
