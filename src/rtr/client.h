#ifndef WEIR_RTR_CLIENT_H
#define WEIR_RTR_CLIENT_H

#include "base/vec.h"
#include "rtr/record.h"

/*
 * The router's side of one connection, without the connection: it asks a cache, collects what comes,
 * and takes it over whole at End of Data, so that its records are always those of one serial (section
 * 11.3).
 *
 *	rtr_client_start(&c, 2);
 *	send c.out, then rtr_client_sent(); hand in what comes with rtr_client_receive(); until
 *	c.state is RTR_SYNCED, RTR_WITHOUT_DATA or RTR_FAILED
 *	rc = rtr_client_facts(&c, &rpki);
 *	rtr_client_ask(&c);            later, for what changed since
 *	rtr_client_release(&c);
 */
enum rtr_client_state {
	RTR_ASKING,	  /* a query is on its way */
	RTR_TAKING,	  /* records come */
	RTR_SYNCED,	  /* all records of `serial` are here */
	RTR_WITHOUT_DATA, /* the cache has none now; ask again later */
	RTR_FAILED	  /* the connection is to be closed; `code` and `said` tell why */
};

enum { RTR_CLIENT_MAX = 1 << 30, RTR_CLIENT_SAID = 200 }; /* bytes of records; of text */

/* A record of the response at hand: where it begins in `taken`. */
struct rtr_change {
	uint32_t at, when;
	bool announce;
};

struct rtr_client {
	enum rtr_client_state state;
	uint8_t version; /* asked for, or agreed on once `open` */
	bool open;	 /* a Cache Response came */
	bool whole;	 /* the query at hand is a Reset Query */
	bool has_data;	 /* `session` and `serial` are those of `records` */
	bool notified;	 /* the cache says that it has news */
	bool draft10;	 /* ASPAs came in the form of draft 10 */
	uint16_t session;
	uint32_t serial;
	struct rtr_intervals intervals;
	size_t disorder;	  /* PDUs of the last response that came before one they should follow (11.2) */
	VEC(uint8_t) records;	  /* as in a set (set.h), but that families are kept apart */
	VEC(uint8_t) taken;	  /* records of the response, in the order they came */
	VEC(struct rtr_change) changes;
	VEC(uint8_t) in, out;
	unsigned code; /* of the Error Report that was heard, or sent */
	bool heard;    /* the cache reported it */
	char said[RTR_CLIENT_SAID];
};

/*
 * Begin on a new connection, with a version of 0 to 2: asks for all, or, where records of an
 * earlier connection are there in that version, for what changed. 0 or WEIR_ENOMEM.
 */
int rtr_client_start(struct rtr_client *c, unsigned version);

/* Ask again, for what changed where that can be. 0 or WEIR_ENOMEM. */
int rtr_client_ask(struct rtr_client *c);

/* `n` bytes of `out` were sent. */
void rtr_client_sent(struct rtr_client *c, size_t n);

/*
 * What came from the cache. A wrong PDU is answered with an Error Report in `out` and ends in
 * RTR_FAILED, without records. 0, WEIR_ENOMEM or WEIR_ELIMIT.
 */
int rtr_client_receive(struct rtr_client *c, const uint8_t *bytes, size_t n);

/* The number of records, and all of them as facts of the latest source, to be finished. */
size_t rtr_client_count(const struct rtr_client *c);
int rtr_client_facts(const struct rtr_client *c, struct rpki *to);

void rtr_client_release(struct rtr_client *c);

#endif
