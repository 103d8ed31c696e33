#ifndef WEIR_BGP_TABLE_INDEX_H
#define WEIR_BGP_TABLE_INDEX_H

#include "bgp/id_map.h"
#include "bgp/table.h"

/* What a table needs only while it is read: its paths and peers, found by content. */
struct bgp_index {
	uint64_t seed; /* hashes differ from run to run: paths come from strangers */
	struct id_map paths, peers;
};

/* Make t->index where there is none. 0 or WEIR_ENOMEM. */
int bgp_index_start(struct bgp_table *t);
void bgp_index_end(struct bgp_table *t);

/* The place of a path in t->paths, put there where it is new. 0, WEIR_ENOMEM or WEIR_ELIMIT. */
int bgp_index_path(struct bgp_table *t, const struct as_path *p, uint32_t *at);

/* The number of a peer in t->peers; the same. */
int bgp_index_peer(struct bgp_table *t, const struct bgp_peer *p, uint32_t *number);

/* The path at a place of t->paths. */
struct as_path bgp_index_get(const struct bgp_table *t, uint32_t at);

#endif
