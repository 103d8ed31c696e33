#ifndef WEIR_CMD_RTR_FETCH_H
#define WEIR_CMD_RTR_FETCH_H

#include "base/err.h"
#include "rtr/client.h"
#include "tls/context.h"

/* How an RTR cache is asked. */
struct rtr_asking {
	unsigned version; /* the highest to try */
	unsigned timeout; /* seconds until all must be there */
	const struct tls_context *tls; /* NULL: plain TCP */
	const char *name; /* what a certificate must name; NULL: the host that is asked */
};

/* Whether an operand means a cache, "HOST:PORT" or "[ADDRESS]:PORT", and is no file that is there. */
bool rtr_is_cache(const char *operand);

/*
 * Ask a cache for all it has, over TCP or TLS, in the highest version that both speak: a cache that says
 * so, and one that just hangs up, is asked again in a lower one. 0, with c->state RTR_SYNCED or
 * RTR_WITHOUT_DATA; else WEIR_EIO, WEIR_ESYNTAX (what came is wrong), WEIR_ENOTFOUND
 * (no such host), WEIR_ENOMEM, WEIR_ELIMIT, and *e. `c` is the caller's to release.
 */
int rtr_fetch(struct rtr_client *c, const char *where, const struct rtr_asking *how, struct err *e);

#endif
