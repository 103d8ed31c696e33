#include "serve/server.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "confine/sandbox.h"
#include "serve/channel.h"
#include "serve/http.h"
#include "serve/log.h"
#include "serve/metrics.h"
#include "serve/router.h"

/* An IPv4 router at a socket of IPv6 has a mapped address; it is the IPv4 one that `allow` speaks of. */
static bool read_address(const struct sockaddr_storage *from, struct endpoint *to)
{
	const struct sockaddr_in *v4 = (const void *)from;
	const struct sockaddr_in6 *v6 = (const void *)from;
	const uint8_t *b = v6->sin6_addr.s6_addr;
	u128 addr = 0;

	if (from->ss_family == AF_INET) {
		*to = (struct endpoint){prefix_ipv4(ntohl(v4->sin_addr.s_addr), 32), ntohs(v4->sin_port)};
		return true;
	}
	if (from->ss_family != AF_INET6)
		return false;
	for (unsigned i = 0; i < 16; i++)
		addr = addr << 8 | b[i];
	to->port = ntohs(v6->sin6_port);
	to->host = IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr) ? prefix_ipv4((uint32_t)addr, 32) : prefix_make(IPV6, addr, 128);
	return true;
}

static bool is_allowed(const struct border_rtr *rtr, const struct endpoint *peer)
{
	for (size_t i = 0; i < rtr->allow.items.n; i++)
		if (prefix_covers(&rtr->allow.items.v[i].prefix, &peer->host))
			return true;
	return !rtr->allow.items.n;
}

