#include "rpki/rov.h"

#include <stdlib.h>
#include <string.h>

#include "rpki/rov_table.h"

/*
 * How this works: rov_table.h says how the nodes lie. The last node that begins not after
 * the route's address is found through its slot; from there the way goes up.
 *
 * The random reads, slot, node and parent, are what costs, and then the branches that
 * nothing foresees. rov_validate_many() goes through a batch a step at a time and asks for what
 * the next step will read. Of a long list the IPv4 routes wait, packed in 16 bytes, for some
 * thousand others of their region, so that a region's share of the table, the larger of the
 * two, stays in the cache while they are answered.
 */
enum { LINEAR = 16, BATCH = 64, LONG = 1 << 16, LIST_MAX = 1 << 26 };

/* Whether node `i` begins at the prefix's address or before. */
INLINE bool not_after(const struct tree *t, bool v4, size_t i, const struct prefix *p)
{
	const struct node6 *n6 = &t->n6[i];

	if (v4)
		return t->n4[i].addr <= prefix_ipv4_addr(p);
	return (n6->hi < p->hi) | ((n6->hi == p->hi) & (n6->lo <= p->lo));
}

/*
 * The longest length at which node `i` or an ancestor of it, which all have its bits,
 * covers the prefix.
 */
INLINE unsigned common_len(const struct tree *t, bool v4, size_t i, const struct prefix *p)
{
	unsigned same;

	if (v4) {
		const uint64_t differ = t->n4[i].addr ^ prefix_ipv4_addr(p);

		same = (unsigned)__builtin_clzll(differ << 32 | (uint64_t)1 << 31);
	} else {
		same = u128_shared(u128_make(t->n6[i].hi, t->n6[i].lo), prefix_first(p));
	}
	return same < p->len ? same : p->len;
}

/*
 * The last node that begins not after the prefix, given the nodes [lo, hi) of its slot.
 * Few nodes, as nearly always, are counted without a branch, which nothing could
 * foresee; behind the last node there is room for FEW.
 */
INLINE uint32_t find_last(const struct tree *t, bool v4, uint32_t lo, uint32_t hi,
			  const struct prefix *p)
{
	uint32_t n = hi - lo, before = 0;

	if (n <= FEW) {
		for (uint32_t k = 0; k < FEW; k++)
			before += (k < n) & not_after(t, v4, lo + k, p);
		return lo + before - 1;
	}
	while (n > 1) {
		const uint32_t half = n / 2;

		lo = not_after(t, v4, lo + half, p) ? lo + half : lo;
		n -= half;
	}
	return not_after(t, v4, lo, p) ? lo : lo - 1;
}

/* What the nodes of one group and of its ancestors say of one origin: bits, in one register. */
enum { MATCHED = 1, SAME_ASN = 2, COVERED = 4 };

INLINE unsigned weigh(const struct entry *e, uint32_t asn, unsigned len)
{
	const unsigned same = e->asn == asn;

	return same << 1 | (same & (e->max_len >= len));
}

/* A large group, whose last node is `i`; sorted by ASN. */
static unsigned weigh_crowd(const struct tree *t, bool v4, size_t i, uint32_t asn, unsigned len)
{
	size_t lo = i, hi = i + 1;

	while (entry_at(t, v4, lo)->place)
		lo -= entry_at(t, v4, lo)->place;
	while (hi - lo > 1) {
		const size_t mid = lo + (hi - lo) / 2;

		if (entry_at(t, v4, mid)->asn <= asn)
			lo = mid;
		else
			hi = mid;
	}
	return weigh(entry_at(t, v4, lo), asn, len);
}

INLINE unsigned weigh_group(const struct tree *t, bool v4, size_t i, uint32_t asn, unsigned len)
{
	const unsigned place = entry_at(t, v4, i)->place;
	unsigned verdict = COVERED;

	if (place > LINEAR)
		return verdict | weigh_crowd(t, v4, i, asn, len);
	for (size_t k = i - place; k <= i; k++)
		verdict |= weigh(entry_at(t, v4, k), asn, len);
	return verdict;
}

/*
 * From the last node that begins not after the prefix, up. Whether that one covers it, and
 * whether anything does, is as good as random: the first step and the first group go without a
 * branch. Node 0, where nothing covers, is its own parent and says nothing.
 */
