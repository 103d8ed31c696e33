#include "bgp/attr_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

enum { KEPT_MAX = 1024 };

static uint64_t fold(uint64_t a, uint64_t b)
{
	u128 m = (u128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* Sixteen bytes a step; a collision only costs a comparison. */
static uint64_t hash_bytes(const uint8_t *p, size_t n)
{
	uint64_t h = n ^ 0x9e3779b97f4a7c15u, word[2];

	for (; n >= 16; n -= 16, p += 16) {
		memcpy(word, p, 16);
		h = fold(h ^ word[0], word[1] ^ 0xd6e8feb86659fd93u);
	}
	word[0] = word[1] = 0;
	memcpy(word, p, n);
	return fold(fold(h ^ word[0], word[1] ^ 0xd6e8feb86659fd93u), 0xa0761d6478bd642fu);
}

static int make_slots(struct attr_cache *c)
{
	c->slots = calloc(ATTR_CACHE_SLOTS, sizeof *c->slots);
	if (!c->slots)
		return WEIR_ENOMEM;
	for (uint32_t i = 0; i < ATTR_CACHE_SLOTS; i++)
		c->slots[i].a.slot = i;
	return 0;
}

static int fill(struct attr_cache *c, struct attr_slot *s, const uint8_t *p, size_t n)
{
	int rc = vec_reserve(&s->bytes, n, UINT16_MAX);

	s->a.serial = 0; /* nothing is kept where reading fails */
	if (!rc)
		rc = attributes_read(&s->a, p, n, s->form);
	if (rc)
		return rc;
	if (n)
		memcpy(s->bytes.v, p, n);
	s->bytes.n = n;
	s->a.serial = ++c->serial;
	/* what points into the caller's bytes now points into ours */
	if (s->a.reach.next_hop)
		s->a.reach.next_hop = s->bytes.v + (s->a.reach.next_hop - p);
	if (s->a.reach.nlri)
		s->a.reach.nlri = s->bytes.v + (s->a.reach.nlri - p);
	if (s->a.unreach.nlri)
		s->a.unreach.nlri = s->bytes.v + (s->a.unreach.nlri - p);
	return 0;
}

int attr_cache_read(struct attr_cache *c, const uint8_t *p, size_t n, struct attributes_form form,
		    const struct attributes **a)
{
	uint64_t hash = hash_bytes(p, n);
	struct attr_slot *s;
	int rc = 0;

	if (!c->slots)
		rc = make_slots(c);
	if (rc)
		return rc;
	s = &c->slots[n > KEPT_MAX ? ATTR_CACHE_SLOTS - 1 : hash % (ATTR_CACHE_SLOTS - 1)];
	*a = &s->a;
	if (s->a.serial && s->hash == hash && s->bytes.n == n && s->form.rib == form.rib &&
	    s->form.asn_bytes == form.asn_bytes && (!n || !memcmp(s->bytes.v, p, n)))
		return 0;
	s->hash = hash;
	s->form = form;
	return fill(c, s, p, n);
}

void attr_cache_release(struct attr_cache *c)
{
	for (uint32_t i = 0; c->slots && i < ATTR_CACHE_SLOTS; i++) {
		attributes_release(&c->slots[i].a);
		vec_free(&c->slots[i].bytes);
	}
	free(c->slots);
	*c = (struct attr_cache){0};
}