int server_accept(struct listener *l, struct sockaddr_storage *from)
{
	socklen_t n = sizeof *from;
	int fd = accept4(l->fd, (struct sockaddr *)from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
		event_del(l->event);
	return fd;
}

static void listen_again(struct server *s)
{
	for (size_t i = 0; !s->ends && i < s->nlisteners; i++)
		if (s->listeners[i].event)
			event_add(s->listeners[i].event, NULL);
}

static void on_connection(evutil_socket_t fd, short what, void *context)
{
	struct listener *l = context;
	struct sockaddr_storage from = {.ss_family = AF_UNSPEC};
	int router = server_accept(l, &from);
	struct endpoint peer;
	char text[ENDPOINT_TEXT];
	bool known, allowed;

	(void)fd;
	(void)what;
	if (router < 0)
		return;
	known = read_address(&from, &peer);
	allowed = known && is_allowed(l->rtr, &peer) && !l->server->ends;
	if (allowed)
		router_make_room(l->server);
	if (!allowed || l->server->nrouters >= SERVER_ROUTERS) {
		l->refused++;
		if (known)
			log_line(LOG_LEVEL_WARNING, "refused", "router=%s", endpoint_text(&peer, text));
		close(router);
		return;
	}
	router_start(l, router, &peer);
}

static void tick_all(struct server *s)
{
	for (struct router *r = s->routers, *next; r; r = next) {
		next = r->next;
		router_tick(r);
	}
}

static void tell_serving(const struct server *s)
{
	if (!metrics_trouble(s))
		channel_send(s->control, SERVER_SERVES, -1);
}

static void on_tick(evutil_socket_t fd, short what, void *context)
{
	struct server *s = context;

	(void)fd;
	(void)what;
	stock_tick(&s->stock, (uint64_t)time(NULL));
	tick_all(s);
	listen_again(s);
	http_tick(&s->http);
	channel_send(s->control, SERVER_ALIVE, -1);
	if (s->ends && (!s->routers || clock_ms() > s->ends))
		event_base_loopbreak(s->base);
}

static void end(struct server *s)
{
	s->ends = clock_ms() + SERVER_LEAVE_MS;
	for (size_t i = 0; i < s->nlisteners; i++)
		if (s->listeners[i].event)
			event_del(s->listeners[i].event);
	for (struct router *r = s->routers, *next; r; r = next) {
		next = r->next;
		router_end(r, RTR_RESTART);
	}
	if (!s->routers)
		event_base_loopbreak(s->base);
}

static void take_report(struct server *s, int fd)
{
	struct fetch_report r;
	struct err e;

	if (fetch_report_read(fd, &r, &e)) {
		log_err("fetcher", &e);
		return;
	}
	s->fetch.last = r;
	s->fetch.runs[r.result]++;
}

/* The supervisor's word. Where it is gone there is nobody to hand over what is new: end. */
static void on_control(evutil_socket_t fd, short what, void *context)
{
	struct server *s = context;
	int records, word = channel_receive(fd, &records);
	struct err e;

	(void)what;
	if (word == CHANNEL_NOTHING)
		return;
	if (word == SERVER_RECORDS && records >= 0) {
		if (stock_take(&s->stock, records))
			tick_all(s);
		tell_serving(s);
	} else if (word == SERVER_FETCHED && records >= 0) {
		take_report(s, records);
	} else if (word == SERVER_TASKS && records >= 0) {
		if (tasks_take(&s->tasks, records, &e))
			log_err("tasks", &e);
	} else if (!s->ends) {
		end(s);
	}
	if (word == CHANNEL_CLOSED)
		event_del(s->control_event);
	if (records >= 0)
		close(records);
}

static int listen_at(struct listener *l, const struct server_start *start, size_t i, struct err *e)
{
	struct server *s = l->server;
	int rc = credentials_context(&l->tls, start->credentials, start->border, i, e);

	if (rc)
		return rc;
	l->event = event_new(s->base, l->fd, EV_READ | EV_PERSIST, l->rtr ? on_connection : http_on_connection, l);
	return l->event && !event_add(l->event, NULL) ? 0 : WEIR_ENOMEM;
}

/* All that takes more than the sandbox lets through; no byte of anybody is read before the loop runs. */
static int set_up(struct server *s, const struct server_start *start, struct err *e)
{
	const struct timeval tick = {.tv_sec = SERVER_TICK_MS / 1000};
	int rc = 0;

	s->base = event_base_new();
	s->listeners = calloc(start->nfds + 1, sizeof *s->listeners);
	if (!s->base || !s->listeners)
		return WEIR_ENOMEM;
	for (size_t i = 0; !rc && i < start->nfds; i++) {
		const bool rtr = i < start->border->rtr.n;

		s->listeners[i] = (struct listener){.server = s,
						    .at = border_listener(start->border, i),
						    .rtr = rtr ? &start->border->rtr.v[i] : NULL,
						    .fd = start->fds[i]};
		s->nlisteners++;
		rc = listen_at(&s->listeners[i], start, i, e);
	}
	s->control_event = event_new(s->base, s->control, EV_READ | EV_PERSIST, on_control, s);
	s->tick_event = event_new(s->base, -1, EV_PERSIST, on_tick, s);
	if (!s->control_event || !s->tick_event || event_add(s->control_event, NULL) || event_add(s->tick_event, &tick))
		return WEIR_ENOMEM;
	return rc;
}

static void release(struct server *s)
{
	while (s->routers)
		router_close(s->routers);
	http_release(&s->http);
	for (size_t i = 0; i < s->nlisteners; i++) {
		if (s->listeners[i].event)
			event_free(s->listeners[i].event);
		tls_context_free(s->listeners[i].tls);
	}
	if (s->control_event)
		event_free(s->control_event);
	if (s->tick_event)
		event_free(s->tick_event);
	if (s->base)
		event_base_free(s->base);
	free(s->listeners);
	stock_release(&s->stock);
	tasks_release(&s->tasks);
}

int server_run(const struct server_start *start)
{
	struct server s = {.border = start->border, .control = start->control};
	struct err e = {.code = 0};
	int rc = set_up(&s, start, &e);

	if (!rc)
		rc = sandbox_sockets(start->border->state.text, &e);
	if (!rc)
		rc = stock_open(&s.stock, start->border);
	if (rc && !e.code)
		err_set(&e, rc, "out of memory");
	if (rc)
		log_err("server", &e);
	else
		tell_serving(&s);
	if (!rc && event_base_dispatch(s.base) < 0)
		rc = WEIR_EIO;
	release(&s);
	return rc ? 1 : 0;
}
