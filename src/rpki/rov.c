#include "rpki/rov.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/*
 * How this works: the distinct prefixes of the VRPs are nodes, in order of
 * (address, length), which is a pre-order walk of the prefix tree; each knows its
 * parent, the longest other node that covers it, and where its (ASN, longest
 * maxLength) entries begin. The VRPs that cover a route are those of one node and
 * all its ancestors: the node is the last one not after the route's own
 * (address, length), or the first ancestor of that one which covers the route.
 *
 * That last node is found by a table over the upper bits of the address, as fine as
 * there are nodes, and a binary search inside one slot. Both families share the code;
 * the node, and how its address is read, differ.
 *
 * Of VRPs with one prefix and one ASN only the longest maxLength matters, so that is
 * all that is kept. Entries of a node are sorted by ASN and searched by halves
 * where they are many: nothing here is linear in what a stranger can publish.
 */
enum { NO_NODE = 0xffffffff, SLOT_BITS_MIN = 4, SLOT_BITS_MAX = 20, LINEAR = 16, BATCH = 32 };

struct node4 {
	uint32_t addr, parent, first;
	uint8_t len;
};

/* 28 bytes, not 32: half of the table's memory is these. */
struct node6 {
	uint64_t hi, lo;
	uint32_t parent, first;
	uint8_t len;
} __attribute__((packed, aligned(4)));

/* One family. Slot i covers the addresses whose (upper 64 bits - base) >> shift is i. */
struct tree {
	union {
		struct node4 *n4; /* n nodes, and one more whose `first` ends the last one's entries */
		struct node6 *n6;
		void *nodes;
	};
	uint32_t *slots; /* the first node in slot i or after; nslots + 1 of them */
	uint32_t *asns;
	uint8_t *max_lens;
	size_t n, nslots, nentries;
	uint64_t base;
	unsigned shift;
};

struct rov_table {
	struct tree t4, t6;
};

const char *rov_state_text(enum rov_state s)
{
	static const char *const texts[ROV_STATES] = {"valid", "invalid-asn", "invalid-length",
						      "not-found"};

	return texts[s];
}

/* The VRPs of one family as the builder wants them. */
struct vrps {
	const struct rpki *r;
	size_t first, n;
};

static struct vrp vrps_get(const struct vrps *v, size_t i)
{
	return rpki_vrp(v->r, v->first + i);
}

static size_t count_nodes(const struct vrps *v)
{
	size_t n = 0;
	struct prefix last = {0};

	for (size_t i = 0; i < v->n; i++) {
		struct vrp x = vrps_get(v, i);

		n += !prefix_equal(&x.prefix, &last);
		last = x.prefix;
	}
	return n;
}

static int alloc_tree(struct tree *t, const struct vrps *v, size_t node_size)
{
	t->n = count_nodes(v);
	t->nodes = calloc(t->n + 1, node_size);
	t->asns = calloc(v->n + 1, sizeof *t->asns);
	t->max_lens = calloc(v->n + 1, sizeof *t->max_lens);
	return t->nodes && t->asns && t->max_lens ? 0 : WEIR_ENOMEM;
}

static void set_node(struct tree *t, size_t i, const struct prefix *p, uint32_t parent)
{
	const uint32_t first = (uint32_t)t->nentries;

	if (p->family == IPV4)
		t->n4[i] = (struct node4){prefix_ipv4_addr(p), parent, first, p->len};
	else
		t->n6[i] = (struct node6){p->hi, p->lo, parent, first, p->len};
}

/* An entry as the builder sorts it. */
struct entry {
	uint32_t asn;
	uint8_t max_len;
};

static int cmp_entry(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;

	if (a->asn != b->asn)
		return a->asn < b->asn ? -1 : 1;
	return (int)b->max_len - (int)a->max_len;
}

