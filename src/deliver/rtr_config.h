#ifndef WEIR_DELIVER_RTR_CONFIG_H
#define WEIR_DELIVER_RTR_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/out.h"
#include "net/endpoint.h"

/*
 * What makes a router ask caches for VRPs (RFC 8210) and reject the routes that they make invalid: a
 * piece of its configuration, one writer a language. The policy does not mark routes with their state,
 * which would send updates for each change of a ROA, and takes no route for better because it is valid.
 */
struct rtr_config {
	const struct endpoint *caches; /* the first is preferred where the language knows preference */
	size_t ncaches;                /* at least one */
	uint32_t asn;                  /* of the router; 0 where the language needs none */
};

enum {
	RTR_REFRESH = 600,  /* seconds between queries, where no Serial Notify came */
	RTR_EXPIRE = 7200   /* seconds that VRPs of a silent cache count (8210bis section 6) */
};

struct rtr_language {
	const char *name; /* as in the border file */
	bool needs_asn;
	void (*write)(struct out *o, const struct rtr_config *c);
};

/* The table, in the order of the border file's languages; its last row has no name. */
extern const struct rtr_language rtr_languages[];

/* By name, or NULL. */
const struct rtr_language *rtr_language_find(const char *name);

#endif
