#ifndef WEIR_RPKI_ROV_TABLE_H
#define WEIR_RPKI_ROV_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rpki/rov.h"

/*
 * How the table of origin validation lies in memory; for rov_make.c, which makes it, and
 * rov.c, which asks it.
 *
 * A node is a prefix and an ASN with the longest maxLength that any
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
 */
enum {
	NO_NODE = 0, /* there is a node 0, of length 0 and without parent: what stands before all others */
	BLOCK_BITS4 = 8,
	BLOCK_BITS6 = 16,
	PLACE_MAX = 0xffff,
	FEW = 2, /* nodes that may be read behind the last one */
	REGIONS = 64 /* even shares of the slots; a power of two */
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
	unsigned region_shift; /* of the number of a slot: its region */
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

#endif
