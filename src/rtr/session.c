#include "rtr/session.h"

#include <string.h>

#include "rtr/session_answer.h"

void rtr_session_start(struct rtr_session *s, const struct rtr_service *service, struct rtr_options options,
		       uint64_t now)
{
	*s = (struct rtr_session){
		.service = service, .options = options, .started = now, .notified = now - RTR_NOTIFY_MS};
}

size_t rtr_session_wants(const struct rtr_session *s)
{
	return s->state == RTR_ENDING || s->nqueue ? 0 : sizeof s->in - s->nin;
}

static void consume(struct rtr_session *s, size_t n)
{
	memmove(s->in, s->in + n, s->nin - n);
	s->nin -= n;
}

static bool is_query(unsigned type)
{
	return type == RTR_SERIAL_QUERY || type == RTR_RESET_QUERY;
}

/* The version that the router understands best. */
static unsigned spoken(const struct rtr_session *s, const struct rtr_header *h)
{
	if (s->state == RTR_OPEN)
		return s->version;
	return h->version < s->options.max_version ? h->version : s->options.max_version;
}

/* Tell the router what it did wrong, and end. */
static void fail(struct rtr_session *s, const struct rtr_header *h, struct rtr_fault f, uint64_t now)
{
	const unsigned version = spoken(s, h);
	const size_t whole = h->length < RTR_HEADER ? RTR_HEADER : h->length;

	f.code = rtr_code_for(version, f.code);
	rtr_say_error(s, version, f.code, s->nin < whole ? s->nin : whole, f.text, now);
	rtr_session_close(s, RTR_ERROR_SENT, f.code, f.text, SIZE_MAX, now);
}

/*
 * The router speaks of an error (section 5.11): it is never answered. What is there of a long one will
 * do. False: more of it is to come.
 */
static bool hear(struct rtr_session *s, const struct rtr_header *h, uint64_t now)
{
	const size_t whole = h->length < sizeof s->in ? h->length : sizeof s->in;
	struct rtr_report r;

	if (s->nin < whole)
		return false;
	rtr_report_read(s->in, whole, &r);
	rtr_session_close(s, RTR_ERROR_HEARD, h->field, (const char *)r.text, r.ntext, now);
	return true;
}

/*
 * Section 7: a query of a version above ours is told ours, once, and the router may ask again. What
 * is no such query is of no protocol that we know. False: more of it is to come.
 */
static bool refuse_version(struct rtr_session *s, const struct rtr_header *h, uint64_t now)
{
	static const struct rtr_fault f = {RTR_UNSUPPORTED_VERSION, "expected a lower protocol version"};

	if (!is_query(h->type) || h->length != (h->type == RTR_SERIAL_QUERY ? 12 : 8) || s->refused_version) {
		fail(s, h, f, now);
		return true;
	}
	if (s->nin < h->length)
		return false;
	s->refused_version = true;
	rtr_say_error(s, s->options.max_version, f.code, h->length, f.text, now);
	consume(s, h->length);
	return true;
}

/* Section 5.3: a session that we never told this router of may be one that we forgot. */
static void serial_query(struct rtr_session *s, const struct rtr_header *h, uint64_t now)
{
	const uint32_t serial = wire_get32(s->in + RTR_HEADER);
	const struct rtr_cache *c = rtr_session_cache(s);

	s->counts.serial_queries++;
	if (s->bound && h->field != s->id) {
		fail(s, h, (struct rtr_fault){RTR_CORRUPT, "expected the session ID of this session"}, now);
		return;
	}
	consume(s, h->length);
	if (!c)
		rtr_answer_no_data(s, now);
	else if (!rtr_cache_knows(c, s->version, h->field))
		rtr_answer_cache_reset(s, now);
	else
		rtr_answer_serial(s, h->field, serial, now);
}

static void reset_query(struct rtr_session *s, const struct rtr_header *h, uint64_t now)
{
	s->counts.reset_queries++;
	consume(s, h->length);
	if (rtr_session_cache(s))
		rtr_answer_reset(s, now);
	else
		rtr_answer_no_data(s, now);
}

/* Whether this PDU may come at all; false fills *f. */
static bool is_expected(const struct rtr_session *s, const struct rtr_header *h, struct rtr_fault *f)
{
	if (s->state == RTR_OPEN && h->version != s->version) {
		*f = (struct rtr_fault){RTR_UNEXPECTED_VERSION, "expected the protocol version of this session"};
		return false;
	}
	if (!rtr_header_check(h, f))
		return false;
	if (!is_query(h->type)) {
		*f = (struct rtr_fault){RTR_INVALID_REQUEST, "expected a Serial Query or a Reset Query"};
		return false;
	}
	return true;
}

