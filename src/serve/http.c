#include "serve/http.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "serve/http_request.h"
#include "serve/log.h"
#include "serve/metrics.h"
#include "tls/line.h"

/* One connection. */
struct http_client {
	struct http_client *next, **self; /* in http.clients */
	struct server *server;
	struct line line;
	struct event *in, *out;
	uint64_t since; /* clock_ms() */
	size_t nin, sent;
	struct out answer; /* in memory, once there is one */
	bool answered;
	char request[HTTP_REQUEST_MAX];
};

static void close_client(struct http_client *c)
{
	*c->self = c->next;
	if (c->next)
		c->next->self = c->self;
	c->server->http.nclients--;
	if (c->in)
		event_free(c->in);
	if (c->out)
		event_free(c->out);
	if (c->answered)
		out_release(&c->answer);
	line_close(&c->line);
	free(c);
}

/* The pages: each puts its text, and says how that is to be taken. */

static enum http_status put_metrics(struct out *o, const struct server *s)
{
	metrics_put(o, s, (uint64_t)time(NULL));
	return HTTP_OK;
}

/* What the relying party could not do is told as long as it is not too late for what is served. */
static void put_fetch(struct out *o, const struct server *s)
{
	const struct fetch_report *r = &s->fetch.last;

	if (r->result != FETCH_GOOD)
		out_printf(o, "rpki-client: %s: %s\n", fetch_result_text(r->result), r->why);
}

static enum http_status put_health(struct out *o, const struct server *s)
{
	const char *trouble = metrics_trouble(s);

	out_printf(o, "%s\n", trouble ? trouble : "ok");
	if (s->stock.stale)
		out_str(o, "a source says of itself that it is older than max-age\n");
	put_fetch(o, s);
	return trouble ? HTTP_UNAVAILABLE : HTTP_OK;
}

static const struct page {
	const char *path, *type;
	enum http_status (*put)(struct out *o, const struct server *s);
} pages[] = {
	{"/metrics", "application/openmetrics-text; version=1.0.0; charset=utf-8", put_metrics},
	{"/healthz", "text/plain", put_health},
};

static const struct page *find_page(const char *path)
{
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		if (!strcmp(pages[i].path, path))
			return &pages[i];
	return NULL;
}

static void put_head(struct out *o, enum http_status status, const char *type, size_t n)
{
	out_printf(o,
		   "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s"
		   "Cache-Control: no-store\r\nConnection: close\r\n\r\n",
		   status, http_status_text(status), type, n, status == HTTP_METHOD ? "Allow: GET, HEAD\r\n" : "");
}

/* False: there is no memory for it. */
static bool answer(struct http_client *c, enum http_status status, const struct http_request *r)
{
	const struct page *page = status == HTTP_OK ? find_page(r->path) : NULL;
	struct out body;
	bool whole;

	out_mem(&body, HTTP_ANSWER_MAX);
	out_mem(&c->answer, HTTP_ANSWER_MAX + 512);
	c->answered = true;
	if (page)
		status = page->put(&body, c->server);
	else
		out_printf(&body, "%s\n", http_status_text(status = status == HTTP_OK ? HTTP_NOT_FOUND : status));
	whole = !out_finish(&body);
	put_head(&c->answer, status, page ? page->type : "text/plain", body.n);
	if (whole && !r->head)
		out_write(&c->answer, body.s, body.n);
	out_release(&body);
	return whole && !out_finish(&c->answer);
}

/* False: the connection is over. */
static bool take_some(struct http_client *c)
{
	const size_t room = sizeof c->request - c->nin;
	ssize_t n = line_read(&c->line, c->request + c->nin, room);
	struct http_request request;
	enum http_status status;

	if (n <= 0)
		return n == LINE_AGAIN;
	c->nin += (size_t)n;
	status = http_request_read(c->request, c->nin, &request);
	return status == HTTP_MORE || answer(c, status, &request);
}

/* False: all is sent, or cannot be. */
static bool send_some(struct http_client *c)
{
	int rc = line_flush(&c->line);

	while (!rc && c->answered && c->sent < c->answer.n) {
		const struct iovec rest = {.iov_base = c->answer.s + c->sent, .iov_len = c->answer.n - c->sent};
		ssize_t n = line_write(&c->line, &rest, 1);

		if (n < 0)
			return n == LINE_AGAIN;
		c->sent += (size_t)n;
		rc = line_flush(&c->line);
	}
	return rc == LINE_AGAIN || (!rc && !c->answered);
}

static void on_event(evutil_socket_t fd, short what, void *context)
{
	struct http_client *c = context;
	bool alive = true;

	(void)fd;
	(void)what;
	if (!c->answered)
		alive = take_some(c);
	while (alive && !c->answered && line_holds_input(&c->line))
		alive = take_some(c);
	if (!alive || !send_some(c)) {
		close_client(c);
		return;
	}
	server_want(c->in, !c->answered && line_is_flushed(&c->line));
	server_want(c->out, c->answered || !line_is_flushed(&c->line));
}

static struct http_client *oldest(struct http *h)
{
	struct http_client *c = h->clients;

	while (c->next)
		c = c->next;
	return c;
}

static void turn_out(struct http *h, struct http_client *c)
{
	h->turned_out++;
	close_client(c);
}

static void enter(struct http *h, struct http_client *c)
{
	if (h->nclients == HTTP_CLIENTS)
		turn_out(h, oldest(h));
	c->next = h->clients;
	c->self = &h->clients;
	if (c->next)
		c->next->self = &c->next;
	h->clients = c;
	h->nclients++;
}

static void start(const struct listener *l, struct http_client *c, int fd)
{
	*c = (struct http_client){.server = l->server, .since = clock_ms()};
	line_plain(&c->line, fd);
	enter(&l->server->http, c);
	c->in = event_new(l->server->base, fd, EV_READ | EV_PERSIST, on_event, c);
	c->out = event_new(l->server->base, fd, EV_WRITE | EV_PERSIST, on_event, c);
	if (!c->in || !c->out || (l->tls && line_accept(&c->line, fd, l->tls, NULL)))
		close_client(c);
	else
		event_add(c->in, NULL);
}

void http_on_connection(evutil_socket_t fd, short what, void *context)
{
	struct listener *l = context;
	struct sockaddr_storage from;
	const int client = server_accept(l, &from);
	struct http_client *c = client < 0 ? NULL : malloc(sizeof *c);

	(void)fd;
	(void)what;
	if (c)
		start(l, c, client);
	else if (client >= 0)
		close(client);
}

void http_tick(struct http *h)
{
	while (h->clients && clock_ms() - oldest(h)->since > HTTP_MS)
		turn_out(h, oldest(h));
}

void http_release(struct http *h)
{
	while (h->clients)
		close_client(h->clients);
}
