#include "serve/router.h"

#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "serve/log.h"

static void add_counts(struct server_counts *to, struct rtr_session *s)
{
	rtr_counts_add(&to->sessions, &s->counts);
	s->counts = (struct rtr_counts){0};
	to->errors_sent += s->reason == RTR_ERROR_SENT;
	to->errors_heard += s->reason == RTR_ERROR_HEARD;
	to->stalled += s->reason == RTR_STALLED;
	to->silent += s->reason == RTR_SILENT;
}

static bool is_late(const struct router *r)
{
	return !line_is_up(&r->line) && clock_ms() - r->session.started > ROUTER_HANDSHAKE_MS;
}

static void tell_end(const struct router *r)
{
	static const char *const reasons[] = {
		[RTR_RUNNING] = "closed",	  [RTR_ERROR_SENT] = "error-sent", [RTR_ERROR_HEARD] = "error-heard",
		[RTR_SILENT] = "silent",	  [RTR_STALLED] = "stalled",	   [RTR_ANNOUNCED] = "announced",
		[RTR_NO_MEMORY] = "out-of-memory"};
	const struct rtr_session *s = &r->session;
	const bool error = s->reason == RTR_ERROR_SENT || s->reason == RTR_ERROR_HEARD;

	if (!line_is_up(&r->line))
		log_line(LOG_LEVEL_WARNING, "router-gone", "router=%s reason=no-handshake: %s", r->peer,
			 r->line.why[0] ? r->line.why : is_late(r) ? "it took too long" : "it hung up");
	else if (error)
		log_line(LOG_LEVEL_WARNING, "router-gone", "router=%s reason=%s code=%u: %s", r->peer, reasons[s->reason],
			 s->code, s->said);
	else
		log_line(LOG_LEVEL_INFO, "router-gone", "router=%s reason=%s%s%s", r->peer, reasons[s->reason],
			 r->line.why[0] ? ": " : "", r->line.why);
}

/* The session is over, whether or not the connection is. */
static void account(struct router *r)
{
	tell_end(r);
	add_counts(&r->server->counts, &r->session);
	r->server->counts.no_handshake += !line_is_up(&r->line);
}

void router_close(struct router *r)
{
	struct server *s = r->server;

	if (!r->left)
		account(r);
	*r->self = r->next;
	if (r->next)
		r->next->self = r->self;
	s->nrouters--;
	event_free(r->in);
	event_free(r->out);
	rtr_session_release(&r->session);
	line_close(&r->line);
	free(r);
}

/* What can be sent now, within one turn. False: the connection broke. */
static bool send_some(struct router *r)
{
	struct iovec parts[RTR_QUEUE];
	size_t turn = 0;
	int n;

	if (line_flush(&r->line) == LINE_GONE)
		return false;
	while (turn < ROUTER_TURN && (n = rtr_session_output(&r->session, parts)) > 0) {
		ssize_t sent = line_write(&r->line, parts, n);

		if (sent < 0)
			return sent == LINE_AGAIN;
		rtr_session_sent(&r->session, (size_t)sent, clock_ms());
		turn += (size_t)sent;
	}
	return true;
}

/* What came, as much as the session wants. False: the connection ended. */
static bool take_some(struct router *r)
{
	const size_t wants = rtr_session_wants(&r->session);
	uint8_t bytes[RTR_SESSION_IN];
	ssize_t n = wants ? line_read(&r->line, bytes, wants < sizeof bytes ? wants : sizeof bytes) : LINE_AGAIN;

	if (n > 0)
		rtr_session_receive(&r->session, bytes, (size_t)n, clock_ms());
	return n > 0 || n == LINE_AGAIN;
}

/* Wait for what the session, or the line below it, waits for. A line that still has to send takes nothing in. */
static void watch(struct router *r)
{
	const bool flushed = line_is_flushed(&r->line);
	struct iovec parts[RTR_QUEUE];

	server_want(r->in, flushed && rtr_session_wants(&r->session));
	server_want(r->out, !flushed || (line_is_up(&r->line) && rtr_session_output(&r->session, parts) > 0));
}

/* The last words must be out of the line, too. */
static bool is_done(const struct router *r)
{
	const uint64_t now = clock_ms();

	return rtr_session_is_over(&r->session, now) &&
	       (line_is_flushed(&r->line) || now - r->session.ended > RTR_LINGER_MS);
}

