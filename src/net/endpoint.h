#ifndef WEIR_NET_ENDPOINT_H
#define WEIR_NET_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/prefix.h"

/* An address and a port of TCP. */
struct endpoint {
	struct prefix host; /* of the family's full length */
	uint16_t port;      /* never 0 */
};

/* Whether both are the same place. */
static inline bool endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && prefix_equal(&a->host, &b->host);
}

/*
 * Read "192.0.2.2:8282" or "[2001:db8::2]:8282" from exactly `n` bytes. False for anything else, and *e stays as
 * it is; names of hosts are none, for nothing here asks a resolver.
 */
bool endpoint_parse(const char *s, size_t n, struct endpoint *e);

enum { ENDPOINT_TEXT = ADDRESS_TEXT + 8 };

/* Whether nobody outside this machine has the address: 127.0.0.0/8, ::1. */
bool address_is_loopback(const struct prefix *host);

/* As it is read, NUL-terminated; returns `to`. */
const char *endpoint_text(const struct endpoint *e, char to[ENDPOINT_TEXT]);

/* The address alone, NUL-terminated; returns `to`. */
const char *endpoint_host_text(const struct endpoint *e, char to[ADDRESS_TEXT]);

#endif