/* Deal with the PDU that the input begins with; false: more of it is to come. */
static bool take_pdu(struct rtr_session *s, uint64_t now)
{
	const struct rtr_header h = rtr_header_read(s->in);
	struct rtr_fault f;

	if (h.type == RTR_ERROR_REPORT)
		return hear(s, &h, now);
	if (s->state == RTR_NEGOTIATING && h.version > s->options.max_version)
		return refuse_version(s, &h, now);
	if (!is_expected(s, &h, &f)) {
		fail(s, &h, f, now);
		return true;
	}
	if (s->nin < h.length)
		return false;
	s->state = RTR_OPEN;
	s->version = h.version;
	if (h.type == RTR_SERIAL_QUERY)
		serial_query(s, &h, now);
	else
		reset_query(s, &h, now);
	return true;
}

static void take_pdus(struct rtr_session *s, uint64_t now)
{
	while (s->state != RTR_ENDING && !s->nqueue && s->nin >= RTR_HEADER && take_pdu(s, now))
		;
}

void rtr_session_receive(struct rtr_session *s, const uint8_t *bytes, size_t n, uint64_t now)
{
	const size_t room = rtr_session_wants(s);

	if (n > room)
		n = room;
	if (n)
		memcpy(s->in + s->nin, bytes, n);
	s->nin += n;
	take_pdus(s, now);
}

int rtr_session_output(const struct rtr_session *s, struct iovec to[RTR_QUEUE])
{
	for (unsigned i = 0; i < s->nqueue; i++) {
		const struct rtr_span *p = &s->queue[i];

		to[i] = (struct iovec){p->buf->bytes + p->from, p->to - p->from};
	}
	return (int)s->nqueue;
}

void rtr_session_sent(struct rtr_session *s, size_t n, uint64_t now)
{
	unsigned done = 0;

	if (n)
		s->progressed = now;
	s->counts.bytes += n;
	for (; done < s->nqueue; done++) {
		struct rtr_span *p = &s->queue[done];

		if (n < p->to - p->from) {
			p->from += n;
			break;
		}
		n -= p->to - p->from;
		rtr_buf_unref(p->buf);
	}
	s->nqueue -= done;
	memmove(s->queue, s->queue + done, s->nqueue * sizeof *s->queue);
	take_pdus(s, now);
}

static bool is_stalled(const struct rtr_session *s, uint64_t now)
{
	return s->nqueue && now - s->progressed > 3000 * (uint64_t)s->service->intervals.retry;
}

/* Section 9: an Error Report is due, though it will hardly be read. */
static void end_stalled(struct rtr_session *s, uint64_t now)
{
	rtr_cut_output(s);
	if (s->state == RTR_OPEN && rtr_code_in(s->version, RTR_TRANSPORT))
		rtr_say_error(s, s->version, RTR_TRANSPORT, 0, "nothing was read for too long", now);
	rtr_session_close(s, RTR_STALLED, RTR_TRANSPORT, "", 0, now);
}

/* The data that a router has are too old: it is told once, in version 2 so that it forgets them. */
static void lapse(struct rtr_session *s, uint64_t now)
{
	s->aware = false;
	if (rtr_code_in(s->version, RTR_SHUTDOWN))
		rtr_session_end(s, RTR_SHUTDOWN, now);
	else
		rtr_answer_no_data(s, now);
}

static bool is_notify_due(const struct rtr_session *s, uint64_t now)
{
	const struct rtr_cache *c = rtr_session_cache(s);

	if (!c || now - s->notified < RTR_NOTIFY_MS || (s->bound && !rtr_cache_knows(c, s->version, s->id)))
		return false;
	if (!s->aware)
		return true;
	return c->id.serial != s->serial && rtr_cache_has_news(c, s->version, s->serial);
}

void rtr_session_tick(struct rtr_session *s, uint64_t now)
{
	if (s->state == RTR_ENDING)
		return;
	if (is_stalled(s, now)) {
		end_stalled(s, now);
	} else if (s->state == RTR_NEGOTIATING) {
		if (now - s->started > RTR_FIRST_QUERY_MS)
			rtr_session_close(s, RTR_SILENT, 0, "", 0, now);
	} else if (s->nqueue) {
		return;
	} else if (s->service->expired && s->aware) {
		lapse(s, now);
	} else if (is_notify_due(s, now)) {
		rtr_say_notify(s, now);
	}
}

void rtr_session_end(struct rtr_session *s, enum rtr_code why, uint64_t now)
{
	if (s->state == RTR_ENDING)
		return;
	rtr_cut_output(s);
	if (s->state == RTR_OPEN && rtr_code_in(s->version, why))
		rtr_say_error(s, s->version, why, 0, "", now);
	rtr_session_close(s, RTR_ANNOUNCED, why, "", 0, now);
}

bool rtr_session_is_over(const struct rtr_session *s, uint64_t now)
{
	return s->state == RTR_ENDING && (!s->nqueue || now - s->ended > RTR_LINGER_MS);
}

void rtr_session_release(struct rtr_session *s)
{
	for (unsigned i = 0; i < s->nqueue; i++)
		rtr_buf_unref(s->queue[i].buf);
	s->nqueue = 0;
}
