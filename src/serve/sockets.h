#ifndef WEIR_SERVE_SOCKETS_H
#define WEIR_SERVE_SOCKETS_H

#include <sys/socket.h>

#include "border/border.h"

enum { SOCKETS_MAX = BORDER_LISTENERS_MAX + 1 };

/* The sockets of a border: one for each rtr, then that of HTTP where it listens. */
struct sockets {
	struct endpoint at[SOCKETS_MAX];
	int fd[SOCKETS_MAX];
	size_t n;
};

/*
 * Open those of a border. One that `old` (NULL allowed) has too is taken over from there, so that no connection is
 * turned away meanwhile. 0 or WEIR_EIO; then what was opened is closed again, and `old` is as it was.
 */
int sockets_open(struct sockets *s, const struct border_serve *b, const struct sockets *old, struct err *e);

/* An address as sockets take it; its size. */
socklen_t sockets_address(const struct endpoint *at, struct sockaddr_storage *to);

/* Close what `now` (NULL allowed) does not have. */
void sockets_close(const struct sockets *s, const struct sockets *now);

#endif
