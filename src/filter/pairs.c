#include "filter/pairs.h"

#include <stdbool.h>

#include "net/prefix.h"

/*
 * How this works. A sorted list is a pre-order walk of the binary trie of its
 * prefixes. A stack holds the path from the root to the last prefix read; when
 * the walk leaves a block, both its halves are known, and the block takes over
 * what the two have in common. Only halves count, one bit longer than the
 * block: a block that is no prefix of the list comes into being where the walk
 * goes from one half of it into the other, and nowhere else.
 *
 * A block carries up to three runs of lengths. The first is its own prefix, or
 * what it took over in its place. The others are what it took over beside it.
 * A run dies when the block above takes it.
 *
 * The list is input and output at once: a run lives in the slot of its prefix,
 * a run that was taken over in the slot of the left half that died for it,
 * which is the first inside its block, so that the order stays. The few runs
 * for which no such slot is free go to a list of their own, merged at the end.
 */
enum { RUNS = 3, PATH_MAX_LEN = 129 };

static const uint32_t in_extra = 1u << 31;
static const uint64_t dead4 = UINT64_MAX;

struct run {
	uint32_t slot; /* in the list, or in_extra | one of m->extra */
	uint8_t ge, le;
	bool wide;  /* more than the prefix itself */
	bool alive; /* to be written */
};

struct block {
	uint64_t hi, lo;
	uint8_t len, runs;
	struct run run[RUNS];
};

/* A block of the path. Its right half, if it has one, is what last left the path after it. */
struct step {
	struct block block, left;
	bool has_left, has_right;
};

struct merge {
	struct range_list *list, extra;
	unsigned family, depth;
	int rc;
	struct step path[PATH_MAX_LEN + 1];
};

static bool same_run(const struct run *a, const struct run *b)
{
	return a->ge == b->ge && a->le == b->le;
}

static void set_slot(struct merge *m, uint32_t slot, const struct range *r)
{
	struct range_list *list = slot & in_extra ? &m->extra : m->list;
	size_t i = slot & ~in_extra;

	if (m->family == IPV6)
		list->v6.v[i] = *r;
	else
		list->v4.v[i] = r->family ? range_pack4((uint32_t)(r->hi >> 32), r->len, r->ge, r->le)
					  : dead4;
}

static void kill_run(struct merge *m, struct run *run)
{
	run->alive = false;
	set_slot(m, run->slot, &(struct range){0});
}

/* The `i`-th run of a block, written to the slot of a run that died, or where there is room. */
static void set_run(struct merge *m, struct block *b, unsigned i, unsigned ge, unsigned le,
		    const struct run *died)
{
	struct range r = {b->hi, b->lo, (uint8_t)m->family, b->len, (uint8_t)ge, (uint8_t)le};
	uint32_t slot = (uint32_t)range_list_count(&m->extra) | in_extra;

	if (died && !(died->slot & in_extra)) {
		slot = died->slot;
		set_slot(m, slot, &r);
	} else if (!m->rc) {
		m->rc = range_list_add(&m->extra, &r);
	}
	if (m->rc)
		return;
	b->run[i] = (struct run){slot, r.ge, r.le, true, true};
	if (i >= b->runs)
		b->runs = (uint8_t)(i + 1);
}

/* Both halves have the same second run. */
static void take_second(struct merge *m, struct block *b, struct block *l, struct block *r)
{
	const struct run second = r->run[1];

	if (l->runs < 2 || r->runs < 2 || !same_run(&l->run[1], &second))
		return;
	kill_run(m, &l->run[1]);
	kill_run(m, &r->run[1]);
	set_run(m, b, b->runs, second.ge, second.le, NULL);
}

/* Both halves are prefixes of the list as they are. */
static void take_exact(struct merge *m, struct block *b, struct block *l, struct block *r)
{
	kill_run(m, &l->run[0]);
	kill_run(m, &r->run[0]);
	if (b->run[0].alive)
		set_run(m, b, 0, b->len, r->len, &b->run[0]);
	else
		set_run(m, b, 0, r->len, r->len, &l->run[0]);
	take_second(m, b, l, r);
}

/* Both halves have the same wide run as their first. */
static void take_wide(struct merge *m, struct block *b, struct block *l, struct block *r)
{
	const struct run common = r->run[0];

	kill_run(m, &l->run[0]);
	kill_run(m, &r->run[0]);
	if (!b->run[0].alive) {
		set_run(m, b, 0, common.ge, common.le, &l->run[0]);
	} else if (r->len == common.ge) {
		set_run(m, b, 0, b->len, common.le, &b->run[0]);
	} else {
		set_run(m, b, b->runs, common.ge, common.le, &l->run[0]);
		take_second(m, b, l, r);
	}
}

/* The first run of one half is the second of the other; `died` is one whose slot b can have. */
static void take_crossed(struct merge *m, struct block *b, struct run *first, struct run *second,
			 const struct run *died)
{
	kill_run(m, first);
	kill_run(m, second);
	set_run(m, b, b->run[0].alive ? b->runs : 0, first->ge, first->le, died);
}

