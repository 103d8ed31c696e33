#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/err.h"
#include "rpki/rov_table.h"

/* How the table of origin validation is made; rov_table.h says what it is. */
enum { SLOT_BITS_MAX = 20 };

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
	while ((t->nslots - 1) >> t->region_shift >= REGIONS)
		t->region_shift++;
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
