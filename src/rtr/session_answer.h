#ifndef WEIR_RTR_SESSION_ANSWER_H
#define WEIR_RTR_SESSION_ANSWER_H

#include "rtr/session.h"

/* What a session says: the output side of session.c. Without memory it ends. */

/* The cache that may be served now, NULL where there is none. */
struct rtr_cache *rtr_session_cache(const struct rtr_session *s);

void rtr_answer_reset(struct rtr_session *s, uint64_t now);
void rtr_answer_serial(struct rtr_session *s, uint16_t id, uint32_t serial, uint64_t now); /* an `id` it knows */
void rtr_answer_cache_reset(struct rtr_session *s, uint64_t now);
void rtr_answer_no_data(struct rtr_session *s, uint64_t now);

void rtr_say_notify(struct rtr_session *s, uint64_t now);

/* An Error Report in `version` about the first `n` bytes that came (0: about none). */
void rtr_say_error(struct rtr_session *s, unsigned version, enum rtr_code code, size_t n, const char *text,
		   uint64_t now);

/* Give up what is to be sent, but for the rest of a PDU that was begun. */
void rtr_cut_output(struct rtr_session *s);

/* The session ends once its output is sent. */
void rtr_session_close(struct rtr_session *s, enum rtr_reason reason, unsigned code, const char *said,
		       size_t n, uint64_t now);

#endif
