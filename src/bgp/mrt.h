#ifndef WEIR_BGP_MRT_H
#define WEIR_BGP_MRT_H

#include "base/input.h"
#include "base/report.h"
#include "base/vec.h"
#include "bgp/attr_cache.h"
#include "bgp/route.h"
#include "net/wire.h"

/*
 * What the parts of the MRT reader share. A function that reads a record or a
 * part of one returns 0 to go on, also after damage, which it has counted; other
 * than 0 ends the reading.
 */
struct mrt_peer {
	struct prefix address;
	uint32_t asn;
};

struct mrt_reader {
	struct input *in;
	struct report *report;
	route_handler *handle;
	void *context;
	struct err *e;
	struct attr_cache cache;
	VEC(struct mrt_peer) peers; /* of the last PEER_INDEX_TABLE */
	bool has_peers;
	struct route route; /* what is common to the routes of the record at hand */
	uint64_t offset;    /* of the record in the file, decompressed */
};

/* Count damage of the record at hand, with its place. Always 0. */
int mrt_damage(struct mrt_reader *m, const char *problem);

/* The same for one prefix of it, and an attribute by its type where it is not 0. */
int mrt_route_damage(struct mrt_reader *m, const struct prefix *p, unsigned type,
		     const char *problem);

/* The attributes of a block; NULL in *a where memory ran out, which is returned. */
int mrt_attributes(struct mrt_reader *m, struct wire block, struct attributes_form form,
		   const struct attributes **a);

/* What is wrong with using these attributes for a route, or NULL; fills route.next_hop. */
const char *mrt_next_hop(struct mrt_reader *m, const struct attributes *a, bool from_reach);

/* A host prefix of `family` from the wire. */
struct prefix mrt_address(struct wire *w, unsigned family);

/* A prefix: its length, then as many bytes as that needs. NULL, or what is wrong with it. */
const char *mrt_prefix(struct wire *w, unsigned family, struct prefix *p, bool *host_bits);

/* The records of one type each; `w` is the body, the subtype as in the header. */
int mrt_table_dump(struct mrt_reader *m, unsigned subtype, struct wire w);
int mrt_table_dump_v2(struct mrt_reader *m, unsigned subtype, struct wire w);
int mrt_bgp4mp(struct mrt_reader *m, unsigned subtype, struct wire w);
int mrt_bgp(struct mrt_reader *m, unsigned subtype, struct wire w);

/* The body of a BGP UPDATE; the route at hand has its peer. */
int mrt_update(struct mrt_reader *m, struct wire w, unsigned asn_bytes);

#endif
