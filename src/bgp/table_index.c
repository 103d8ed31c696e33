#include "bgp/table_index.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { WORDS_BEFORE_SEGMENTS = 2 };

int bgp_index_start(struct bgp_table *t)
{
	if (t->index)
		return 0;
	t->index = calloc(1, sizeof *t->index);
	if (!t->index)
		return WEIR_ENOMEM;
	if (getrandom(&t->index->seed, sizeof t->index->seed, GRND_NONBLOCK) < 0)
		t->index->seed = (uintptr_t)t->index; /* early in boot: better than none */
	return 0;
}

void bgp_index_end(struct bgp_table *t)
{
	if (!t->index)
		return;
	id_map_release(&t->index->paths);
	id_map_release(&t->index->peers);
	free(t->index);
	t->index = NULL;
}

static uint64_t mix(uint64_t h, uint64_t word)
{
	u128 m = (u128)(h ^ word) * 0x9fb21c651e98df25u;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static uint32_t hash_path(uint64_t seed, const struct as_path *p)
{
	uint64_t h = seed;

	for (uint32_t i = 0; i < p->n; i++)
		h = mix(h, p->asns[i]);
	for (uint32_t i = 0; i < p->nsegments; i++)
		h = mix(h, (uint64_t)p->segments[i].kind << 32 | p->segments[i].n);
	return (uint32_t)(h ^ h >> 32);
}

struct as_path bgp_index_get(const struct bgp_table *t, uint32_t at)
{
	const uint32_t *w = t->paths.v + at;

	/* the segments were copied in as they are: two words each */
	return (struct as_path){
		.nsegments = w[0],
		.n = w[1],
		.segments = (const struct as_segment *)(w + WORDS_BEFORE_SEGMENTS),
		.asns = w + WORDS_BEFORE_SEGMENTS + 2 * w[0],
	};
}

static bool same_path(const struct as_path *a, const struct as_path *b)
{
	return a->n == b->n && a->nsegments == b->nsegments &&
	       (!a->n || !memcmp(a->asns, b->asns, a->n * sizeof *a->asns)) &&
	       (!a->nsegments ||
		!memcmp(a->segments, b->segments, a->nsegments * sizeof *a->segments));
}

static int add_path(struct bgp_table *t, const struct as_path *p)
{
	size_t n = WORDS_BEFORE_SEGMENTS + 2 * (size_t)p->nsegments + p->n;
	int rc = vec_reserve(&t->paths, t->paths.n + n, BGP_TABLE_PATHS_MAX);
	uint32_t *w;

	if (rc)
		return rc;
	w = t->paths.v + t->paths.n;
	t->paths.n += n;
	*w++ = p->nsegments;
	*w++ = p->n;
	if (p->nsegments)
		memcpy(w, p->segments, p->nsegments * sizeof *p->segments);
	if (p->n)
		memcpy(w + 2 * p->nsegments, p->asns, p->n * sizeof *p->asns);
	return 0;
}

int bgp_index_path(struct bgp_table *t, const struct as_path *p, uint32_t *at)
{
	uint32_t hash = hash_path(t->index->seed, p);
	size_t slot = id_map_start(&t->index->paths, hash);
	int rc;

	while ((*at = id_map_next(&t->index->paths, hash, &slot)) != ID_NONE) {
		struct as_path known = bgp_index_get(t, *at);

		if (same_path(&known, p))
			return 0;
	}
	*at = (uint32_t)t->paths.n;
	rc = add_path(t, p);
	return rc ? rc : id_map_put(&t->index->paths, hash, *at);
}

static bool same_peer(const struct bgp_peer *a, const struct bgp_peer *b)
{
	return a->hi == b->hi && a->lo == b->lo && a->asn == b->asn && a->path_id == b->path_id &&
	       a->family == b->family && a->add_path == b->add_path;
}

int bgp_index_peer(struct bgp_table *t, const struct bgp_peer *p, uint32_t *number)
{
	uint64_t h =
		mix(mix(mix(t->index->seed, p->hi), p->lo), (uint64_t)p->asn << 32 | p->path_id);
	uint32_t hash = (uint32_t)(h ^ h >> 32);
	size_t slot = id_map_start(&t->index->peers, hash);
	int rc;

	while ((*number = id_map_next(&t->index->peers, hash, &slot)) != ID_NONE)
		if (same_peer(&t->peers.v[*number], p))
			return 0;
	*number = (uint32_t)t->peers.n;
	rc = vec_push(&t->peers, *p, BGP_TABLE_PEERS_MAX);
	return rc ? rc : id_map_put(&t->index->peers, hash, *number);
}
