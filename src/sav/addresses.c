#include "sav/addresses.h"

#include "base/err.h"
#include "net/lengths.h"

/* Let each range stand for its hosts, or for its prefix alone. */
static void set_lengths(struct range_list *l, bool hosts)
{
	for (size_t i = 0; i < l->v4.n; i++) {
		uint64_t w = l->v4.v[i];
		unsigned len = w >> 24 & 255, to = hosts ? 32 : len;

		l->v4.v[i] = range_pack4((uint32_t)(w >> 32), len, to, to);
	}
	for (size_t i = 0; i < l->v6.n; i++)
		l->v6.v[i].ge = l->v6.v[i].le = hosts ? 128 : l->v6.v[i].len;
}

int addresses_make(struct prefix_set *result, struct range_list *blocks)
{
	int rc;

	set_lengths(blocks, true);
	rc = range_list_normalize(blocks);
	return rc ? rc : prefix_set_make(result, blocks);
}

int addresses_cover(const struct prefix_set *s, struct range_list *result)
{
	int rc = prefix_set_aggregate(s, result);

	if (!rc)
		set_lengths(result, false);
	return rc;
}

static u128 first_of(const struct span *s)
{
	return u128_make(s->hi, s->lo);
}

bool addresses_has_block(const struct prefix_set *s, const struct prefix *block)
{
	const struct spans *spans = block->family == IPV4 ? &s->v4 : &s->v6;
	size_t lo = 0, hi = spans->s.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (first_of(&spans->s.v[mid]) <= prefix_first(block))
			lo = mid + 1;
		else
			hi = mid;
	}
	/* Neighboring spans differ, so that a block inside the set lies in one span. */
	return lo && lengths_has(spans->s.v[lo - 1].lengths, family_bits(block->family)) &&
	       (lo == spans->s.n || first_of(&spans->s.v[lo]) > prefix_last(block));
}

static uint64_t add_up(uint64_t sum, unsigned bits)
{
	uint64_t more = bits > 63 ? UINT64_MAX : (uint64_t)1 << bits;

	return sum > UINT64_MAX - more ? UINT64_MAX : sum + more;
}

struct addresses_size addresses_size(const struct range_list *cover)
{
	struct addresses_size size = {.entries = range_list_count(cover)};
	uint64_t last = 0;
	bool part = false;

	for (size_t i = 0; i < cover->v4.n; i++)
		size.v4 = add_up(size.v4, 32 - (cover->v4.v[i] >> 24 & 255));
	for (size_t i = 0; i < cover->v6.n; i++) {
		const struct range *r = &cover->v6.v[i];

		if (r->len <= 64)
			size.v6_64 = add_up(size.v6_64, 64 - r->len);
		else if (!part || r->hi != last)
			size.v6_64 = add_up(size.v6_64, 0);
		part = r->len > 64;
		last = r->hi;
	}
	return size;
}
