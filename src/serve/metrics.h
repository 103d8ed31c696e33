#ifndef WEIR_SERVE_METRICS_H
#define WEIR_SERVE_METRICS_H

#include "base/out.h"
#include "serve/server.h"

/* What a server has to say to a monitor, as OpenMetrics text. `now`: seconds since 1970. */
void metrics_put(struct out *o, const struct server *s, uint64_t now);

/* Why nothing is served, NULL where something is. */
const char *metrics_trouble(const struct server *s);

/* The text of a label: a name may hold any byte, and two are escaped. */
void metrics_put_label(struct out *o, const char *s);

#endif
