#include "asgraph/clique.h"

#include <stdlib.h>

/* An AS with customers and no provider. */
struct top {
	uint32_t asn;
	size_t customers;
};

struct tops {
	VEC(struct top) items;
};

static size_t count(const struct as_graph *g, uint32_t i, enum as_relation relation)
{
	size_t n;

	as_graph_neighbors(g, i, relation, &n);
	return n;
}

static int by_customers(const void *a, const void *b)
{
	const struct top *x = a, *y = b;

	if (x->customers != y->customers)
		return x->customers > y->customers ? -1 : 1;
	return (x->asn > y->asn) - (x->asn < y->asn);
}

static int list_tops(const struct as_graph *g, struct tops *tops)
{
	int rc = 0;

	for (uint32_t i = 0; !rc && i < g->nasns; i++) {
		struct top top = {g->asns[i], count(g, i, AS_CUSTOMER)};

		if (top.customers && !count(g, i, AS_PROVIDER))
			rc = vec_push(&tops->items, top, ASN_SET_MAX);
	}
	if (tops->items.n)
		qsort(tops->items.v, tops->items.n, sizeof *tops->items.v, by_customers);
	return rc;
}

static bool peers_with_all(const struct as_graph *g, uint32_t asn, const struct asn_set *clique)
{
	for (size_t i = 0; i < clique->asns.n; i++)
		if (as_graph_relationship(g, asn, clique->asns.v[i]) != AS_PEER)
			return false;
	return true;
}

int as_graph_clique(const struct as_graph *g, struct asn_set *clique)
{
	struct tops tops = {0};
	int rc = list_tops(g, &tops);

	for (size_t i = 0; !rc && i < tops.items.n; i++)
		if (peers_with_all(g, tops.items.v[i].asn, clique))
			rc = asn_set_add(clique, tops.items.v[i].asn);
	vec_free(&tops.items);
	if (clique->asns.n == 1)
		clique->asns.n = 0;
	asn_set_normalize(clique);
	return rc;
}
