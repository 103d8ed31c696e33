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
enum rtr_protection {
	RTR_PLAIN,
	RTR_TLS, /* `tls` of the cache's listener (8210bis section 9.2) */
	RTR_MD5, /* `md5` of it: TCP MD5 signatures (section 9.3) */
	RTR_PROTECTIONS
};

struct rtr_config {
	const struct endpoint *caches; /* the first is preferred where the language knows preference */
	size_t ncaches;                /* at least one, at most RTR_CACHES */
	uint32_t asn;                  /* of the router; 0 where the language needs none */
	enum rtr_protection protection;
};

enum {
	RTR_CACHES = 10,   /* routers take ten and fewer */
	RTR_REFRESH = 600,  /* seconds between queries, where no Serial Notify came */
	RTR_EXPIRE = 7200   /* seconds that VRPs of a silent cache count (8210bis section 6) */
};

struct rtr_language {
	const char *name;  /* as in the border file */
	const char *title; /* as people call the router */
	bool needs_asn;
	const char *comment[2]; /* what a line of comment begins and ends with */
	bool on_host;           /* other programs can run beside the router */
	const char *signs;      /* since when it signs its sessions with caches (TCP MD5); NULL: it does not */
	const char *instead;    /* what it has beside plain TCP, in words; NULL: nothing */
	void (*write)(struct out *o, const struct rtr_config *c);
};

/* The table, in the order of the border file's languages; its last row has no name. */
extern const struct rtr_language rtr_languages[];

/* By name, or NULL. */
const struct rtr_language *rtr_language_find(const char *name);

/*
 * Write the piece. False where the router has not what the sessions are to be protected by: a comment at its head
 * says so and what to do in its place. The sessions are then those with the near end of a tunnel, where a program
 * beside the router can be one, else left out; none goes to a cache in plain where it was to be protected.
 */
bool rtr_config_write(struct out *o, const struct rtr_language *l, const struct rtr_config *c);

#endif
