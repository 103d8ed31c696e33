#ifndef WEIR_SERVE_ROUTER_H
#define WEIR_SERVE_ROUTER_H

#include <sys/socket.h>

#include "serve/server.h"

enum { ROUTER_PEER = ENDPOINT_TEXT };

/* One connection of a router. */
struct router {
	struct router *next, **self; /* in server.routers */
	struct server *server;
	int fd;
	struct event *in, *out;
	struct rtr_session session;
	char peer[ROUTER_PEER];
};

/* Take a connection over; it is closed where there is no memory. */
void router_start(struct server *s, const struct border_rtr *rtr, int fd, const struct endpoint *peer);

/* Something changed: time, or what is served. The router may be gone after it. */
void router_tick(struct router *r);

/* Say that we go (rtr_session_end()). The router may be gone after it. */
void router_end(struct router *r, enum rtr_code why);

/* Close it, without a word. */
void router_close(struct router *r);

#endif
