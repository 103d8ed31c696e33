#include "filter/pairs.h"

#include <stdbool.h>

#include "net/prefix.h"

/*
 * How this works. A sorted list is a pre-order walk of the binary trie of its
 * prefixes. A stack holds the path from the root to the last prefix read; when
 * the walk leaves a block, both its halves are known, and the block takes over
 * what the two have in common. Blocks that only join two others (no prefix of
 * the list) come into being where the walk turns.
 *
 * A block carries up to three runs of lengths. The first is its own prefix, or
 * what it took over in its place. The others are what it took over beside it.
 * A run dies when the block above takes it; a block is written once the block
 * above has been looked at, for nothing can take its runs any more.
 *
 * What is written is never more than what was read, so that the list serves
 * as input and output at once.
 */
enum { RUNS = 3, PATH_MAX_LEN = 129 };

struct run {
	uint8_t ge, le;
	bool wide;  /* more than the prefix itself */
	bool alive; /* to be written */
};

struct block {
	uint64_t hi, lo;
	uint8_t len, runs;
	struct run run[RUNS];
};

struct step {
	struct block block, half[2];
	bool has[2];
};

struct merge {
	struct range_list *list;
	size_t written;
	unsigned family, depth;
	struct step path[PATH_MAX_LEN + 1];
};

static bool same_run(const struct run *a, const struct run *b)
{
	return a->ge == b->ge && a->le == b->le;
}

static struct run wide_run(unsigned ge, unsigned le)
{
	return (struct run){(uint8_t)ge, (uint8_t)le, true, true};
}

/* Both halves are prefixes of the list as they are. */
static void take_exact(struct block *b, struct block *l, struct block *r)
{
	b->run[0] = wide_run(b->run[0].alive ? b->len : r->len, r->len);
	l->run[0].alive = r->run[0].alive = false;
	if (l->runs < 2 || r->runs < 2 || !same_run(&l->run[1], &r->run[1]))
		return;
	b->run[b->runs++] = wide_run(r->run[1].ge, r->run[1].le);
	l->run[1].alive = r->run[1].alive = false;
}

/* Both halves have the same wide run as their first. */
static void take_wide(struct block *b, struct block *l, struct block *r)
{
	const struct run common = r->run[0];

	l->run[0].alive = r->run[0].alive = false;
	if (!b->run[0].alive) {
		b->run[0] = wide_run(common.ge, common.le);
		return;
	}
	if (r->len == common.ge) {
		b->run[0] = wide_run(b->len, common.le);
		return;
	}
	b->run[b->runs++] = wide_run(common.ge, common.le);
	if (l->runs < 2 || r->runs < 2 || !same_run(&l->run[1], &r->run[1]))
		return;
	b->run[b->runs++] = wide_run(r->run[1].ge, r->run[1].le);
	l->run[1].alive = r->run[1].alive = false;
}

/* The first run of one half is the second of the other. */
static void take_crossed(struct block *b, struct run *first, struct run *second)
{
	if (b->run[0].alive)
		b->run[b->runs++] = wide_run(first->ge, first->le);
	else
		b->run[0] = wide_run(first->ge, first->le);
	first->alive = second->alive = false;
}

static void take_common(struct block *b, struct block *l, struct block *r)
{
	struct run *l0 = &l->run[0], *r0 = &r->run[0];

	if (l->len != b->len + 1 || r->len != b->len + 1)
		return;
	if (!l0->wide && !r0->wide && l0->alive && r0->alive)
		take_exact(b, l, r);
	else if (l0->wide && r0->wide && same_run(l0, r0))
		take_wide(b, l, r);
	else if (l->runs > 1 && r0->wide && same_run(r0, &l->run[1]))
		take_crossed(b, r0, &l->run[1]);
	else if (r->runs > 1 && l0->wide && same_run(l0, &r->run[1]))
		take_crossed(b, l0, &r->run[1]);
}

static void write_block(struct merge *m, const struct block *b)
{
	for (unsigned i = 0; i < b->runs; i++) {
		const struct run *run = &b->run[i];

		if (!run->alive)
			continue;
		if (m->family == IPV4)
			m->list->v4.v[m->written++] =
				range_pack4((uint32_t)(b->hi >> 32), b->len, run->ge, run->le);
		else
			m->list->v6.v[m->written++] = (struct range){
				b->hi, b->lo, IPV6, b->len, run->ge, run->le};
	}
}

/* The walk has left the last block of the path. */
static struct block leave_block(struct merge *m)
{
	struct step *s = &m->path[--m->depth];

	if (s->has[0] && s->has[1])
		take_common(&s->block, &s->half[0], &s->half[1]);
	for (int i = 0; i < 2; i++)
		if (s->has[i])
			write_block(m, &s->half[i]);
	return s->block;
}

static void enter_block(struct merge *m, uint64_t hi, uint64_t lo, unsigned len, struct run own)
{
	struct step *s = &m->path[m->depth++];

	s->has[0] = s->has[1] = false;
	s->block = (struct block){hi, lo, (uint8_t)len, 1, {own}};
}

static unsigned bit_at(const struct block *b, unsigned at)
{
	return (at < 64 ? b->hi >> (63 - at) : b->lo >> (127 - at)) & 1;
}

static void attach(struct merge *m, const struct block *b)
{
	struct step *above = &m->path[m->depth - 1];
	unsigned side = bit_at(b, above->block.len);

	above->half[side] = *b;
	above->has[side] = true;
}

/* How many leading bits a block and an address have in common, at most b->len. */
static unsigned common_bits(const struct block *b, const struct range *r)
{
	unsigned n = b->hi != r->hi   ? (unsigned)__builtin_clzll(b->hi ^ r->hi)
		     : b->lo != r->lo ? 64 + (unsigned)__builtin_clzll(b->lo ^ r->lo)
				      : 128;

	return n < b->len ? n : b->len;
}

/* A block that only joins: it has no prefix of its own. */
static void join_at(struct merge *m, const struct block *b, unsigned len)
{
	u128 first = u128_make(b->hi, b->lo) & u128_mask(len);

	enter_block(m, (uint64_t)(first >> 64), (uint64_t)first, len, (struct run){0});
	attach(m, b);
}

static void walk_to(struct merge *m, const struct range *r)
{
	struct run own = {r->ge, r->le, r->le > r->len, true};

	while (m->depth) {
		unsigned common = common_bits(&m->path[m->depth - 1].block, r);
		struct block left;

		if (common == m->path[m->depth - 1].block.len)
			break;
		left = leave_block(m);
		if (m->depth && m->path[m->depth - 1].block.len >= common)
			attach(m, &left);
		else
			join_at(m, &left, common);
	}
	enter_block(m, r->hi, r->lo, r->len, own);
}

int pairs_merge(struct range_list *list)
{
	struct merge m = {.list = list, .family = list->v4.n ? IPV4 : IPV6};
	size_t n = range_list_count(list);

	if (!n)
		return 0;
	for (size_t i = 0; i < n; i++) {
		struct range r = range_list_get(list, i);

		walk_to(&m, &r);
	}
	for (;;) {
		struct block last = leave_block(&m);

		if (!m.depth) {
			write_block(&m, &last);
			break;
		}
		attach(&m, &last);
	}
	if (m.family == IPV4)
		list->v4.n = m.written;
	else
		list->v6.n = m.written;
	return range_list_normalize(list);
}
