#ifndef WEIR_BGP_TABLE_H
#define WEIR_BGP_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/input.h"
#include "base/report.h"
#include "base/vec.h"
#include "net/as_path.h"
#include "net/prefix.h"

/*
 * A table of unicast routes, made for going through in order of prefix. What was
 * said last per prefix, neighbor and path identifier stands: a table read
 * after another replaces its routes, a withdrawal takes one away. IPv4 routes
 * take 16 bytes; each distinct AS path is kept once.
 *
 *	struct bgp_table t = {0};
 *	for each file: rc = bgp_table_read(&t, in, &report, &err);
 *	rc = bgp_table_finish(&t);
 *	for (size_t i = 0; i < bgp_table_count(&t); i++) {
 *		struct bgp_table_route r = bgp_table_get(&t, i); …
 */
enum { BGP_TABLE_MAX = 1 << 28, BGP_TABLE_PEERS_MAX = 1 << 24, BGP_TABLE_PATHS_MAX = 1 << 30 };

struct bgp_route4 {
	uint64_t key; /* address << 32 | length << 24 | number of the peer */
	uint32_t path, place;
};

struct bgp_route6 {
	uint64_t hi, lo;
	uint32_t key; /* length << 24 | number of the peer */
	uint32_t path, place;
};

struct bgp_peer {
	uint64_t hi, lo; /* its address, as in struct prefix */
	uint32_t asn, path_id;
	uint8_t family;
	bool add_path;
};

/* A file that was read: its records or lines have the places from `first` on. */
struct bgp_source {
	char *name;
	uint32_t first;
	bool text;
};

struct bgp_table {
	VEC(struct bgp_route4) v4;
	VEC(struct bgp_route6) v6;
	VEC(struct bgp_peer) peers;
	VEC(uint32_t) paths; /* each: how many segments and ASNs, the segments, the ASNs */
	VEC(struct bgp_source) sources;
	uint32_t next_place;
	struct bgp_index *index; /* paths and peers by content, while reading */
};

/*
 * Read a whole file, MRT or text as `bgpdump -m`, into the table. Damage is
 * counted in `report` and the rest goes on; 0, or a negative code with `e` where
 * the file ends early or cannot be read: what came before is in the table.
 */
int bgp_table_read(struct bgp_table *t, struct input *in, struct report *report, struct err *e);

/*
 * Put the routes in order of prefix_cmp(), then peer; to be called once, before what
 * follows. 0 or WEIR_ENOMEM.
 */
int bgp_table_finish(struct bgp_table *t);

struct bgp_table_route {
	struct prefix prefix;
	const struct bgp_peer *peer; /* the neighbor: its address and ASN */
	struct as_path path;
	const char *file; /* where it was said … */
	uint32_t record;  /* … in which record (MRT) or line (text), from 1 */
	bool text;
};

/* How many routes there are; the i-th, IPv4 first. O(1), the source O(log files). */
size_t bgp_table_count(const struct bgp_table *t);
struct bgp_table_route bgp_table_get(const struct bgp_table *t, size_t i);

/* The prefix of the i-th alone. O(1). */
struct prefix bgp_table_prefix(const struct bgp_table *t, size_t i);

void bgp_table_release(struct bgp_table *t);

#endif