static void take_common(struct merge *m, struct block *b, struct block *l, struct block *r)
{
	struct run *l0 = &l->run[0], *r0 = &r->run[0];

	if (!l0->wide && !r0->wide && l0->alive && r0->alive)
		take_exact(m, b, l, r);
	else if (l0->wide && r0->wide && same_run(l0, r0))
		take_wide(m, b, l, r);
	else if (l->runs > 1 && r0->wide && same_run(r0, &l->run[1]))
		take_crossed(m, b, r0, &l->run[1], NULL);
	else if (r->runs > 1 && l0->wide && same_run(l0, &r->run[1]))
		take_crossed(m, b, l0, &r->run[1], l0);
}

/* The walk has left the last block of the path. */
static void leave_block(struct merge *m)
{
	struct step *s = &m->path[--m->depth];

	if (s->has_left && s->has_right)
		take_common(m, &s->block, &s->left, &s[1].block);
}

static void enter_block(struct merge *m, uint64_t hi, uint64_t lo, unsigned len, struct run own)
{
	struct step *s = &m->path[m->depth++];

	s->has_left = s->has_right = false;
	s->block.hi = hi;
	s->block.lo = lo;
	s->block.len = (uint8_t)len;
	s->block.runs = 1;
	s->block.run[0] = own;
}

static bool is_right_half(const struct block *b)
{
	return b->len <= 64 ? b->hi >> (64 - b->len) & 1 : b->lo >> (128 - b->len) & 1;
}

/*
 * Give the block that has just left to the one above, whose half it is. A right
 * half completes the one above, which leaves next, so that the half still
 * stands behind it; a left half must be kept aside.
 */
static void attach(struct step *above)
{
	if (is_right_half(&above[1].block)) {
		above->has_right = true;
	} else {
		above->left = above[1].block;
		above->has_left = true;
	}
}

/* How many leading bits a block and a range have in common, at most b->len. */
static unsigned common_bits(const struct block *b, const struct range *r)
{
	const unsigned n = u128_shared(u128_make(b->hi, b->lo), u128_make(r->hi, r->lo));

	return n < b->len ? n : b->len;
}

/* Above the left half that has just left, where no prefix of the list stands. */
static void enter_above(struct merge *m)
{
	struct step *s = &m->path[m->depth];

	s->left = s->block;
	enter_block(m, s->left.hi, s->left.lo, s->left.len - 1u, (struct run){0});
	s->has_left = true;
}

static inline void walk_to(struct merge *m, const struct range *r, size_t slot)
{
	while (m->depth) {
		struct step *s = &m->path[m->depth - 1];
		unsigned len = s->block.len, common = common_bits(&s->block, r);

		if (common == len)
			break;
		leave_block(m);
		if (m->depth && s[-1].block.len + 1u == len)
			attach(s - 1);
		else if (common + 1 == len)
			enter_above(m);
	}
	enter_block(m, r->hi, r->lo, r->len,
		    (struct run){(uint32_t)slot, r->ge, r->le, r->le > r->len, true});
}

static void walk(struct merge *m)
{
	size_t n = range_list_count(m->list);

	for (size_t i = 0; i < n && !m->rc; i++) {
		struct range r = m->family == IPV4 ? range_unpack4(m->list->v4.v[i])
						   : m->list->v6.v[i];

		walk_to(m, &r, i);
	}
	for (leave_block(m); m->depth; leave_block(m))
		if (m->path[m->depth - 1].block.len + 1 == m->path[m->depth].block.len)
			attach(&m->path[m->depth - 1]);
}

static void drop_dead(struct range_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->v4.n; i++)
		if (list->v4.v[i] != dead4)
			list->v4.v[kept++] = list->v4.v[i];
	list->v4.n = kept;
	kept = 0;
	for (size_t i = 0; i < list->v6.n; i++)
		if (list->v6.v[i].family)
			list->v6.v[kept++] = list->v6.v[i];
	list->v6.n = kept;
}

/* Merge the extra runs in from the end; there is room, for each stands for two that died. */
static void add_extra(struct merge *m)
{
	struct range_list *list = m->list;
	size_t n4 = list->v4.n, n6 = list->v6.n, e4 = m->extra.v4.n, e6 = m->extra.v6.n;

	list->v4.n += e4;
	list->v6.n += e6;
	for (size_t to = list->v4.n; e4; to--)
		list->v4.v[to - 1] = n4 && list->v4.v[n4 - 1] > m->extra.v4.v[e4 - 1]
					     ? list->v4.v[--n4]
					     : m->extra.v4.v[--e4];
	for (size_t to = list->v6.n; e6; to--)
		list->v6.v[to - 1] =
			n6 && range_cmp(&list->v6.v[n6 - 1], &m->extra.v6.v[e6 - 1]) > 0
				? list->v6.v[--n6]
				: m->extra.v6.v[--e6];
}

int pairs_merge(struct range_list *list)
{
	struct merge m = {.list = list, .family = list->v4.n ? IPV4 : IPV6};

	if (!range_list_count(list))
		return 0;
	walk(&m);
	drop_dead(list);
	drop_dead(&m.extra);
	if (!m.rc)
		m.rc = range_list_normalize(&m.extra);
	if (!m.rc)
		add_extra(&m);
	range_list_release(&m.extra);
	return m.rc;
}
