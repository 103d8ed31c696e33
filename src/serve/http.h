#ifndef WEIR_SERVE_HTTP_H
#define WEIR_SERVE_HTTP_H

#include "serve/server.h"

/*
 * /metrics (OpenMetrics, with Routinator's names where the meaning is the same) and /healthz, which is 200
 * where data are served and 503 where they are not, and says why. A connection has one request of
 * HTTP_REQUEST_MAX bytes, one answer, and HTTP_MS for both and for the handshake of TLS, whatever it says
 * meanwhile; where there are HTTP_CLIENTS, the oldest makes room for the next.
 */
enum { HTTP_CLIENTS = 64, HTTP_MS = 10 * 1000, HTTP_ANSWER_MAX = 1 << 20 };

/* The event of a listener (the context) for HTTP. */
void http_on_connection(evutil_socket_t fd, short what, void *context);

/* To be called every second or so: who takes too long is closed. */
void http_tick(struct http *h);

/* Close all. */
void http_release(struct http *h);

#endif
