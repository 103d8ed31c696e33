#include "serve/sockets.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

socklen_t sockets_address(const struct endpoint *at, struct sockaddr_storage *to)
{
	struct sockaddr_in *v4 = (void *)to;
	struct sockaddr_in6 *v6 = (void *)to;
	u128 addr = prefix_first(&at->host);

	memset(to, 0, sizeof *to);
	if (at->host.family == IPV4) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(at->port);
		v4->sin_addr.s_addr = htonl(prefix_ipv4_addr(&at->host));
		return sizeof *v4;
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(at->port);
	for (unsigned i = 0; i < 16; i++)
		v6->sin6_addr.s6_addr[i] = (uint8_t)(addr >> (120 - 8 * i));
	return sizeof *v6;
}

/* [::] is IPv6 alone, so that it can stand beside 0.0.0.0. */
static int open_one(const struct endpoint *at, struct err *e)
{
	struct sockaddr_storage address;
	const socklen_t n = sockets_address(at, &address);
	const int on = 1, fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	char text[ENDPOINT_TEXT];

	if (fd >= 0 && !setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) &&
	    (address.ss_family == AF_INET || !setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on)) &&
	    !bind(fd, (struct sockaddr *)&address, n) && !listen(fd, BACKLOG))
		return fd;
	err_set(e, WEIR_EIO, "cannot listen at %s: %s", endpoint_text(at, text), strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static int find(const struct sockets *s, const struct endpoint *at)
{
	for (size_t i = 0; s && i < s->n; i++)
		if (endpoint_equal(&s->at[i], at))
			return s->fd[i];
	return -1;
}

static int add(struct sockets *s, const struct endpoint *at, const struct sockets *old, struct err *e)
{
	int fd = find(old, at);

	if (fd < 0)
		fd = open_one(at, e);
	if (fd < 0)
		return WEIR_EIO;
	s->at[s->n] = *at;
	s->fd[s->n++] = fd;
	return 0;
}

int sockets_open(struct sockets *s, const struct border_serve *b, const struct sockets *old, struct err *e)
{
	int rc = 0;

	s->n = 0;
	for (size_t i = 0; !rc && i < b->rtr.n; i++)
		rc = add(s, &b->rtr.v[i].listen.at, old, e);
	if (!rc && b->http.at.port)
		rc = add(s, &b->http.at, old, e);
	if (rc)
		sockets_close(s, old);
	return rc;
}

void sockets_close(const struct sockets *s, const struct sockets *now)
{
	for (size_t i = 0; i < s->n; i++)
		if (find(now, &s->at[i]) < 0)
			close(s->fd[i]);
}
