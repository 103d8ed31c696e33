#include "rpki/rov.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/err.h"

/*
 * How this works: a node is a prefix and an ASN with the longest maxLength that any
 * VRP gives them: a shorter one changes no answer. Nodes are sorted by (address,
 * length, ASN), which is a pre-order walk of the prefix tree. Those of one prefix
 * are a group; each knows its place in the group, and its parent, the last node of
 * the group of the longest prefix that is shorter and covers it. The VRPs that
 * cover a route are then a group and all its ancestors: the last node that begins
 * not after the route's address is one of them, or its first ancestor that covers is.
 *
 * That last node is found in three steps: the upper bits of the address choose a
 * block; a block divides its addresses into about as many slots as it has nodes; a
 * binary search inside the slot does the rest. So memory and time follow the nodes
 * wherever they crowd. Groups are searched by halves where they are large: no step
 * is linear in what a stranger can publish.
 *
 * The random reads, slot, node and parent, are what costs. rov_validate_many() goes
 * through a batch a step at a time and asks for what the next step will read.
 */
enum {
	NO_NODE = 0, /* there is a node 0, of length 0 and without parent: what stands before all others */
	BLOCK_BITS4 = 8,
	BLOCK_BITS6 = 16,
	SLOT_BITS_MAX = 20,
	PLACE_MAX = 0xffff,
	LINEAR = 16,
	FEW = 2,
	BATCH = 32
};

/* What a node of either family has beside its address. */
struct entry {
	uint32_t asn, parent;
	uint8_t len, max_len;
	uint16_t place; /* in its group; PLACE_MAX stands for more */
};

struct node4 {
	uint32_t addr;
	struct entry e;
};

struct node6 {
	uint64_t hi, lo;
	struct entry e;
} __attribute__((packed, aligned(4)));

_Static_assert(sizeof(struct node4) == 16, "four nodes a cache line");
_Static_assert(sizeof(struct node6) == 28, "the memory bar stands on it");

/* Addresses with the same upper bits, and their slots, from `first` on. */
struct block {
	uint32_t first, mask;
	unsigned shift; /* of the upper 64 bits, to be masked after it */
};

struct tree {
	union {
		struct node4 *n4;
		struct node6 *n6;
		void *nodes;
	};
	struct block *blocks;
	uint32_t *slots; /* the first node in the slot or after; one more at the end */
	size_t n, max, nslots; /* nodes, room for nodes, slots */
};

struct rov_table {
	struct tree t4, t6;
};

#define INLINE static inline __attribute__((always_inline))

/* `v4` is a constant wherever these are used, so that each family gets code of its own. */
INLINE const struct entry *entry_at(const struct tree *t, bool v4, size_t i)
{
	return v4 ? &t->n4[i].e : &t->n6[i].e;
}

INLINE uint64_t key_at(const struct tree *t, bool v4, size_t i)
{
	return v4 ? (uint64_t)t->n4[i].addr << 32 : t->n6[i].hi;
}

INLINE unsigned block_bits(bool v4)
{
	return v4 ? BLOCK_BITS4 : BLOCK_BITS6;
}

INLINE size_t slot_of(const struct tree *t, bool v4, uint64_t key)
{
	const struct block *b = &t->blocks[key >> (64 - block_bits(v4))];

	return b->first + ((uint32_t)(key >> b->shift) & b->mask);
}

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

void rov_validate_many(const struct rov_table *t, const struct rov_route *routes, size_t n,
		       uint8_t *states)
{
	for (size_t at = 0; at < n;)
		at += routes[at].prefix.family == IPV4
			      ? validate_run(&t->t4, true, routes + at, n - at, states + at)
			      : validate_run(&t->t6, false, routes + at, n - at, states + at);
}

const char *rov_state_text(enum rov_state s)
{
	static const char *const texts[ROV_STATES] = {"valid", "invalid-asn", "invalid-length",
						      "not-found"};

	return texts[s];
}

/* What stands around the group at hand, outermost first; no prefix nests deeper than its bits. */
struct ancestors {
	struct prefix prefix[129];
	uint32_t node[129]; /* the last of the group */
	size_t n;
};

static uint32_t find_parent(struct ancestors *a, const struct prefix *p)
{
	while (a->n && !prefix_covers(&a->prefix[a->n - 1], p))
		a->n--;
	return a->n ? a->node[a->n - 1] : NO_NODE;
}

static int cmp_entry(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;

	if (a->asn != b->asn)
		return a->asn < b->asn ? -1 : 1;
	return (int)b->max_len - (int)a->max_len;
}

static void put_node(struct tree *t, const struct prefix *p, struct entry e)
{
	if (p->family == IPV4)
		t->n4[t->n++] = (struct node4){prefix_ipv4_addr(p), e};
	else
		t->n6[t->n++] = (struct node6){p->hi, p->lo, e};
}

/* The VRPs of one prefix become a group: of each ASN the longest maxLength. */
static void put_group(struct tree *t, struct ancestors *above, const struct prefix *p,
		      struct entry *e, size_t n)
{
	const uint32_t parent = find_parent(above, p);
	size_t place = 0;

