#ifndef WEIR_RTR_STATE_H
#define WEIR_RTR_STATE_H

#include "base/err.h"
#include "rtr/cache.h"

/*
 * A cache as bytes, so that a restart goes on with the same sessions and serial: the identity, the
 * set, the steps before it, each with its sum (base/umac.h), and the SHA-256 of all that stands before
 * the sets. Bytes in which anything is wrong give no cache at all: the caller begins new sessions, and
 * routers are told to start over.
 */
enum { RTR_STATE_VERSION = 2 };

/* Write it; `as_of` is when its data were validated, in seconds since 1970. `to` keeps errors. */
void rtr_state_write(struct out *to, const struct rtr_cache *c, uint64_t as_of);

/*
 * Read it back. 0; WEIR_ENOTFOUND for the state of another version of weir, WEIR_ESYNTAX for
 * a damaged one, WEIR_ENOMEM. `name` is for the error.
 */
int rtr_state_read(struct rtr_cache **to, uint64_t *as_of, const uint8_t *bytes, size_t n,
		   const char *name, struct err *e);

#endif
