#include "rtr/session_answer.h"

#include <string.h>

struct rtr_cache *rtr_session_cache(const struct rtr_session *s)
{
	return s->service->expired ? NULL : s->service->cache;
}

void rtr_session_close(struct rtr_session *s, enum rtr_reason reason, unsigned code, const char *said,
		       size_t n, uint64_t now)
{
	if (s->state == RTR_ENDING)
		return;
	rtr_said(s->said, sizeof s->said, said, n);
	s->state = RTR_ENDING;
	s->reason = reason;
	s->code = code;
	s->ended = now;
	s->nin = 0;
}

static void out_of_memory(struct rtr_session *s, uint64_t now)
{
	rtr_cut_output(s);
	rtr_session_close(s, RTR_NO_MEMORY, RTR_INTERNAL, "", 0, now);
}

/* Append a part whose buffer the session holds from now on. */
static void enqueue(struct rtr_session *s, struct rtr_span part, uint64_t now)
{
	if (!s->nqueue)
		s->progressed = now;
	if (part.from < part.to)
		s->queue[s->nqueue++] = part;
	else
		rtr_buf_unref(part.buf);
}

/* A few bytes of its own. */
static void enqueue_copy(struct rtr_session *s, const uint8_t *bytes, size_t n, uint64_t now)
{
	struct rtr_buf *b = rtr_buf_copy(bytes, n);

	if (b)
		enqueue(s, (struct rtr_span){b, 0, n}, now);
	else
		out_of_memory(s, now);
}

static struct rtr_form form_of(const struct rtr_session *s)
{
	return (struct rtr_form){s->version, s->options.aspa};
}

/* Cache Response, the records, End of Data: section 8.1; `s->id` is set. */
static void respond(struct rtr_session *s, const struct rtr_cache *c, const struct rtr_span *records,
		    unsigned n, uint64_t now)
{
	struct rtr_buf *ends = rtr_buf_new(RTR_HEADER + RTR_END_MAX);
	uint8_t *p;

	s->serial = c->id.serial;
	s->bound = s->aware = true;
	if (!ends) {
		for (unsigned i = 0; i < n; i++)
			rtr_buf_unref(records[i].buf);
		out_of_memory(s, now);
		return;
	}
	p = rtr_put_header(ends->bytes, (struct rtr_header){s->version, RTR_CACHE_RESPONSE, s->id, RTR_HEADER});
	p = rtr_put_end(p, s->version, s->id, s->serial, &s->service->intervals);
	enqueue(s, (struct rtr_span){rtr_buf_ref(ends), 0, RTR_HEADER}, now);
	for (unsigned i = 0; i < n; i++)
		enqueue(s, records[i], now);
	enqueue(s, (struct rtr_span){ends, RTR_HEADER, (size_t)(p - ends->bytes)}, now);
}

void rtr_answer_reset(struct rtr_session *s, uint64_t now)
{
	struct rtr_cache *c = rtr_session_cache(s);
	struct rtr_span records[RTR_FULL_SPANS];
	const int n = rtr_cache_full(c, form_of(s), records);

	s->id = rtr_cache_session(c, s->version);
	if (n < 0)
		out_of_memory(s, now);
	else
		respond(s, c, records, (unsigned)n, now);
}

void rtr_answer_serial(struct rtr_session *s, uint16_t id, uint32_t serial, uint64_t now)
{
	struct rtr_cache *c = rtr_session_cache(s);
	struct rtr_buf *changes;
	const int rc = rtr_cache_since(c, form_of(s), serial, &changes);

	if (rc == WEIR_ENOTFOUND)
		rtr_answer_cache_reset(s, now);
	else if (rc)
		out_of_memory(s, now);
	if (rc)
		return;
	s->id = id;
	respond(s, c, &(struct rtr_span){changes, 0, changes->n}, 1, now);
}

void rtr_answer_cache_reset(struct rtr_session *s, uint64_t now)
{
	uint8_t b[RTR_HEADER];

	rtr_put_header(b, (struct rtr_header){s->version, RTR_CACHE_RESET, 0, RTR_HEADER});
	s->counts.cache_resets++;
	enqueue_copy(s, b, sizeof b, now);
}

/* Section 8.4; not an error of the query, so that it is not enclosed. */
void rtr_answer_no_data(struct rtr_session *s, uint64_t now)
{
	s->counts.no_data++;
	rtr_say_error(s, s->version, RTR_NO_DATA, 0,
		      s->service->expired ? "the data are too old to be served" : "no complete data yet", now);
}

void rtr_say_notify(struct rtr_session *s, uint64_t now)
{
	const struct rtr_cache *c = rtr_session_cache(s);
	uint8_t b[12];

	s->serial = c->id.serial;
	s->aware = true;
	s->notified = now;
	s->counts.notifies++;
	if (!s->bound)
		s->id = rtr_cache_session(c, s->version);
	rtr_put_notify(b, s->version, s->id, s->serial);
	enqueue_copy(s, b, sizeof b, now);
}

void rtr_say_error(struct rtr_session *s, unsigned version, enum rtr_code code, size_t n, const char *text,
		   uint64_t now)
{
	const size_t size = rtr_error_size(n, text);
	struct rtr_buf *b = rtr_buf_new(size);

	if (!b) {
		out_of_memory(s, now);
		return;
	}
	rtr_put_error(b->bytes, version, code, s->in, n, text);
	enqueue(s, (struct rtr_span){b, 0, size}, now);
}

/* Where the PDU ends that was begun: every buffer begins with a whole one. */
static size_t end_of_pdu(const struct rtr_span *p)
{
	size_t at = 0;

	while (at < p->from)
		at += rtr_length(p->buf->bytes + at);
	return at;
}

void rtr_cut_output(struct rtr_session *s)
{
	unsigned kept = 0;

	if (s->nqueue) {
		s->queue[0].to = end_of_pdu(&s->queue[0]);
		kept = s->queue[0].from < s->queue[0].to;
	}
	for (unsigned i = kept; i < s->nqueue; i++)
		rtr_buf_unref(s->queue[i].buf);
	s->nqueue = kept;
}
