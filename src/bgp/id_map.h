#ifndef WEIR_BGP_ID_MAP_H
#define WEIR_BGP_ID_MAP_H

#include <stddef.h>
#include <stdint.h>

/*
 * Numbers found again by a hash of what they stand for; what that is, only the caller
 * knows, who looks at each number that has the hash:
 *
 *	size_t at = id_map_start(m, hash);
 *	while ((id = id_map_next(m, hash, &at)) != ID_NONE)
 *		if (it is the one) return id;
 *	rc = id_map_put(m, hash, new_id);
 *
 * A zeroed map is empty.
 */
enum { ID_NONE = 0xffffffff };

struct id_slot {
	uint32_t hash, id_plus_1; /* 0: empty */
};

struct id_map {
	struct id_slot *slots; /* a power of two of them */
	size_t nslots, n;
};

static inline size_t id_map_start(const struct id_map *m, uint32_t hash)
{
	return m->nslots ? hash & (m->nslots - 1) : 0;
}

static inline uint32_t id_map_next(const struct id_map *m, uint32_t hash, size_t *at)
{
	while (m->nslots && m->slots[*at].id_plus_1) {
		const struct id_slot *s = &m->slots[*at];

		*at = (*at + 1) & (m->nslots - 1);
		if (s->hash == hash)
			return s->id_plus_1 - 1;
	}
	return ID_NONE;
}

/* 0 or WEIR_ENOMEM. O(1) amortised. */
int id_map_put(struct id_map *m, uint32_t hash, uint32_t id);

void id_map_release(struct id_map *m);

#endif
