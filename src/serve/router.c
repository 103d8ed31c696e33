#include "serve/router.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "serve/log.h"

static void add_counts(struct server_counts *to, const struct rtr_session *s)
{
	rtr_counts_add(&to->sessions, &s->counts);
	to->errors_sent += s->reason == RTR_ERROR_SENT;
	to->errors_heard += s->reason == RTR_ERROR_HEARD;
	to->stalled += s->reason == RTR_STALLED;
	to->silent += s->reason == RTR_SILENT;
}

static void tell_end(const struct router *r)
{
	static const char *const reasons[] = {
		[RTR_RUNNING] = "closed",	  [RTR_ERROR_SENT] = "error-sent", [RTR_ERROR_HEARD] = "error-heard",
		[RTR_SILENT] = "silent",	  [RTR_STALLED] = "stalled",	   [RTR_ANNOUNCED] = "announced",
		[RTR_NO_MEMORY] = "out-of-memory"};
	const struct rtr_session *s = &r->session;
	const bool error = s->reason == RTR_ERROR_SENT || s->reason == RTR_ERROR_HEARD;

	if (error)
		log_line(LOG_LEVEL_WARNING, "router-gone", "router=%s reason=%s code=%u: %s", r->peer, reasons[s->reason],
			 s->code, s->said);
	else
		log_line(LOG_LEVEL_INFO, "router-gone", "router=%s reason=%s", r->peer, reasons[s->reason]);
}

void router_close(struct router *r)
{
	struct server *s = r->server;

	tell_end(r);
	add_counts(&s->counts, &r->session);
	*r->self = r->next;
	if (r->next)
		r->next->self = r->self;
	s->nrouters--;
	if (r->in)
		event_free(r->in);
	if (r->out)
		event_free(r->out);
	rtr_session_release(&r->session);
	close(r->fd);
	free(r);
}

/* What can be sent now. False: the connection broke. */
static bool send_some(struct router *r)
{
	struct iovec parts[RTR_QUEUE];
	int n;

	while ((n = rtr_session_output(&r->session, parts)) > 0) {
		struct msghdr m = {.msg_iov = parts, .msg_iovlen = (size_t)n};
		ssize_t sent = sendmsg(r->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0)
			return errno == EAGAIN || errno == EINTR;
		rtr_session_sent(&r->session, (size_t)sent, clock_ms());
	}
	return true;
}

/* Wait for what the session waits for. */
static void watch(struct router *r)
{
	struct iovec parts[RTR_QUEUE];

	if (rtr_session_wants(&r->session))
		event_add(r->in, NULL);
	else
		event_del(r->in);
	if (rtr_session_output(&r->session, parts) > 0)
		event_add(r->out, NULL);
	else
		event_del(r->out);
}

static void settle(struct router *r)
{
	if (!send_some(r) || rtr_session_is_over(&r->session, clock_ms()))
		router_close(r);
	else
		watch(r);
}

static void on_input(evutil_socket_t fd, short what, void *context)
{
	struct router *r = context;
	size_t wants = rtr_session_wants(&r->session);
	uint8_t bytes[RTR_SESSION_IN];
	ssize_t n = wants ? recv(fd, bytes, wants < sizeof bytes ? wants : sizeof bytes, MSG_DONTWAIT) : 0;

	(void)what;
	if (wants && (!n || (n < 0 && errno != EAGAIN && errno != EINTR))) {
		router_close(r);
		return;
	}
	if (n > 0)
		rtr_session_receive(&r->session, bytes, (size_t)n, clock_ms());
	settle(r);
}

static void on_output(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	settle(context);
}

void router_tick(struct router *r)
{
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

void router_start(struct server *s, const struct border_rtr *rtr, int fd, const struct endpoint *peer)
{
	static const enum rtr_aspa forms[] = {[ASPA_PDU_CURRENT] = RTR_ASPA_CURRENT,
					      [ASPA_PDU_DRAFT10] = RTR_ASPA_DRAFT10,
					      [ASPA_PDU_OFF] = RTR_ASPA_OFF};
	struct router *r = calloc(1, sizeof *r);

	if (r) {
		r->in = event_new(s->base, fd, EV_READ | EV_PERSIST, on_input, r);
		r->out = event_new(s->base, fd, EV_WRITE | EV_PERSIST, on_output, r);
	}
	if (!r || !r->in || !r->out) {
		if (r && r->in)
			event_free(r->in);
		free(r);
		close(fd);
		return;
	}
	set_options(fd);
	r->server = s;
	r->fd = fd;
	endpoint_text(peer, r->peer);
	r->next = s->routers;
	r->self = &s->routers;
	if (r->next)
		r->next->self = &r->next;
	s->routers = r;
	s->nrouters++;
	s->counts.accepted++;
	log_line(LOG_LEVEL_INFO, "router", "router=%s", r->peer);
	rtr_session_start(&r->session, &s->stock.service,
			  (struct rtr_options){.aspa = forms[rtr->aspa], .max_version = RTR_VERSIONS - 1}, clock_ms());
	watch(r);
}
