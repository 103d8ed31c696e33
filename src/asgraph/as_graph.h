#ifndef WEIR_ASGRAPH_AS_GRAPH_H
#define WEIR_ASGRAPH_AS_GRAPH_H

#include <stddef.h>
#include <stdint.h>

#include "base/input.h"
#include "base/report.h"
#include "base/vec.h"

/*
 * The Internet's AS relationships, from CAIDA's files:
 *
 *	serial-1  PROVIDER|CUSTOMER|-1     PEER|PEER|0
 *	serial-2  the same and a fourth field, the source of the inference ("bgp", "mlp")
 *
 *	struct as_graph g = {0};
 *	rc = as_graph_read(&g, in, &report, &err);      each file in the order of trust
 *	rc = as_graph_index(&g, &report);
 *	rel = as_graph_relationship(&g, 174, 64500);
 *	as_graph_release(&g);
 */

/* What the other AS is to this one. */
enum as_relation { AS_PROVIDER, AS_CUSTOMER, AS_PEER, AS_RELATIONS, AS_NONE = AS_RELATIONS };

/* One line of a file; the lower number first. */
struct as_link {
	uint32_t a, b;
	uint32_t line;
	uint16_t source;   /* number in g->sources */
	uint8_t relation;  /* what `b` is to `a` */
	uint8_t inference; /* first letter of the fourth field, 0 where there is none */
};

/* One file that was read. */
struct as_graph_source {
	char *name;
	size_t links; /* lines that were links, doubles among them */
};

/*
 * After as_graph_index(): `links` sorted by (a, b), each pair once; `asns` sorted, an AS's
 * position in it is its dense index; neighbors in one array, where those of AS `i` with relation
 * `r` are neighbors[start[AS_RELATIONS * i + r]] up to before start[AS_RELATIONS * i + r + 1],
 * as dense indices, ascending.
 */
struct as_graph {
	VEC(struct as_link) links;
	VEC(struct as_graph_source) sources;
	uint32_t nasns;
	uint32_t *asns, *start, *neighbors;
};

/*
 * Read one file after those already read; a damaged line is noted in `r` and left out. A file
 * with no link and some damage is no such file: WEIR_ESYNTAX. Else 0, WEIR_ENOMEM, WEIR_ELIMIT
 * or what the input said. Not after as_graph_index(). O(bytes).
 */
int as_graph_read(struct as_graph *g, struct input *in, struct report *r, struct err *e);

/*
 * Make what the queries need. Of lines for the same pair the first in the earliest source
 * stands; one that says otherwise is noted. 0 or WEIR_ENOMEM. O(links log links).
 */
int as_graph_index(struct as_graph *g, struct report *r);

/* The link between two ASes, with its place, or NULL. O(log links). */
const struct as_link *as_graph_link(const struct as_graph *g, uint32_t x, uint32_t y);

/* What AS `y` is to AS `x`: AS_PROVIDER, AS_CUSTOMER, AS_PEER or AS_NONE. O(log links). */
enum as_relation as_graph_relationship(const struct as_graph *g, uint32_t x, uint32_t y);

/* The dense index of an AS, or UINT32_MAX. O(log ASes). */
uint32_t as_graph_find(const struct as_graph *g, uint32_t asn);

/* The neighbors of AS number `i` (dense) that are `relation` to it, as dense indices; *n is how many. O(1). */
const uint32_t *as_graph_neighbors(const struct as_graph *g, uint32_t i, enum as_relation relation,
				   size_t *n);

void as_graph_release(struct as_graph *g);

#endif