/* The VRPs of one prefix, of each ASN the longest maxLength, to the end of the entries. */
static void add_entries(struct tree *t, struct entry *e, size_t n)
{
	if (n > 1)
		qsort(e, n, sizeof *e, cmp_entry);
	for (size_t i = 0; i < n; i++) {
		if (i && e[i].asn == e[i - 1].asn)
			continue;
		t->asns[t->nentries] = e[i].asn;
		t->max_lens[t->nentries++] = e[i].max_len;
	}
}

/* The ancestors of the node at hand, outermost first; no prefix nests deeper than its bits. */
struct ancestors {
	struct prefix prefix[129];
	uint32_t node[129];
	size_t n;
};

static uint32_t find_parent(struct ancestors *a, const struct prefix *p)
{
	while (a->n && !prefix_covers(&a->prefix[a->n - 1], p))
		a->n--;
	return a->n ? a->node[a->n - 1] : NO_NODE;
}

static int add_nodes(struct tree *t, const struct vrps *v, unsigned family)
{
	struct entry *entries = NULL;
	struct ancestors above = {.n = 0};
	struct prefix end = prefix_make(family, 0, 0);
	size_t next, cap = 0, k = 0;
	void *p;

	for (size_t i = 0; i < v->n; i = next, k++) {
		const struct prefix at = vrps_get(v, i).prefix;

		for (next = i; next < v->n; next++) {
			struct vrp x = vrps_get(v, next);

			if (!prefix_equal(&x.prefix, &at))
				break;
			p = entries;
			if (next - i == cap && vec_grow(&p, &cap, cap + 1, sizeof *entries, v->n)) {
				free(entries);
				return WEIR_ENOMEM;
			}
			entries = p;
			entries[next - i] = (struct entry){x.asn, x.max_len};
		}
		set_node(t, k, &at, find_parent(&above, &at));
		above.prefix[above.n] = at;
		above.node[above.n++] = (uint32_t)k;
		add_entries(t, entries, next - i);
	}
	set_node(t, k, &end, NO_NODE); /* where the last one's entries end */
	free(entries);
	return 0;
}

/* What the slots are made of: the upper 64 bits of the address of node i. */
static uint64_t node_key(const struct tree *t, unsigned family, size_t i)
{
	return family == IPV4 ? (uint64_t)t->n4[i].addr << 32 : t->n6[i].hi;
}

static int add_slots(struct tree *t, unsigned family)
{
	unsigned bits = SLOT_BITS_MIN, span_bits;
	uint64_t span;
	size_t k = 0;

	while (bits < SLOT_BITS_MAX && (size_t)2 << bits <= t->n)
		bits++;
	t->base = t->n ? node_key(t, family, 0) : 0;
	span = t->n ? node_key(t, family, t->n - 1) - t->base : 0;
	span_bits = span ? 64 - (unsigned)__builtin_clzll(span) : 0;
	t->shift = span_bits > bits ? span_bits - bits : 0;
	t->nslots = (size_t)(span >> t->shift) + 1;
	t->slots = calloc(t->nslots + 1, sizeof *t->slots);
	if (!t->slots)
		return WEIR_ENOMEM;
	for (size_t s = 0; s < t->nslots; s++) {
		while (k < t->n && (node_key(t, family, k) - t->base) >> t->shift < s)
			k++;
		t->slots[s] = (uint32_t)k;
	}
	t->slots[t->nslots] = (uint32_t)t->n;
	return 0;
}

/* Nodes and entries were counted before equal prefixes and ASNs fell together. */
static void trim(struct tree *t)
{
	void *p = realloc(t->asns, (t->nentries + 1) * sizeof *t->asns);

	if (p)
		t->asns = p;
	p = realloc(t->max_lens, t->nentries + 1);
	if (p)
		t->max_lens = p;
}

static int make_tree(struct tree *t, const struct rpki *r, unsigned family)
{
	const struct vrps v = {r, family == IPV4 ? 0 : r->v4.n, family == IPV4 ? r->v4.n : r->v6.n};
	int rc = alloc_tree(t, &v, family == IPV4 ? sizeof *t->n4 : sizeof *t->n6);

	if (!rc)
		rc = add_nodes(t, &v, family);
	if (!rc)
		rc = add_slots(t, family);
	if (!rc)
		trim(t);
	return rc;
}

