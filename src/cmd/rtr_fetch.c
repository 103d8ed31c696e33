#include "cmd/rtr_fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "tls/line.h"

/* One connection, and until when all of it must be done. */
struct call {
	struct rtr_client *c;
	const char *where;
	struct err *e;
	const struct rtr_asking *how;
	struct line line;
	uint64_t end; /* clock_ms() */
	uint8_t buf[65536];
};

enum { HOST = 256, HUNG_UP = 1 };

/* The host, without the brackets of an address, and the port, which lies in `where`. */
static bool split(const char *where, char host[HOST], const char **port)
{
	const char *colon = strrchr(where, ':'), *from = where;
	size_t n = colon ? (size_t)(colon - where) : 0;

	if (!n || n >= HOST || !colon[1] || strspn(colon + 1, "0123456789") != strlen(colon + 1))
		return false;
	if (*from == '[' && from[n - 1] == ']') {
		from++;
		n -= 2;
	} else if (memchr(from, ':', n) || memchr(from, '/', n)) {
		return false;
	}
	memcpy(host, from, n);
	host[n] = '\0';
	*port = colon + 1;
	return n > 0;
}

bool rtr_is_cache(const char *operand)
{
	char host[HOST];
	const char *port;

	return split(operand, host, &port) && access(operand, F_OK);
}

static int fail(const struct call *l, int code, const char *what, const char *why)
{
	return err_at(l->e, code, l->where, 0, 0, "%s: %s", what, why);
}

/* Until the descriptor is ready; 0 or WEIR_EIO. */
static int wait_for(const struct call *l, short events)
{
	struct pollfd p = {.fd = l->line.fd, .events = events};
	int64_t left;
	int n;

	do {
		left = (int64_t)(l->end - clock_ms());
		if (left <= 0)
			return fail(l, WEIR_EIO, "cannot fetch", "not all came in time");
		n = poll(&p, 1, left > 60000 ? 60000 : (int)left);
	} while (!n || (n < 0 && errno == EINTR));
	return n < 0 ? fail(l, WEIR_EIO, "cannot wait", strerror(errno)) : 0;
}

static int connect_to(struct call *l, const struct addrinfo *a)
{
	const int fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol);
	socklen_t size = sizeof errno;
	int problem = 0, rc;

	if (fd < 0)
		return fail(l, WEIR_EIO, "cannot connect", strerror(errno));
	line_plain(&l->line, fd);
	if (!connect(fd, a->ai_addr, a->ai_addrlen))
		return 0;
	if (errno != EINPROGRESS)
		return fail(l, WEIR_EIO, "cannot connect", strerror(errno));
	rc = wait_for(l, POLLOUT);
	if (!rc && (getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size) || problem))
		rc = fail(l, WEIR_EIO, "cannot connect", strerror(problem));
	return rc;
}

static void hang_up(struct call *l)
{
	if (l->line.fd >= 0)
		line_close(&l->line);
}

/* TLS over the connection, with a server whose certificate has the name that was dialled, or was given. */
static int secure(struct call *l, const char *host)
{
	int rc;

	if (line_connect(&l->line, l->line.fd, l->how->tls, l->how->name ? l->how->name : host))
		return fail(l, WEIR_ENOMEM, "cannot connect", "out of memory");
	while ((rc = line_handshake(&l->line)) == LINE_AGAIN)
		if ((rc = wait_for(l, line_is_flushed(&l->line) ? POLLIN : POLLOUT)))
			return rc;
	return rc ? fail(l, WEIR_EIO, "cannot speak TLS", l->line.why[0] ? l->line.why : "the cache hung up") : 0;
}

/* To the first address that answers. */
static int dial(struct call *l)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *all;
	char host[HOST];
	const char *port;
	int rc;

	if (!split(l->where, host, &port))
		return err_at(l->e, WEIR_ESYNTAX, l->where, 0, 0, "expected HOST:PORT");
	rc = getaddrinfo(host, port, &hints, &all);
	if (rc)
		return fail(l, WEIR_ENOTFOUND, "cannot find the host", gai_strerror(rc));
	rc = WEIR_EIO;
	for (const struct addrinfo *a = all; a && rc; a = a->ai_next) {
		hang_up(l);
		rc = connect_to(l, a);
	}
	freeaddrinfo(all);
	return rc || !l->how->tls ? rc : secure(l, host);
}

static bool is_done(const struct rtr_client *c)
{
	return c->state == RTR_SYNCED || c->state == RTR_WITHOUT_DATA || c->state == RTR_FAILED;
}

/* TLS tells why it ended; whose cache just hangs up is asked again. */
static int is_gone(const struct call *l)
{
	return l->line.why[0] ? fail(l, WEIR_EIO, "TLS ended", l->line.why) : HUNG_UP;
}

static int send_some(struct call *l)
{
	const struct iovec all = {.iov_base = l->c->out.v, .iov_len = l->c->out.n};
	const ssize_t n = line_write(&l->line, &all, 1);

	if (n > 0)
		rtr_client_sent(l->c, (size_t)n);
	return n == LINE_GONE ? is_gone(l) : 0;
}

static int read_some(struct call *l)
{
	const ssize_t n = line_read(&l->line, l->buf, sizeof l->buf);
	int rc;

	if (n == LINE_AGAIN)
		return 0;
	if (n <= 0)
		return is_gone(l);
	rc = rtr_client_receive(l->c, l->buf, (size_t)n);
	return rc ? fail(l, rc, "cannot take what comes", rc == WEIR_ENOMEM ? "out of memory" : "too much") : 0;
}

/* Until there is something to do. */
static int wait_for_both(const struct call *l)
{
	if (line_holds_input(&l->line))
		return 0;
	return wait_for(l, l->c->out.n || !line_is_flushed(&l->line) ? POLLIN | POLLOUT : POLLIN);
}

/* One connection, until it is done or the other side hangs up. */
static int talk(struct call *l)
{
	struct rtr_client *c = l->c;
	int rc = dial(l);

	while (!rc && !is_done(c)) {
		rc = wait_for_both(l);
		if (!rc && c->out.n)
			rc = send_some(l);
		if (!rc || rc == HUNG_UP)
			rc = read_some(l);
	}
	if (!rc && c->out.n)
		send_some(l); /* what is wrong with it, if it still listens */
	hang_up(l);
	return rc;
}

/* What went wrong in the protocol's own words. */
static int protocol_error(const struct call *l)
{
	const struct rtr_client *c = l->c;

	return err_at(l->e, WEIR_ESYNTAX, l->where, 0, 0, "%s error %u (%s)%s%s",
		      c->heard ? "the cache reports" : "found", c->code, rtr_code_text(c->code),
		      c->said[0] ? ": " : "", c->said);
}

int rtr_fetch(struct rtr_client *c, const char *where, const struct rtr_asking *how, struct err *e)
{
	struct call l = {.c = c, .where = where, .e = e, .how = how, .line = {.fd = -1}};
	unsigned version = how->version;
	int rc;

	l.end = clock_ms() + (uint64_t)how->timeout * 1000;
	for (;;) {
		rc = rtr_client_start(c, version);
		if (!rc)
			rc = talk(&l);
		if (rc != HUNG_UP || c->open || !version)
			break;
		version = c->version < version ? c->version : version - 1;
	}
	if (rc == HUNG_UP)
		return fail(&l, WEIR_EIO, "cannot fetch", "the cache hung up before all was there");
	return rc || c->state != RTR_FAILED ? rc : protocol_error(&l);
}