static bool has_lingered(const struct router *r)
{
	return r->server->ends || r->discarded > ROUTER_LINGER_BYTES || clock_ms() - r->left > ROUTER_LINGER_MS;
}

/*
 * Nothing more is said. What the router had sent before it reads that, and sends until it hangs up, is thrown
 * away: to a socket that is closed it would be answered by a reset, and a router that is reset loses what it has
 * not read yet (RFC 1122 section 4.2.2.13), our Error Report and the answer before it.
 */
static void linger(struct router *r)
{
	const int said = line_finish(&r->line);
	const ssize_t n = said ? said : line_discard(&r->line);

	if (n > 0)
		r->discarded += (size_t)n;
	if (n == 0 || n == LINE_GONE || has_lingered(r)) {
		router_close(r);
		return;
	}
	server_want(r->in, !said);
	server_want(r->out, said);
}

static void leave(struct router *r)
{
	account(r);
	r->left = clock_ms();
	linger(r);
}

static void settle(struct router *r)
{
	bool alive;

	if (r->left) {
		linger(r);
		return;
	}
	alive = send_some(r);
	while (alive && line_holds_input(&r->line) && line_is_flushed(&r->line) && rtr_session_wants(&r->session))
		alive = take_some(r) && send_some(r);
	if (alive && is_done(r) && line_is_up(&r->line) && line_is_flushed(&r->line))
		leave(r);
	else if (!alive || is_done(r))
		router_close(r);
	else
		watch(r);
}

static void on_input(evutil_socket_t fd, short what, void *context)
{
	struct router *r = context;

	(void)fd;
	(void)what;
	if (r->left || take_some(r))
		settle(r);
	else
		router_close(r);
}

static void on_output(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	settle(context);
}

void router_tick(struct router *r)
{
	if (is_late(r)) {
		router_close(r);
		return;
	}
	rtr_session_tick(&r->session, clock_ms());
	settle(r);
}

void router_end(struct router *r, enum rtr_code why)
{
	rtr_session_end(&r->session, why, clock_ms());
	settle(r);
}

/* PDUs are sent in one piece; who vanished without a word is noticed within some minutes. */
static void set_options(int fd)
{
	const int on = 1, idle = 60, interval = 20, count = 6;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
}

void router_make_room(struct server *s)
{
	struct router *oldest = NULL;

	for (struct router *r = s->routers; s->nrouters >= SERVER_ROUTERS && r; r = r->next)
		if (r->session.state == RTR_NEGOTIATING || r->left)
			oldest = r; /* the youngest is first */
	if (!oldest)
		return;
	s->counts.turned_out++;
	router_close(oldest);
}

static struct router *make(const struct listener *l, int fd, const struct endpoint *peer)
{
	struct router *r = calloc(1, sizeof *r);

	if (!r)
		return NULL;
	line_plain(&r->line, fd);
	r->in = event_new(l->server->base, fd, EV_READ | EV_PERSIST, on_input, r);
	r->out = event_new(l->server->base, fd, EV_WRITE | EV_PERSIST, on_output, r);
	if (r->in && r->out && (!l->tls || !line_accept(&r->line, fd, l->tls, &peer->host)))
		return r;
	if (r->in)
		event_free(r->in);
	if (r->out)
		event_free(r->out);
	free(r);
	return NULL;
}

static void enter(struct server *s, struct router *r)
{
	r->server = s;
	r->next = s->routers;
	r->self = &s->routers;
	if (r->next)
		r->next->self = &r->next;
	s->routers = r;
	s->nrouters++;
	s->counts.accepted++;
}

void router_start(const struct listener *l, int fd, const struct endpoint *peer)
{
	static const enum rtr_aspa forms[] = {[ASPA_PDU_CURRENT] = RTR_ASPA_CURRENT,
					      [ASPA_PDU_DRAFT10] = RTR_ASPA_DRAFT10,
					      [ASPA_PDU_OFF] = RTR_ASPA_OFF};
	struct router *r = make(l, fd, peer);

	if (!r) {
		close(fd);
		return;
	}
	set_options(fd);
	endpoint_text(peer, r->peer);
	enter(l->server, r);
	log_line(LOG_LEVEL_INFO, "router", "router=%s%s", r->peer, l->tls ? " tls" : "");
	rtr_session_start(&r->session, &l->server->stock.service,
			  (struct rtr_options){.aspa = forms[l->rtr->aspa], .max_version = RTR_VERSIONS - 1}, clock_ms());
	watch(r);
}
