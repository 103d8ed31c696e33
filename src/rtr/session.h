#ifndef WEIR_RTR_SESSION_H
#define WEIR_RTR_SESSION_H

#include <sys/uio.h>

#include "base/err.h"
#include "rtr/cache.h"

/*
 * The cache's side of one connection, without the connection: bytes that came are handed in, what is
 * to be sent is taken out in parts of shared buffers, and time is what the caller says it is.
 *
 *	rtr_session_start(&s, &service, options, now);
 *	while (!rtr_session_is_over(&s, now)) {
 *		poll for output where rtr_session_output() has some, for input where rtr_session_wants();
 *		rtr_session_receive(&s, bytes, n, now); rtr_session_sent(&s, n, now);
 *		rtr_session_tick(&s, now);      every second or so, and after the service changed
 *	}
 *	rtr_session_release(&s);
 *
 * A router is answered one query after the other: while an answer waits to be sent nothing more is
 * taken in, so what one router can make us hold is one answer of shared buffers and RTR_SESSION_IN
 * bytes, whatever it sends and however slowly it reads.
 */
enum { RTR_SESSION_IN = 512, RTR_QUEUE = 8, RTR_SAID = 200 };

enum {
	RTR_NOTIFY_MS = 60 * 1000,	/* Serial Notify no more often (section 8.2) */
	RTR_FIRST_QUERY_MS = 60 * 1000, /* a router that says nothing at first is let go */
	RTR_LINGER_MS = 5 * 1000	/* what a session that ended may take to send its last words */
};

/* What all routers are served from; the caller changes it between calls. */
struct rtr_service {
	struct rtr_cache *cache; /* NULL: no complete data yet */
	bool expired;		 /* the data are too old to be served */
	struct rtr_intervals intervals;
};

struct rtr_options {
	enum rtr_aspa aspa;
	uint8_t max_version; /* 0, 1 or 2 */
};

enum rtr_state { RTR_NEGOTIATING, RTR_OPEN, RTR_ENDING };

/* Why a session ends. */
enum rtr_reason {
	RTR_RUNNING,
	RTR_ERROR_SENT,	 /* the router did wrong: `code`, `said` is ours */
	RTR_ERROR_HEARD, /* it says that we did: `code`, `said` is the router's, made printable */
	RTR_SILENT,	 /* no query came */
	RTR_STALLED,	 /* it did not read */
	RTR_ANNOUNCED,	 /* restart, shutdown, data too old */
	RTR_NO_MEMORY
};

struct rtr_counts {
	uint64_t serial_queries, reset_queries, cache_resets, notifies, no_data, bytes;
};

/* Add what one session counted to what others did. */
static inline void rtr_counts_add(struct rtr_counts *to, const struct rtr_counts *c)
{
	to->serial_queries += c->serial_queries;
	to->reset_queries += c->reset_queries;
	to->cache_resets += c->cache_resets;
	to->notifies += c->notifies;
	to->no_data += c->no_data;
	to->bytes += c->bytes;
}

struct rtr_session {
	const struct rtr_service *service;
	struct rtr_options options;
	enum rtr_state state;
	uint8_t version;      /* once it is open */
	bool bound;	      /* `id` was told in a Cache Response */
	bool refused_version; /* a version above ours was asked for once */
	bool aware;	      /* the router has heard of `serial` */
	uint16_t id;	      /* the session of the protocol */
	uint32_t serial;
	uint64_t started, notified, progressed, ended; /* ms */
	size_t nin;
	unsigned nqueue;
	struct rtr_span queue[RTR_QUEUE];
	uint8_t in[RTR_SESSION_IN];
	struct rtr_counts counts;
	enum rtr_reason reason;
	unsigned code;
	char said[RTR_SAID];
};

/* `now`, here and below: milliseconds of a clock that only goes forward. `service` must outlive the session. */
void rtr_session_start(struct rtr_session *s, const struct rtr_service *service, struct rtr_options options,
		       uint64_t now);

/* How many bytes it would take now; 0: the caller need not read. */
size_t rtr_session_wants(const struct rtr_session *s);

/* What the router sent, no more than rtr_session_wants(). */
void rtr_session_receive(struct rtr_session *s, const uint8_t *bytes, size_t n, uint64_t now);

/* What is to be sent, as for writev(2); returns the number of parts. They stay valid until the next call. */
int rtr_session_output(const struct rtr_session *s, struct iovec to[RTR_QUEUE]);

/* `n` of these bytes were sent. */
void rtr_session_sent(struct rtr_session *s, size_t n, uint64_t now);

/* What time brings: notifies, data that became too old, routers that are silent or stalled. */
void rtr_session_tick(struct rtr_session *s, uint64_t now);

/*
 * We are about to go: RTR_RESTART where we come back before the routers' data expire, RTR_SHUTDOWN where
 * they shall forget what we said (sections 8.5 and 8.6). An answer that is on its way ends with
 * the PDU that was begun. Version 0 and 1 have no such words.
 */
void rtr_session_end(struct rtr_session *s, enum rtr_code why, uint64_t now);

/* Whether the connection is to be closed. */
bool rtr_session_is_over(const struct rtr_session *s, uint64_t now);

void rtr_session_release(struct rtr_session *s);

#endif
