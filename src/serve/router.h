#ifndef WEIR_SERVE_ROUTER_H
#define WEIR_SERVE_ROUTER_H

#include "serve/server.h"
#include "tls/line.h"

enum {
	ROUTER_PEER = ENDPOINT_TEXT,
	ROUTER_HANDSHAKE_MS = 10 * 1000, /* what the handshake of TLS may take */
	ROUTER_TURN = 1 << 20,		 /* bytes that one router is sent before the next one's turn */
	ROUTER_LINGER_MS = 5 * 1000,	 /* after our last words, what a router may take to hang up, */
	ROUTER_LINGER_BYTES = 1 << 20	 /* and how much it may send until then */
};

/* One connection of a router. */
struct router {
	struct router *next, **self; /* in server.routers */
	struct server *server;
	struct line line;
	struct event *in, *out;
	struct rtr_session session;
	uint64_t left;	  /* ms, when our last words had gone; 0: they have not */
	size_t discarded; /* bytes since then */
	char peer[ROUTER_PEER];
};

/* Take a connection over; it is closed where there is no memory. */
void router_start(const struct listener *l, int fd, const struct endpoint *peer);

/*
 * Where there are SERVER_ROUTERS, close the one that has asked nothing for longest, if there is one: who
 * connects and says nothing keeps nobody out. O(routers).
 */
void router_make_room(struct server *s);

/* Something changed: time, or what is served. The router may be gone after it. */
void router_tick(struct router *r);

/* Say that we go (rtr_session_end()). The router may be gone after it. */
void router_end(struct router *r, enum rtr_code why);

/* Close it, without a word. */
void router_close(struct router *r);

#endif
