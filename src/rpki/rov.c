#include "rpki/rov.h"

#include <stdlib.h>

#include "rpki/rov_table.h"

/*
 * How this works: rov_table.h says how the nodes lie. The last node that begins not after
 * the route's address is found through its slot; from there the way goes up.
 *
 * The random reads, slot, node and parent, are what costs. rov_validate_many() goes
 * through a batch a step at a time and asks for what the next step will read. Of a long
 * list it lays the IPv4 routes region by region first, so that a region's share of the
 * table, the larger of the two, stays in the cache while its routes are answered.
 */
enum { LINEAR = 16, BATCH = 32, DEALT_MIN = 1 << 16, DEALT_MAX = 1 << 18 };

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
		const uint32_t differ = t->n4[i].addr ^ prefix_ipv4_addr(p);

		same = differ ? (unsigned)__builtin_clz(differ) : 32;
	} else if (t->n6[i].hi != p->hi) {
		same = (unsigned)__builtin_clzll(t->n6[i].hi ^ p->hi);
	} else {
		const uint64_t differ = t->n6[i].lo ^ p->lo;

		same = differ ? 64 + (unsigned)__builtin_clzll(differ) : 128;
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

/* The nodes of one group and of its ancestors, weighed for one origin. */
struct verdict {
	bool covered, same_asn, matched;
};

INLINE void weigh(const struct entry *e, uint32_t asn, unsigned len, struct verdict *v)
{
	const bool same = e->asn == asn;

	v->same_asn |= same;
	v->matched |= same & (e->max_len >= len);
}

/* A large group, whose last node is `i`; sorted by ASN. */
static void weigh_crowd(const struct tree *t, bool v4, size_t i, uint32_t asn, unsigned len,
			struct verdict *v)
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
	weigh(entry_at(t, v4, lo), asn, len, v);
}

INLINE void weigh_group(const struct tree *t, bool v4, size_t i, uint32_t asn, unsigned len,
			struct verdict *v)
{
	const unsigned place = entry_at(t, v4, i)->place;

	v->covered = true;
	if (place > LINEAR) {
		weigh_crowd(t, v4, i, asn, len, v);
		return;
	}
	for (size_t k = i - place; k <= i; k++)
		weigh(entry_at(t, v4, k), asn, len, v);
}

/* From the last node that begins not after the prefix, up. */
INLINE struct verdict climb(const struct tree *t, bool v4, uint32_t i, const struct prefix *p,
			    uint32_t asn)
{
	struct verdict v = {false, false, false};
	const unsigned longest = common_len(t, v4, i, p);

	while (entry_at(t, v4, i)->len > longest)
		i = entry_at(t, v4, i)->parent;
	while (i != NO_NODE && !v.matched) {
		weigh_group(t, v4, i, asn, p->len, &v);
		i = entry_at(t, v4, i)->parent;
	}
	return v;
}

INLINE struct verdict find_in(const struct tree *t, bool v4, const struct prefix *p, uint32_t asn)
{
	const size_t slot = slot_of(t, v4, p->hi);

	return climb(t, v4, find_last(t, v4, t->slots[slot], t->slots[slot + 1], p), p, asn);
}

static struct verdict find(const struct rov_table *t, const struct prefix *p, uint32_t asn)
{
	return p->family == IPV4 ? find_in(&t->t4, true, p, asn) : find_in(&t->t6, false, p, asn);
}

INLINE enum rov_state state_of(struct verdict v, uint32_t origin)
{
	static const uint8_t states[8] = {[0] = ROV_NOT_FOUND,
					  [4] = ROV_INVALID_ASN,
					  [6] = ROV_INVALID_LENGTH,
					  [7] = ROV_VALID};
	const unsigned own = origin != ROV_NO_ORIGIN;

	return (enum rov_state)states[v.covered << 2 | (v.same_asn & own) << 1 | (v.matched & own)];
}

enum rov_state rov_validate(const struct rov_table *t, const struct prefix *p, uint32_t origin)
{
	return state_of(find(t, p, origin), origin);
}

bool rov_matches(const struct rov_table *t, const struct prefix *p, uint32_t asn)
{
	return find(t, p, asn).matched;
}

/* Where a route of a batch is on its way: in which slot, then between which nodes, then at which. */
struct step {
	uint32_t slot, lo, hi;
};

INLINE void ask_for_slot(const struct tree *t, bool v4, const struct prefix *p, struct step *s)
{
	s->slot = (uint32_t)slot_of(t, v4, p->hi);
	__builtin_prefetch(&t->slots[s->slot]);
}

