#include "serve/http.h"

#include <event2/buffer.h>
#include <time.h>

#include "serve/metrics.h"

enum { HEADERS = 8192, SECONDS = 10 };

static void answer(struct evhttp_request *request, int status, const char *type, const char *text, size_t n)
{
	struct evbuffer *body = evhttp_request_get_output_buffer(request);

	if (evbuffer_add(body, text, n)) {
		evhttp_send_error(request, HTTP_INTERNAL, NULL);
		return;
	}
	evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type", type);
	evhttp_add_header(evhttp_request_get_output_headers(request), "Connection", "close");
	evhttp_send_reply(request, status, NULL, NULL);
}

static void on_metrics(struct evhttp_request *request, void *context)
{
	struct out o;

	out_mem(&o, SIZE_MAX);
	metrics_put(&o, context, (uint64_t)time(NULL));
	if (out_finish(&o))
		evhttp_send_error(request, HTTP_INTERNAL, NULL);
	else
		answer(request, HTTP_OK, "application/openmetrics-text; version=1.0.0; charset=utf-8", o.s, o.n);
	out_release(&o);
}

/* What the relying party could not do is told as long as it is not too late for what is served. */
static void put_fetch(struct out *o, const struct server *s)
{
	const struct fetch_report *r = &s->fetch.last;

	if (r->result != FETCH_GOOD)
		out_printf(o, "rpki-client: %s: %s\n", fetch_result_text(r->result), r->why);
}

static void on_health(struct evhttp_request *request, void *context)
{
	const char *trouble = metrics_trouble(context);
	struct out o;

	out_mem(&o, SIZE_MAX);
	out_printf(&o, "%s\n", trouble ? trouble : "ok");
	put_fetch(&o, context);
	if (out_finish(&o))
		evhttp_send_error(request, HTTP_INTERNAL, NULL);
	else
		answer(request, trouble ? HTTP_SERVUNAVAIL : HTTP_OK, "text/plain", o.s, o.n);
	out_release(&o);
}

int http_start(struct server *s, int fd)
{
	s->http = evhttp_new(s->base);
	if (!s->http)
		return WEIR_ENOMEM;
	evhttp_set_allowed_methods(s->http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_max_headers_size(s->http, HEADERS);
	evhttp_set_max_body_size(s->http, 0);
	evhttp_set_timeout(s->http, SECONDS);
	if (evhttp_set_cb(s->http, "/metrics", on_metrics, s) || evhttp_set_cb(s->http, "/healthz", on_health, s) ||
	    evhttp_accept_socket(s->http, fd))
		return WEIR_ENOMEM;
	return 0;
}