int rov_make(struct rov_table **t, const struct rpki *r)
{
	int rc;

	*t = calloc(1, sizeof **t);
	if (!*t)
		return WEIR_ENOMEM;
	rc = make_tree(&(*t)->t4, r, IPV4);
	if (!rc)
		rc = make_tree(&(*t)->t6, r, IPV6);
	if (rc) {
		rov_release(*t);
		*t = NULL;
	}
	return rc;
}

static void release_tree(struct tree *t)
{
	free(t->nodes);
	free(t->slots);
	free(t->asns);
	free(t->max_lens);
}

void rov_release(struct rov_table *t)
{
	if (!t)
		return;
	release_tree(&t->t4);
	release_tree(&t->t6);
	free(t);
}

static size_t tree_bytes(const struct tree *t, size_t node_size)
{
	return (t->n + 1) * node_size + (t->nslots + 1) * sizeof *t->slots +
	       (t->nentries + 1) * (sizeof *t->asns + sizeof *t->max_lens);
}

size_t rov_bytes(const struct rov_table *t)
{
	return sizeof *t + tree_bytes(&t->t4, sizeof(struct node4)) +
	       tree_bytes(&t->t6, sizeof(struct node6));
}

/* The slot of an address; false where all nodes come after it. */
static inline bool slot_of(const struct tree *t, uint64_t key, size_t *slot)
{
	if (!t->n || key < t->base)
		return false;
	*slot = (size_t)((key - t->base) >> t->shift);
	if (*slot >= t->nslots)
		*slot = t->nslots - 1;
	return true;
}

/* How many of the nodes [lo, hi) are not after (addr, len). */
static inline uint32_t last4(const struct tree *t, uint32_t lo, uint32_t hi, uint32_t addr,
			     unsigned len)
{
	const struct node4 *base = t->n4 + lo;
	uint32_t n = hi - lo;

	if (!n)
		return lo;
	while (n > 1) {
		uint32_t half = n / 2;
		const struct node4 *m = base + half;

		base = m->addr < addr || (m->addr == addr && m->len <= len) ? m : base;
		n -= half;
	}
	return (uint32_t)(base - t->n4) +
	       (base->addr < addr || (base->addr == addr && base->len <= len));
}

static inline bool not_after6(const struct node6 *m, const struct prefix *p)
{
	if (m->hi != p->hi)
		return m->hi < p->hi;
	return m->lo != p->lo ? m->lo < p->lo : m->len <= p->len;
}

static inline uint32_t last6(const struct tree *t, uint32_t lo, uint32_t hi,
			     const struct prefix *p)
{
	const struct node6 *base = t->n6 + lo;
	uint32_t n = hi - lo;

	if (!n)
		return lo;
	while (n > 1) {
		uint32_t half = n / 2;

		base = not_after6(base + half, p) ? base + half : base;
		n -= half;
	}
	return (uint32_t)(base - t->n6) + not_after6(base, p);
}

static inline bool covers4(const struct node4 *n, uint32_t addr, unsigned len)
{
	return n->len <= len && !((uint64_t)(n->addr ^ addr) >> (32 - n->len));
}

static inline bool covers6(const struct node6 *n, const struct prefix *p)
{
	return n->len <= p->len &&
	       !(u128_make(n->hi ^ p->hi, n->lo ^ p->lo) & u128_mask(n->len));
}

/* The entries of one node, weighed for one origin. */
struct verdict {
	bool covered, same_asn, matched;
};

static inline void weigh(const struct tree *t, uint32_t first, uint32_t end, uint32_t asn,
			 unsigned len, struct verdict *v)
{
	v->covered = true;
	while (end - first > LINEAR) { /* keeps the one with `asn`, if there is one */
		uint32_t mid = first + (end - first) / 2;

		if (t->asns[mid] <= asn)
			first = mid;
		else
			end = mid;
	}
	for (; first < end; first++) {
		if (t->asns[first] != asn)
			continue;
		v->same_asn = true;
		v->matched |= t->max_lens[first] >= len;
	}
}

