#include "base/strmap.h"

#include <string.h>
#include <sys/random.h>

#include "base/err.h"

enum { FIRST_SLOTS = 64, MAX_KEYS = 1u << 30 };

static uint32_t hash(uint32_t seed, const char *s, size_t len)
{
	uint32_t h = 2166136261u ^ seed;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	h ^= h >> 16;
	h *= 0x85ebca6bu;
	return h ^ h >> 13;
}

/* The slot where a name is, or where it would go. */
static size_t probe(const struct strmap *m, uint32_t h, const char *s, size_t len)
{
	size_t mask = m->nslots - 1, i = h & mask;

	for (; m->slots[i]; i = (i + 1) & mask) {
		const struct strmap_key *k = &m->keys.v[m->slots[i] - 1];

		if (k->hash == h && k->len == len && !memcmp(k->s, s, len))
			break;
	}
	return i;
}

static int rehash(struct strmap *m)
{
	size_t n = m->nslots ? m->nslots * 2 : FIRST_SLOTS;
	uint32_t *slots = calloc(n, sizeof *slots);

	if (!slots)
		return WEIR_ENOMEM;
	if (!m->nslots && getrandom(&m->seed, sizeof m->seed, GRND_NONBLOCK) < 0)
		m->seed = 0; /* early boot: canned attacks are the lesser worry */
	free(m->slots);
	m->slots = slots;
	m->nslots = n;
	for (size_t k = 0; k < m->keys.n; k++) {
		size_t i = m->keys.v[k].hash & (n - 1);

		while (slots[i])
			i = (i + 1) & (n - 1);
		slots[i] = (uint32_t)k + 1;
	}
	return 0;
}

int strmap_put(struct strmap *m, const char *s, size_t len, uint32_t *id)
{
	struct strmap_key key = {.len = (uint32_t)len};
	size_t i;

	if ((m->keys.n + 1) * 4 > m->nslots * 3 && rehash(m))
		return WEIR_ENOMEM;
	key.hash = hash(m->seed, s, len);
	i = probe(m, key.hash, s, len);
	if (!m->slots[i]) {
		key.s = arena_strndup(&m->names, s, len);
		if (!key.s || vec_push(&m->keys, key, MAX_KEYS))
			return WEIR_ENOMEM;
		m->slots[i] = (uint32_t)m->keys.n;
	}
	*id = m->slots[i] - 1;
	return 0;
}

uint32_t strmap_find(const struct strmap *m, const char *s, size_t len)
{
	if (!m->nslots)
		return STRMAP_NONE;
	return m->slots[probe(m, hash(m->seed, s, len), s, len)] - 1;
}

const char *strmap_name(const struct strmap *m, uint32_t id)
{
	return m->keys.v[id].s;
}

void strmap_release(struct strmap *m)
{
	vec_free(&m->keys);
	free(m->slots);
	arena_release(&m->names);
	*m = (struct strmap){0};
}
