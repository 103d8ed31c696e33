#ifndef WEIR_SERVE_SERVER_H
#define WEIR_SERVE_SERVER_H

#include <event2/event.h>

#include "fetch/report.h"
#include "serve/credentials.h"
#include "serve/stock.h"
#include "serve/tasks.h"

/*
 * The process that routers and monitors talk to. It has the sockets that the supervisor opened, one
 * loop, and the stock; every router has a session (rtr/session.h) that shares the stock's buffers, so that
 * a router that does not read costs a queue of pointers, and nobody waits for it.
 */
enum {
	SERVER_ROUTERS = 4096, /* connections at a time */
	SERVER_TICK_MS = 1000,
	SERVER_LEAVE_MS = 5000 /* for last words, when it ends */
};

/* What the supervisor and the server tell each other: one byte each, some with a file. */
enum server_word {
	SERVER_RECORDS = 'R', /* to the server: what the parser made */
	SERVER_FETCHED = 'F', /* to the server, with a file: how a run of the relying party went (fetch/report.h) */
	SERVER_TASKS = 'T',   /* to the server: how the runs of tasks went (tasks.h) */
	SERVER_RESTART = 'E', /* to the server: end; another one follows soon */
	SERVER_ALIVE = 'A',   /* from the server: the loop runs; about every second */
	SERVER_SERVES = 'S'   /* from the server: there are data, and they are served */
};

/* A socket that listens, opened before the privileges went. */
struct listener {
	struct server *server;
	const struct border_listen *at;
	const struct border_rtr *rtr; /* NULL: for HTTP */
	struct tls_context *tls;      /* NULL: it does not speak TLS */
	int fd;
	struct event *event;
	uint64_t refused; /* by `allow`, or as one too many */
};

/* Sums over all sessions that ended. */
struct server_counts {
	uint64_t accepted, errors_sent, errors_heard, stalled, silent;
	uint64_t no_handshake; /* of TLS */
	uint64_t turned_out;   /* to make room, before they asked anything */
	struct rtr_counts sessions;
};

/* What the relying party did, as far as this process was told. */
struct server_fetch {
	struct fetch_report last; /* started: 0 where it was told nothing */
	uint64_t runs[FETCH_RESULTS];
};

struct router;
struct http_client;

/* Who talks HTTP (http.h). */
struct http {
	struct http_client *clients; /* a list, the youngest first */
	size_t nclients;
	uint64_t turned_out; /* before they had all of the answer */
};

struct server {
	const struct border_serve *border;
	struct event_base *base;
	struct http http;
	struct listener *listeners;
	size_t nlisteners;
	struct router *routers; /* a list */
	size_t nrouters;
	struct stock stock;
	struct tasks tasks;
	struct server_counts counts;
	struct server_fetch fetch;
	struct event *control_event, *tick_event;
	int control;
	uint64_t ends; /* ms; 0: it does not */
};

/* Whether the loop minds an event from now on. */
static inline void server_want(struct event *e, bool wanted)
{
	if (wanted)
		event_add(e, NULL);
	else
		event_del(e);
}

/*
 * The next connection of a listener, -1 where there is none. Where no descriptor is left it waits until the next
 * tick, or the loop would ask for it again and again.
 */
struct sockaddr_storage;
int server_accept(struct listener *l, struct sockaddr_storage *from);

/*
 * Run until told to end, or until the supervisor is gone; the return value is the process' exit status. It
 * enters its sandbox before a router's first byte is read.
 */
struct server_start {
	const struct border_serve *border;
	const int *fds; /* the sockets: one for each of border->rtr, and one for HTTP where it listens */
	size_t nfds;
	int control;
	const struct credentials *credentials;
};

int server_run(const struct server_start *start);

#endif