INLINE void ask_for_nodes(const struct tree *t, bool v4, struct step *s)
{
	s->lo = t->slots[s->slot];
	s->hi = t->slots[s->slot + 1];
	__builtin_prefetch(entry_at(t, v4, s->lo - 1));
	__builtin_prefetch(entry_at(t, v4, s->hi - 1));
}

INLINE void ask_for_parent(const struct tree *t, bool v4, const struct prefix *p, struct step *s)
{
	s->lo = find_last(t, v4, s->lo, s->hi, p);
	__builtin_prefetch(entry_at(t, v4, entry_at(t, v4, s->lo)->parent));
}

/* The routes of the first one's family at the beginning, BATCH at most; how many that were. */
INLINE size_t validate_run(const struct tree *t, bool v4, const struct rov_route *r, size_t n,
			   uint8_t *states)
{
	const unsigned family = v4 ? IPV4 : IPV6;
	struct step steps[BATCH];
	size_t k;

	for (k = 0; k < BATCH && k < n && r[k].prefix.family == family; k++)
		ask_for_slot(t, v4, &r[k].prefix, &steps[k]);
	for (size_t i = 0; i < k; i++)
		ask_for_nodes(t, v4, &steps[i]);
	for (size_t i = 0; i < k; i++)
		ask_for_parent(t, v4, &r[i].prefix, &steps[i]);
	for (size_t i = 0; i < k; i++)
		states[i] = (uint8_t)state_of(
			climb(t, v4, steps[i].lo, &r[i].prefix, r[i].origin), r[i].origin);
	return k;
}

static void validate_in_turn(const struct rov_table *t, const struct rov_route *routes, size_t n,
			     uint8_t *states)
{
	for (size_t at = 0; at < n;)
		at += routes[at].prefix.family == IPV4
			      ? validate_run(&t->t4, true, routes + at, n - at, states + at)
			      : validate_run(&t->t6, false, routes + at, n - at, states + at);
}

/* An IPv4 route that waits with others of its region; `number` is its place in the list. */
struct dealt {
	uint32_t addr, origin, number;
	uint8_t len;
};

/* Lay the IPv4 routes of a list region by region; how many they are. `regions` is scratch. */
static size_t deal(const struct tree *t, const struct rov_route *r, size_t n, uint8_t *regions,
		   struct dealt *to)
{
	uint32_t at[REGIONS] = {0}, sum = 0;

	for (size_t i = 0; i < n; i++) {
		if (r[i].prefix.family != IPV4)
			continue;
		regions[i] = (uint8_t)(slot_of(t, true, r[i].prefix.hi) >> t->region_shift);
		at[regions[i]]++;
	}
	for (size_t k = 0; k < REGIONS; k++) {
		const uint32_t count = at[k];

		at[k] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		if (r[i].prefix.family == IPV4)
			to[at[regions[i]]++] = (struct dealt){prefix_ipv4_addr(&r[i].prefix),
							      r[i].origin, (uint32_t)i,
							      r[i].prefix.len};
	return sum;
}

static void validate_dealt(const struct tree *t, const struct dealt *d, size_t n, uint8_t *states)
{
	struct rov_route batch[BATCH];
	uint8_t answers[BATCH];

	for (size_t k; n; d += k, n -= k) {
		k = n < BATCH ? n : BATCH;
		for (size_t i = 0; i < k; i++)
			batch[i] = (struct rov_route){prefix_ipv4(d[i].addr, d[i].len), d[i].origin};
		validate_run(t, true, batch, k, answers);
		for (size_t i = 0; i < k; i++)
			states[d[i].number] = answers[i];
	}
}

static void validate_ipv6(const struct tree *t, const struct rov_route *r, size_t n,
			  uint8_t *states)
{
	for (size_t at = 0; at < n;)
		at += r[at].prefix.family == IPV6 ? validate_run(t, false, r + at, n - at, states + at)
						  : 1;
}

void rov_validate_many(const struct rov_table *t, const struct rov_route *routes, size_t n,
		       uint8_t *states)
{
	struct dealt *dealt =
		n < DEALT_MIN ? NULL : malloc((n < DEALT_MAX ? n : DEALT_MAX) * sizeof *dealt);

	if (!dealt) {
		validate_in_turn(t, routes, n, states);
		return;
	}
	for (size_t k; n; routes += k, states += k, n -= k) {
		k = n < DEALT_MAX ? n : DEALT_MAX;
		validate_dealt(&t->t4, dealt, deal(&t->t4, routes, k, states, dealt), states);
		validate_ipv6(&t->t6, routes, k, states);
	}
	free(dealt);
}

const char *rov_state_text(enum rov_state s)
{
	static const char *const texts[ROV_STATES] = {"valid", "invalid-asn", "invalid-length",
						      "not-found"};

	return texts[s];
}