INLINE unsigned climb(const struct tree *t, bool v4, uint32_t i, const struct prefix *p, uint32_t asn)
{
	const unsigned longest = common_len(t, v4, i, p);
	const uint32_t up = -(uint32_t)(entry_at(t, v4, i)->len > longest);
	unsigned verdict;

	i = (i & ~up) | (entry_at(t, v4, i)->parent & up);
	while (entry_at(t, v4, i)->len > longest)
		i = entry_at(t, v4, i)->parent;
	verdict = weigh_group(t, v4, i, asn, p->len) & -(unsigned)(i != NO_NODE);
	i = entry_at(t, v4, i)->parent;
	while (i != NO_NODE && !(verdict & MATCHED)) {
		verdict |= weigh_group(t, v4, i, asn, p->len);
		i = entry_at(t, v4, i)->parent;
	}
	return verdict;
}

INLINE unsigned find_in(const struct tree *t, bool v4, const struct prefix *p, uint32_t asn)
{
	const size_t slot = slot_of(t, v4, p->hi);

	return climb(t, v4, find_last(t, v4, t->slots[slot], t->slots[slot + 1], p), p, asn);
}

static unsigned find(const struct rov_table *t, const struct prefix *p, uint32_t asn)
{
	return p->family == IPV4 ? find_in(&t->t4, true, p, asn) : find_in(&t->t6, false, p, asn);
}

/* Of a route without an origin nothing counts but that it is covered. */
INLINE enum rov_state state_of(unsigned verdict, uint32_t origin)
{
	static const uint8_t states[8] = {[0] = ROV_NOT_FOUND,
					  [COVERED] = ROV_INVALID_ASN,
					  [COVERED | SAME_ASN] = ROV_INVALID_LENGTH,
					  [COVERED | SAME_ASN | MATCHED] = ROV_VALID};

	return (enum rov_state)states[origin == ROV_NO_ORIGIN ? verdict & COVERED : verdict];
}

enum rov_state rov_validate(const struct rov_table *t, const struct prefix *p, uint32_t origin)
{
	return state_of(find(t, p, origin), origin);
}

bool rov_matches(const struct rov_table *t, const struct prefix *p, uint32_t asn)
{
	return find(t, p, asn) & MATCHED;
}

/* Where a route of a batch is on its way: between which nodes, then at which. */
struct step {
	uint32_t lo, hi;
};

INLINE void ask_for_nodes(const struct tree *t, bool v4, size_t slot, struct step *s)
{
	s->lo = t->slots[slot];
	s->hi = t->slots[slot + 1];
	__builtin_prefetch(entry_at(t, v4, s->lo - 1));
	__builtin_prefetch(entry_at(t, v4, s->hi - 1));
}

INLINE void ask_for_parent(const struct tree *t, bool v4, const struct prefix *p, struct step *s)
{
	s->lo = find_last(t, v4, s->lo, s->hi, p);
	__builtin_prefetch(entry_at(t, v4, entry_at(t, v4, s->lo)->parent));
}

/* An IPv4 route that waits to be asked with others; `number` is its place in the list. */
struct waiting {
	uint32_t addr, origin, slot;
	uint32_t number : 26, len : 6;
};

INLINE struct waiting wait_as(const struct rov_route *r, size_t number, size_t slot)
{
	return (struct waiting){prefix_ipv4_addr(&r->prefix), r->origin, (uint32_t)slot,
				(uint32_t)number & (LIST_MAX - 1), r->prefix.len & 63u};
}

INLINE struct prefix prefix_of(const struct waiting *w)
{
	return (struct prefix){.hi = (uint64_t)w->addr << 32, .family = IPV4, .len = w->len};
}

/* BATCH at most. */
INLINE void ask_batch(const struct tree *t, const struct waiting *w, size_t n, uint8_t *states)
{
	struct step steps[BATCH];

	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(&t->slots[w[i].slot]);
	for (size_t i = 0; i < n; i++)
		ask_for_nodes(t, true, w[i].slot, &steps[i]);
	for (size_t i = 0; i < n; i++) {
		const struct prefix p = prefix_of(&w[i]);

		ask_for_parent(t, true, &p, &steps[i]);
	}
	for (size_t i = 0; i < n; i++) {
		const struct prefix p = prefix_of(&w[i]);

		states[w[i].number] = (uint8_t)state_of(climb(t, true, steps[i].lo, &p, w[i].origin),
							w[i].origin);
	}
}

