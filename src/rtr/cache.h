#ifndef WEIR_RTR_CACHE_H
#define WEIR_RTR_CACHE_H

#include "rtr/delta.h"

/*
 * What a cache answers routers from: one set of records with its serial, the sessions, and
 * what changed before. A cache is never changed; an update makes the next one of it, which
 * shares what stays. Answers are made when a router first asks for them, and shared by all.
 *
 * What is served must be on disk before it is served, or a crash could make two different
 * sets of one serial: make the next cache, write it (state.h), only then serve it.
 */
struct rtr_identity {
	uint16_t session[RTR_VERSIONS]; /* random; one of each version, all different in their upper four bits */
	uint32_t serial;		/* random too, so that an old session is not met by chance */
};

/* What is kept to answer Serial Queries from. */
struct rtr_limits {
	size_t steps; /* serials */
	size_t bytes; /* of records in all of them; no more than a quarter of the set in any case */
};

enum { RTR_STEPS_MAX = 1024, RTR_LOG_MIN = 64 * 1024 };

/* 256 steps, 16 MiB. */
extern const struct rtr_limits rtr_limits_default;

enum { RTR_MEMOS = 8 };

/* An answer that was made already. */
struct rtr_memo {
	uint32_t serial;
	struct rtr_form form;
	struct rtr_buf *buf;
};

struct rtr_cache {
	struct rtr_identity id; /* with the serial of `set` */
	struct rtr_set *set;
	struct rtr_delta *steps; /* the last one leads to `set` */
	size_t nsteps, refs;
	struct rtr_buf *older[RTR_VERSIONS - 1]; /* the set for versions 0 and 1 */
	struct rtr_buf *draft10;		 /* its ASPAs in the form of draft 10 */
	struct rtr_memo memo[RTR_MEMOS];
	unsigned next_memo;
};

/* A cache of a first set, which is held once more. 0 or WEIR_ENOMEM. */
int rtr_cache_first(struct rtr_cache **to, struct rtr_set *set, const struct rtr_identity *id);

/*
 * The cache after `old`, with the next serial and one more step; `old` itself, held once more, where
 * the set is the same. Steps beyond the limits are forgotten, the oldest first. 0 or
 * WEIR_ENOMEM. O(records), and what changed.
 */
int rtr_cache_next(struct rtr_cache **to, struct rtr_cache *old, struct rtr_set *set,
		   const struct rtr_limits *limits);

/* One that is whole: `steps` and what is in them are the cache's from now on, also on errors. */
int rtr_cache_make(struct rtr_cache **to, struct rtr_set *set, const struct rtr_identity *id,
		   struct rtr_delta *steps, size_t nsteps);

/*
 * All records in a form: one span or two, whose buffers the caller holds once each. The
 * number of spans, or WEIR_ENOMEM. O(1) but for the first of a form.
 */
enum { RTR_FULL_SPANS = 2 };
int rtr_cache_full(struct rtr_cache *c, struct rtr_form form, struct rtr_span to[RTR_FULL_SPANS]);

/*
 * What changed since a serial: *to is held by the caller. 0, WEIR_ENOTFOUND where the serial is not
 * known any more or not yet, WEIR_ENOMEM. O(1) where it was asked for lately.
 */
int rtr_cache_since(struct rtr_cache *c, struct rtr_form form, uint32_t serial, struct rtr_buf **to);

/*
 * The session ID of an answer with all records. A new one may come with each (section 5.1), and in
 * version 0 it does where the serial is another: GoBGP, which speaks no other version, takes all
 * records of a session that it knows beside those that it has, and would keep for ever what was
 * withdrawn while it was away.
 */
uint16_t rtr_cache_session(const struct rtr_cache *c, unsigned version);

/* Whether that was an ID of this cache at some serial. */
bool rtr_cache_knows(const struct rtr_cache *c, unsigned version, uint16_t session);

/*
 * Whether a router of that version would hear of anything new since that serial; true where it is not
 * known. O(steps).
 */
bool rtr_cache_has_news(const struct rtr_cache *c, unsigned version, uint32_t serial);

struct rtr_cache *rtr_cache_ref(struct rtr_cache *c); /* NULL allowed */
void rtr_cache_unref(struct rtr_cache *c);	      /* NULL allowed */

#endif
