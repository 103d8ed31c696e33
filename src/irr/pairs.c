#include "irr/pairs.h"

#include <stdlib.h>

#include "base/err.h"

static size_t slot_of(uint64_t key, size_t cap)
{
	key *= 0x9e3779b97f4a7c15u;
	return (size_t)(key ^ key >> 32) & (cap - 1);
}

static void put(uint64_t *slots, size_t cap, uint64_t key)
{
	size_t i = slot_of(key, cap);

	while (slots[i])
		i = (i + 1) & (cap - 1);
	slots[i] = key;
}

static int grow(struct pairs *p)
{
	size_t cap = p->cap ? p->cap * 2 : 1024;
	uint64_t *slots = calloc(cap, sizeof *slots);

	if (!slots)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < p->cap; i++)
		if (p->slots[i])
			put(slots, cap, p->slots[i]);
	free(p->slots);
	p->slots = slots;
	p->cap = cap;
	return 0;
}

int pairs_add(struct pairs *p, uint32_t a, uint32_t b)
{
	uint64_t key = ((uint64_t)b << 32 | a) + 1;
	size_t i;

	if (p->n >= PAIRS_MAX)
		return WEIR_ELIMIT;
	if ((p->n + 1) * 2 > p->cap && grow(p))
		return WEIR_ENOMEM;
	for (i = slot_of(key, p->cap); p->slots[i]; i = (i + 1) & (p->cap - 1))
		if (p->slots[i] == key)
			return 0;
	p->slots[i] = key;
	p->n++;
	return 1;
}

void pairs_release(struct pairs *p)
{
	free(p->slots);
	*p = (struct pairs){0};
}
