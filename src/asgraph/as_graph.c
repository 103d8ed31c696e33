#include "asgraph/as_graph.h"

#include <stdlib.h>

/*
 * How this works: links are sorted by their two ends and made unique; the ASes are
 * numbered by rank. The neighbors then go into one array by a counting sort over
 * (AS, relation): count, sum up, place. Placing goes through the links in order, once
 * for the lower ends and once for the upper, so each AS's neighbors come out ascending.
 */
static int cmp_link(const void *x, const void *y)
{
	const struct as_link *a = x, *b = y;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	if (a->source != b->source)
		return (int)a->source - b->source;
	return (a->line > b->line) - (a->line < b->line);
}

static int cmp_pair(const void *x, const void *y)
{
	const struct as_link *a = x, *b = y;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return (a->b > b->b) - (a->b < b->b);
}

static void note_conflict(const struct as_graph *g, const struct as_link *stands,
			  const struct as_link *other, struct report *r)
{
	const char *where = g->sources.v[stands->source].name;

	report_note(r, g->sources.v[other->source].name, other->line, 0,
		    "AS%u and AS%u are related otherwise in %.100s:%u, which stands", other->a,
		    other->b, where, stands->line);
}

static void drop_doubles(struct as_graph *g, struct report *r)
{
	struct as_link *l = g->links.v;
	size_t kept = 0;

	for (size_t i = 1; i < g->links.n; i++) {
		if (cmp_pair(&l[kept], &l[i]))
			l[++kept] = l[i];
		else if (l[kept].relation != l[i].relation)
			note_conflict(g, &l[kept], &l[i], r);
	}
	g->links.n = kept + 1;
	vec_trim(&g->links);
}

static int cmp_asn(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The ASes of all links, each once, ascending. */
static int number_asns(struct as_graph *g)
{
	size_t n = 0, kept = 0;
	uint32_t *v = malloc(g->links.n * 2 * sizeof *v), *less;

	if (!v)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < g->links.n; i++) {
		if (!i || g->links.v[i].a != g->links.v[i - 1].a) /* sorted by them */
			v[n++] = g->links.v[i].a;
		v[n++] = g->links.v[i].b;
	}
	qsort(v, n, sizeof *v, cmp_asn);
	for (size_t i = 1; i < n; i++)
		if (v[i] != v[kept])
			v[++kept] = v[i];
	g->nasns = (uint32_t)kept + 1;
	less = realloc(v, g->nasns * sizeof *v);
	g->asns = less ? less : v;
	return 0;
}

static enum as_relation reverse(enum as_relation r)
{
	return r == AS_PROVIDER ? AS_CUSTOMER : r == AS_CUSTOMER ? AS_PROVIDER : r;
}

/* The dense index of the lower end of a link, from that of the link before it. */
static uint32_t lower_end(const struct as_graph *g, size_t link, uint32_t i)
{
	while (g->asns[i] != g->links.v[link].a)
		i++;
	return i;
}

/*
 * Find the upper end of each link, and count into start[slot + 2], so that placing may
 * move start[slot + 1] and leave both right.
 */
static void count_neighbors(struct as_graph *g, uint32_t *upper)
{
	size_t slots = (size_t)g->nasns * AS_RELATIONS;
	uint32_t lower = 0;

	for (size_t i = 0; i < g->links.n; i++) {
		enum as_relation r = g->links.v[i].relation;

		lower = lower_end(g, i, lower);
		upper[i] = as_graph_find(g, g->links.v[i].b);
		g->start[(size_t)lower * AS_RELATIONS + r + 2]++;
		g->start[(size_t)upper[i] * AS_RELATIONS + reverse(r) + 2]++;
	}
	for (size_t i = 2; i < slots + 2; i++)
		g->start[i] += g->start[i - 1];
}

/* Lower neighbors first, then upper ones: both passes meet them in ascending order. */
static void place_neighbors(struct as_graph *g, const uint32_t *upper)
{
	uint32_t lower = 0;

	for (size_t i = 0; i < g->links.n; i++) {
		enum as_relation r = reverse(g->links.v[i].relation);

		lower = lower_end(g, i, lower);
		g->neighbors[g->start[(size_t)upper[i] * AS_RELATIONS + r + 1]++] = lower;
	}
	lower = 0;
	for (size_t i = 0; i < g->links.n; i++) {
		enum as_relation r = g->links.v[i].relation;

		lower = lower_end(g, i, lower);
		g->neighbors[g->start[(size_t)lower * AS_RELATIONS + r + 1]++] = upper[i];
	}
}

int as_graph_index(struct as_graph *g, struct report *r)
{
	uint32_t *upper;
	int rc;

	if (!g->links.n)
		return 0;
	qsort(g->links.v, g->links.n, sizeof *g->links.v, cmp_link);
	drop_doubles(g, r);
	rc = number_asns(g);
	if (rc)
		return rc;
	g->start = calloc((size_t)g->nasns * AS_RELATIONS + 2, sizeof *g->start);
	g->neighbors = malloc(g->links.n * 2 * sizeof *g->neighbors);
	upper = malloc(g->links.n * sizeof *upper);
	if (!g->start || !g->neighbors || !upper) {
		free(upper);
		return WEIR_ENOMEM;
	}
	count_neighbors(g, upper);
	place_neighbors(g, upper);
	free(upper);
	return 0;
}

const struct as_link *as_graph_link(const struct as_graph *g, uint32_t x, uint32_t y)
{
	struct as_link key = {.a = x < y ? x : y, .b = x < y ? y : x};

	return g->links.n ? bsearch(&key, g->links.v, g->links.n, sizeof key, cmp_pair) : NULL;
}

enum as_relation as_graph_relationship(const struct as_graph *g, uint32_t x, uint32_t y)
{
	const struct as_link *l = as_graph_link(g, x, y);

	if (!l)
		return AS_NONE;
	return x < y ? l->relation : reverse(l->relation);
}

uint32_t as_graph_find(const struct as_graph *g, uint32_t asn)
{
	const uint32_t *at =
		g->nasns ? bsearch(&asn, g->asns, g->nasns, sizeof asn, cmp_asn) : NULL;

	return at ? (uint32_t)(at - g->asns) : UINT32_MAX;
}

const uint32_t *as_graph_neighbors(const struct as_graph *g, uint32_t i, enum as_relation relation,
				   size_t *n)
{
	size_t slot = (size_t)i * AS_RELATIONS + relation;

	*n = g->start[slot + 1] - g->start[slot];
	return g->neighbors + g->start[slot];
}

void as_graph_release(struct as_graph *g)
{
	for (size_t i = 0; i < g->sources.n; i++)
		free(g->sources.v[i].name);
	vec_free(&g->sources);
	vec_free(&g->links);
	free(g->asns);
	free(g->start);
	free(g->neighbors);
	*g = (struct as_graph){0};
}
