#ifndef WEIR_SERVE_HTTP_H
#define WEIR_SERVE_HTTP_H

#include "serve/server.h"

/*
 * /metrics (OpenMetrics, with Routinator's names where the meaning is the same) and /healthz, which is 200
 * where data are served and 503 where they are not, and says why. Requests are few and small: limits of
 * size and time keep it so. 0 or WEIR_ENOMEM.
 */
int http_start(struct server *s, int fd);

#endif
