#ifndef WEIR_ASGRAPH_CLIQUE_H
#define WEIR_ASGRAPH_CLIQUE_H

#include "asgraph/as_graph.h"
#include "net/asn.h"

/*
 * The ASes at the top ("tier 1"): those with customers, without a provider, and with all
 * others of them as peers. They are taken by number of customers, the most first, then by
 * number, each that peers with all before it (AS Rank's input clique is the same on
 * CAIDA's files). One alone is none: a graph that is a cut has many ASes without a provider.
 *
 * 0, WEIR_ENOMEM or WEIR_ELIMIT; *clique is normalized and the caller's to release.
 * O(ASes + clique^2 * log links).
 */
int as_graph_clique(const struct as_graph *g, struct asn_set *clique);

#endif
