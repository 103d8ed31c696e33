#ifndef WEIR_SNAPSHOT_SENDERS_H
#define WEIR_SNAPSHOT_SENDERS_H

#include <stdint.h>

#include "base/vec.h"
#include "bgp/table.h"
#include "border/border.h"

/*
 * Who sent a route of the table to the network: the neighbor whose ASN its session has. In
 * the network's own table (the session has its ASN) it is the first other ASN of the path,
 * after the network's confederation (RFC 5065); a path without one is the network's own.
 */
enum sender_kind {
	SENDER_NEIGHBOR,
	SENDER_SELF,    /* the network originates it */
	SENDER_LOOP,    /* it came through the network: BGP drops it (RFC 4271 section 9.1.2) */
	SENDER_STRANGER /* its session is of no neighbor of this border */
};

struct sender {
	enum sender_kind kind;
	uint32_t neighbor; /* of SENDER_NEIGHBOR: its number in the border */
	uint32_t skip;     /* that many ASNs of the path are the network's own, before the sender's */
};

struct sender_number {
	uint32_t asn, neighbor;
};

struct senders {
	uint32_t own;
	VEC(struct sender_number) numbers; /* by ASN */
};

/* 0 or WEIR_ENOMEM; release the zeroed or made struct after use. O(neighbors * log neighbors). */
int senders_make(struct senders *s, const struct border *b);

/* Pure. O(path + log neighbors). */
struct sender senders_find(const struct senders *s, const struct bgp_table_route *r);

void senders_release(struct senders *s);

#endif
