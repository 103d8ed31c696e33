#include "bgp/id_map.h"

#include <stdlib.h>

#include "base/err.h"

static void place(struct id_map *m, struct id_slot s)
{
	size_t at = id_map_start(m, s.hash);

	while (m->slots[at].id_plus_1)
		at = (at + 1) & (m->nslots - 1);
	m->slots[at] = s;
}

static int grow(struct id_map *m)
{
	struct id_map bigger = {.nslots = m->nslots ? m->nslots * 2 : 1024, .n = m->n};

	bigger.slots = calloc(bigger.nslots, sizeof *bigger.slots);
	if (!bigger.slots)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < m->nslots; i++)
		if (m->slots[i].id_plus_1)
			place(&bigger, m->slots[i]);
	free(m->slots);
	*m = bigger;
	return 0;
}

int id_map_put(struct id_map *m, uint32_t hash, uint32_t id)
{
	if (m->n >= m->nslots / 2) {
		int rc = grow(m);

		if (rc)
			return rc;
	}
	place(m, (struct id_slot){hash, id + 1});
	m->n++;
	return 0;
}

void id_map_release(struct id_map *m)
{
	free(m->slots);
	*m = (struct id_map){0};
}
