#ifndef WEIR_BGP_ROUTE_H
#define WEIR_BGP_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "bgp/attributes.h"
#include "net/prefix.h"

/*
 * One thing said about BGP, whatever it was read from: a route of a table, an
 * announcement, a withdrawal, or a session that changed its state.
 */
enum route_kind { ROUTE_TABLE, ROUTE_ANNOUNCE, ROUTE_WITHDRAW, ROUTE_STATE };

/* The record it came in; text lines keep their name, so that they print as they were. */
enum route_format { ROUTE_TABLE_DUMP, ROUTE_TABLE_DUMP2, ROUTE_BGP, ROUTE_BGP4MP };

struct route {
	enum route_kind kind;
	enum route_format format;
	bool extended_time; /* BGP4MP_ET: microseconds are known */
	bool local;         /* sent by the collector, not received */
	bool add_path;      /* path_id is meaningful (RFC 7911) */
	bool multicast;
	uint32_t time, microseconds;
	struct prefix peer; /* the neighbor's address, as a host prefix */
	uint32_t peer_asn;
	struct prefix prefix;
	uint32_t path_id;
	struct prefix next_hop;              /* as a host prefix; family 0 where it is not known */
	const struct attributes *attributes; /* of tables and announcements; NULL otherwise */
	uint16_t old_state, new_state;       /* of ROUTE_STATE (RFC 6396 4.4.1) */
	uint64_t place;                      /* the record's number, or the line, from 1 */
};

/* What a reader hands its routes to; other than 0 stops the reader, which returns it. */
typedef int route_handler(void *context, const struct route *r);

/* 255.255.255.255, which stands in text for a next hop that is not known. */
#define ROUTE_NO_NEXT_HOP UINT32_MAX

/* A host prefix. */
static inline struct prefix host_ipv4(uint32_t addr)
{
	return (struct prefix){.hi = (uint64_t)addr << 32, .family = IPV4, .len = 32};
}

#endif