static inline struct verdict find4(const struct tree *t, const struct prefix *p, uint32_t asn,
				   size_t slot)
{
	const uint32_t addr = prefix_ipv4_addr(p);
	uint32_t i = last4(t, t->slots[slot], t->slots[slot + 1], addr, p->len);
	struct verdict v = {false, false, false};

	i = i ? i - 1 : NO_NODE;
	while (i != NO_NODE && !v.matched) {
		const struct node4 *n = &t->n4[i];

		if (v.covered || covers4(n, addr, p->len))
			weigh(t, n->first, n[1].first, asn, p->len, &v);
		i = n->parent;
	}
	return v;
}

static inline struct verdict find6(const struct tree *t, const struct prefix *p, uint32_t asn,
				   size_t slot)
{
	uint32_t i = last6(t, t->slots[slot], t->slots[slot + 1], p);
	struct verdict v = {false, false, false};

	i = i ? i - 1 : NO_NODE;
	while (i != NO_NODE && !v.matched) {
		const struct node6 *n = &t->n6[i];

		if (v.covered || covers6(n, p))
			weigh(t, n->first, n[1].first, asn, p->len, &v);
		i = n->parent;
	}
	return v;
}

static inline enum rov_state state_of(struct verdict v, uint32_t origin)
{
	if (!v.covered)
		return ROV_NOT_FOUND;
	if (origin == ROV_NO_ORIGIN || !v.same_asn)
		return ROV_INVALID_ASN;
	return v.matched ? ROV_VALID : ROV_INVALID_LENGTH;
}

static struct verdict find(const struct rov_table *t, const struct prefix *p, uint32_t asn)
{
	const struct tree *tree = p->family == IPV4 ? &t->t4 : &t->t6;
	size_t slot;

	if (!slot_of(tree, p->hi, &slot))
		return (struct verdict){false, false, false};
	return p->family == IPV4 ? find4(tree, p, asn, slot) : find6(tree, p, asn, slot);
}

enum rov_state rov_validate(const struct rov_table *t, const struct prefix *p, uint32_t origin)
{
	return state_of(find(t, p, origin), origin);
}

bool rov_matches(const struct rov_table *t, const struct prefix *p, uint32_t asn)
{
	return find(t, p, asn).matched;
}

/* Ask for the slots of a batch, then for the middle of what each slot holds. */
static void prefetch_slots(const struct rov_table *t, const struct rov_route *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct tree *tree = r[i].prefix.family == IPV4 ? &t->t4 : &t->t6;
		size_t slot;

		if (slot_of(tree, r[i].prefix.hi, &slot))
			__builtin_prefetch(&tree->slots[slot]);
	}
}

static void prefetch_nodes(const struct rov_table *t, const struct rov_route *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const bool v4 = r[i].prefix.family == IPV4;
		const struct tree *tree = v4 ? &t->t4 : &t->t6;
		size_t slot, mid;

		if (!slot_of(tree, r[i].prefix.hi, &slot))
			continue;
		mid = tree->slots[slot] + (tree->slots[slot + 1] - tree->slots[slot]) / 2;
		__builtin_prefetch(v4 ? (void *)&tree->n4[mid] : (void *)&tree->n6[mid]);
	}
}

void rov_validate_many(const struct rov_table *t, const struct rov_route *routes, size_t n,
		       uint8_t *states)
{
	for (size_t at = 0; at < n; at += BATCH) {
		const struct rov_route *r = routes + at;
		const size_t k = n - at < BATCH ? n - at : BATCH;

		prefetch_slots(t, r, k);
		prefetch_nodes(t, r, k);
		for (size_t i = 0; i < k; i++)
			states[at + i] = (uint8_t)rov_validate(t, &r[i].prefix, r[i].origin);
	}
}