	if (n > 1)
		qsort(e, n, sizeof *e, cmp_entry);
	for (size_t i = 0; i < n; i++) {
		if (i && e[i].asn == e[i - 1].asn)
			continue;
		e[i].parent = parent;
		e[i].place = (uint16_t)(place < PLACE_MAX ? place : PLACE_MAX);
		put_node(t, p, e[i]);
		place++;
	}
	above->prefix[above->n] = *p;
	above->node[above->n++] = (uint32_t)t->n - 1;
}

/* The entries of a group in the making. */
struct entries {
	VEC(struct entry) e;
};

static int put_nodes(struct tree *t, const struct rpki *r, size_t first, size_t end)
{
	struct ancestors above = {.n = 0};
	struct entries group = {.e = {.n = 0}};
	struct prefix at = {0};
	int rc = 0;

	t->n = 1; /* node 0 is zeroed already */
	for (size_t i = first; !rc && i < end; i++) {
		const struct vrp v = rpki_vrp(r, i);
		const struct entry e = {.asn = v.asn, .len = v.prefix.len, .max_len = v.max_len};

		if (group.e.n && !prefix_equal(&v.prefix, &at)) {
			put_group(t, &above, &at, group.e.v, group.e.n);
			group.e.n = 0;
		}
		at = v.prefix;
		rc = vec_push(&group.e, e, RPKI_VRPS);
	}
	if (!rc && group.e.n)
		put_group(t, &above, &at, group.e.v, group.e.n);
	vec_free(&group.e);
	return rc;
}

/* A slot for each node, rounded up to a power of two. */
static unsigned slot_bits(size_t n)
{
	unsigned bits = 0;

	while (bits < SLOT_BITS_MAX && (size_t)1 << bits < n)
		bits++;
	return bits;
}

static int make_blocks(struct tree *t, bool v4)
{
	const unsigned upper = block_bits(v4);
	size_t node = 1;

	t->blocks = calloc((size_t)1 << upper, sizeof *t->blocks);
	if (!t->blocks)
		return WEIR_ENOMEM;
	for (size_t b = 0; b < (size_t)1 << upper; b++) {
		const size_t first = node;
		unsigned bits;

		while (node < t->n && key_at(t, v4, node) >> (64 - upper) == b)
			node++;
		t->blocks[b].first = (uint32_t)t->nslots;
		bits = slot_bits(node - first);
		t->blocks[b].mask = (1u << bits) - 1;
		t->blocks[b].shift = 64 - upper - bits;
		t->nslots += (size_t)1 << bits;
	}
	return 0;
}

/* Zeroed; in huge pages where there is enough of it, for random reads miss small ones. */
static void *alloc_table(size_t bytes)
{
	enum { HUGE = 2 << 20 };
	const size_t align = bytes < HUGE ? 64 : HUGE;
	void *p = aligned_alloc(align, (bytes + align - 1) / align * align);

	if (p && align == HUGE)
		madvise(p, bytes, MADV_HUGEPAGE); /* a wish: no matter if refused */
	return p ? memset(p, 0, bytes) : NULL;
}

static int make_slots(struct tree *t, bool v4)
{
	size_t slot = 0;

	t->slots = alloc_table((t->nslots + 1) * sizeof *t->slots);
	if (!t->slots)
		return WEIR_ENOMEM;
	for (size_t i = 1; i < t->n; i++)
		for (size_t own = slot_of(t, v4, key_at(t, v4, i)); slot <= own; slot++)
			t->slots[slot] = (uint32_t)i;
	for (; slot <= t->nslots; slot++)
		t->slots[slot] = (uint32_t)t->n;
	return 0;
}

static int make_tree(struct tree *t, const struct rpki *r, bool v4)
{
	const size_t first = v4 ? 0 : r->v4.n, end = v4 ? r->v4.n : rpki_vrp_count(r);
	int rc;

	t->max = 1 + end - first + FEW;
	t->nodes = alloc_table(t->max * (v4 ? sizeof *t->n4 : sizeof *t->n6));
	if (!t->nodes)
		return WEIR_ENOMEM;
	rc = put_nodes(t, r, first, end);
	if (!rc)
		rc = make_blocks(t, v4);
	return rc ? rc : make_slots(t, v4);
}

int rov_make(struct rov_table **t, const struct rpki *r)
{
	int rc;

	*t = calloc(1, sizeof **t);
	if (!*t)
		return WEIR_ENOMEM;
	rc = make_tree(&(*t)->t4, r, true);
	if (!rc)
		rc = make_tree(&(*t)->t6, r, false);
	if (rc) {
		rov_release(*t);
		*t = NULL;
	}
	return rc;
}

static void release_tree(struct tree *t)
{
	free(t->nodes);
	free(t->blocks);
	free(t->slots);
}

void rov_release(struct rov_table *t)
{
	if (!t)
		return;
	release_tree(&t->t4);
	release_tree(&t->t6);
	free(t);
}

static size_t tree_bytes(const struct tree *t, bool v4)
{
	return t->max * (v4 ? sizeof *t->n4 : sizeof *t->n6) +
	       ((size_t)1 << block_bits(v4)) * sizeof *t->blocks +
	       (t->nslots + 1) * sizeof *t->slots;
}

size_t rov_bytes(const struct rov_table *t)
{
	return sizeof *t + tree_bytes(&t->t4, true) + tree_bytes(&t->t6, false);
}