static void ask(const struct tree *t, const struct waiting *w, size_t n, uint8_t *states)
{
	size_t at = 0;

	for (; n - at >= BATCH; at += BATCH)
		ask_batch(t, w + at, BATCH, states);
	ask_batch(t, w + at, n - at, states);
}

/* BATCH at most, at these places of the list. */
static void ask_ipv6(const struct tree *t, const struct rov_route *r, const uint32_t *number, size_t n,
		     uint8_t *states)
{
	struct step steps[BATCH];

	for (size_t i = 0; i < n; i++)
		ask_for_nodes(t, false, slot_of(t, false, r[number[i]].prefix.hi), &steps[i]);
	for (size_t i = 0; i < n; i++)
		ask_for_parent(t, false, &r[number[i]].prefix, &steps[i]);
	for (size_t i = 0; i < n; i++) {
		const struct rov_route *one = &r[number[i]];
		const unsigned verdict = climb(t, false, steps[i].lo, &one->prefix, one->origin);

		states[number[i]] = (uint8_t)state_of(verdict, one->origin);
	}
}

/*
 * IPv4 routes that wait for more of their region, to be asked together when there is no room left.
 * The room is no power of two: else the regions' ends would meet in the same lines of the cache.
 */
enum { ROOM = 4096 + 4 };

struct regions {
	size_t n[REGIONS];
	struct waiting w[REGIONS][ROOM];
};

/* A list of routes on its way: those that wait. */
struct list {
	const struct rov_table *t;
	const struct rov_route *routes;
	uint8_t *states;
	struct regions *g; /* NULL for a short one, which is asked in its own order */
	struct waiting few[BATCH];
	uint32_t ipv6[BATCH];
	size_t nfew, nipv6;
};

INLINE void add_ipv4(struct list *l, size_t i)
{
	const struct tree *t = &l->t->t4;
	const size_t slot = slot_of(t, true, l->routes[i].prefix.hi);
	const size_t region = l->g ? slot >> t->region_shift : 0;
	struct waiting *w = l->g ? l->g->w[region] : l->few;
	size_t *n = l->g ? &l->g->n[region] : &l->nfew;

	w[(*n)++] = wait_as(&l->routes[i], i, slot);
	if (*n < (l->g ? (size_t)ROOM : (size_t)BATCH))
		return;
	ask(t, w, *n, l->states);
	*n = 0;
}

INLINE void add_ipv6(struct list *l, size_t i)
{
	const struct tree *t = &l->t->t6;

	__builtin_prefetch(&t->slots[slot_of(t, false, l->routes[i].prefix.hi)]);
	l->ipv6[l->nipv6++] = (uint32_t)i;
	if (l->nipv6 < BATCH)
		return;
	ask_ipv6(t, l->routes, l->ipv6, l->nipv6, l->states);
	l->nipv6 = 0;
}

static void ask_rest(const struct list *l)
{
	for (size_t k = 0; l->g && k < REGIONS; k++)
		ask(&l->t->t4, l->g->w[k], l->g->n[k], l->states);
	ask(&l->t->t4, l->few, l->nfew, l->states);
	ask_ipv6(&l->t->t6, l->routes, l->ipv6, l->nipv6, l->states);
}

static void validate_list(struct list *l, size_t n)
{
	l->nfew = l->nipv6 = 0;
	if (l->g)
		memset(l->g->n, 0, sizeof l->g->n);
	for (size_t i = 0; i < n; i++) {
		if (l->routes[i].prefix.family == IPV4)
			add_ipv4(l, i);
		else
			add_ipv6(l, i);
	}
	ask_rest(l);
}

void rov_validate_many(const struct rov_table *t, const struct rov_route *routes, size_t n,
		       uint8_t *states)
{
	struct list l = {.t = t, .g = n < LONG ? NULL : malloc(sizeof *l.g)};

	for (size_t k; n; routes += k, states += k, n -= k) {
		k = n < LIST_MAX ? n : LIST_MAX;
		l.routes = routes;
		l.states = states;
		validate_list(&l, k);
	}
	free(l.g);
}

const char *rov_state_text(enum rov_state s)
{
	static const char *const texts[ROV_STATES] = {"valid", "invalid-asn", "invalid-length",
						      "not-found"};

	return texts[s];
}
