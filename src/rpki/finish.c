#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "rpki/rpki.h"

/*
 * How a set is finished: each array is sorted by what the fact says and, among
 * equal facts, by when it came (source, line), so that dropping repeats keeps the
 * first. Relying parties mostly write VRPs in the order of their addresses: then one pass finds
 * that, and only those of one address are sorted, where they need it. IPv4 VRPs are many: where
 * they do not come in the order even of their /16s, they are dealt into them by counting, and each
 * small pile is sorted on its own.
 */

static int cmp_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static uint64_t vrp4_block(const struct vrp4 *v)
{
	return (uint64_t)v->addr << 32 | (uint32_t)v->len << 24 | (uint32_t)v->max_len << 16;
}

static int cmp_fact4(const struct vrp4 *a, const struct vrp4 *b)
{
	int d = cmp_u64(vrp4_block(a), vrp4_block(b));

	return d ? d : cmp_u64(a->asn, b->asn);
}

static int cmp_vrp4(const void *pa, const void *pb)
{
	const struct vrp4 *a = pa, *b = pb;
	int d = cmp_fact4(a, b);

	if (!d)
		d = (int)a->source - (int)b->source;
	return d ? d : cmp_u64(a->line, b->line);
}

static int cmp_fact6(const struct vrp6 *a, const struct vrp6 *b)
{
	int d = cmp_u64(a->hi, b->hi);

	if (!d)
		d = cmp_u64(a->lo, b->lo);
	if (!d)
		d = (int)a->len - (int)b->len;
	if (!d)
		d = (int)a->max_len - (int)b->max_len;
	return d ? d : cmp_u64(a->asn, b->asn);
}

static int cmp_vrp6(const void *pa, const void *pb)
{
	const struct vrp6 *a = pa, *b = pb;
	int d = cmp_fact6(a, b);

	if (!d)
		d = (int)a->source - (int)b->source;
	return d ? d : cmp_u64(a->line, b->line);
}

enum { PILE_BITS = 16, PILES = 1 << PILE_BITS };

static uint32_t pile(const struct vrp4 *v)
{
	return v->addr >> PILE_BITS;
}

static bool piles_in_order(const struct rpki *r)
{
	for (size_t i = 1; i < r->v4.n; i++)
		if (pile(&r->v4.v[i - 1]) > pile(&r->v4.v[i]))
			return false;
	return true;
}

/* Into piles by the upper half of the address; `at` is zeroed, one for each pile. */
static void deal_to(const struct rpki *r, struct vrp4 *to, uint32_t *at)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < r->v4.n; i++)
		at[pile(&r->v4.v[i])]++;
	for (size_t p = 0; p < PILES; p++) {
		uint32_t n = at[p];

		at[p] = sum;
		sum += n;
	}
	for (size_t i = 0; i < r->v4.n; i++)
		to[at[pile(&r->v4.v[i])]++] = r->v4.v[i];
}

static int deal(struct rpki *r)
{
	struct vrp4 *to = reallocarray(NULL, r->v4.n, sizeof *to);
	uint32_t *at = calloc(PILES, sizeof *at);

	if (!to || !at) {
		free(to);
		free(at);
		return WEIR_ENOMEM;
	}
	deal_to(r, to, at);
	free(at);
	free(r->v4.v);
	r->v4.v = to;
	r->v4.cap = r->v4.n;
	return 0;
}

static void insertion_sort(struct vrp4 *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct vrp4 x = v[i];
		size_t j = i;

		for (; j && cmp_vrp4(&v[j - 1], &x) > 0; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

static void sort_few_or_many(struct vrp4 *v, size_t n)
{
	if (n <= 24)
		insertion_sort(v, n);
	else
		qsort(v, n, sizeof *v, cmp_vrp4);
}

static int sort_piles(struct rpki *r)
{
	int rc = piles_in_order(r) ? 0 : deal(r);
	struct vrp4 *v = r->v4.v;

	for (size_t start = 0, end; !rc && start < r->v4.n; start = end) {
		for (end = start + 1; end < r->v4.n && pile(&v[end]) == pile(&v[start]); end++)
			;
		sort_few_or_many(v + start, end - start);
	}
	return rc;
}

/* The first VRP from the i-th on that does not come after the one before it; n where all do. */
static size_t next_out_of_order4(const struct rpki *r, size_t i)
{
	for (; i < r->v4.n; i++) {
		const struct vrp4 *a = &r->v4.v[i - 1], *b = &r->v4.v[i];
		const uint64_t before = vrp4_block(a), here = vrp4_block(b);

		if (before > here || (before == here && a->asn >= b->asn))
			break;
	}
	return i;
}

static size_t next_out_of_order6(const struct rpki *r, size_t i)
{
	while (i < r->v6.n && cmp_fact6(&r->v6.v[i - 1], &r->v6.v[i]) < 0)
		i++;
	return i;
}

/* The VRPs of one address around the i-th, which are sorted; returns their end. */
static size_t sort_address4(struct rpki *r, size_t i)
{
	struct vrp4 *v = r->v4.v;
	size_t from = i - 1, end = i + 1;

	while (from && v[from - 1].addr == v[i].addr)
		from--;
	while (end < r->v4.n && v[end].addr == v[i].addr)
		end++;
	sort_few_or_many(v + from, end - from);
	return end;
}

static bool is_address6(const struct vrp6 *a, const struct vrp6 *b)
{
	return a->hi == b->hi && a->lo == b->lo;
}

static size_t sort_address6(struct rpki *r, size_t i)
{
	struct vrp6 *v = r->v6.v;
	size_t from = i - 1, end = i + 1;

	while (from && is_address6(&v[from - 1], &v[i]))
		from--;
	while (end < r->v6.n && is_address6(&v[end], &v[i]))
		end++;
	qsort(v + from, end - from, sizeof *v, cmp_vrp6);
	return end;
}

static void unique4(struct rpki *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->v4.n; i++) {
		const struct vrp4 *v = &r->v4.v[i];

		if (kept && !cmp_fact4(&r->v4.v[kept - 1], v))
			r->sources.v[v->source].repeated++;
		else
			r->v4.v[kept++] = *v;
	}
	r->v4.n = kept;
}

static void unique6(struct rpki *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->v6.n; i++) {
		const struct vrp6 *v = &r->v6.v[i];

		if (kept && !cmp_fact6(&r->v6.v[kept - 1], v))
			r->sources.v[v->source].repeated++;
		else
			r->v6.v[kept++] = *v;
	}
	r->v6.n = kept;
}

static int cmp_pair(const void *pa, const void *pb)
{
	const struct aspa_pair *a = pa, *b = pb;
	int d = cmp_u64(a->customer, b->customer);

	if (!d)
		d = cmp_u64(a->provider, b->provider);
	if (!d)
		d = (int)a->source - (int)b->source;
	return d ? d : cmp_u64(a->line, b->line);
}

/* Keep what counts of one customer's sorted pairs [i, end) at *kept. */
static void keep_providers(struct aspa_pair *v, size_t i, size_t end, size_t *kept)
{
	const size_t first = *kept;
	const bool others = v[end - 1].provider != 0;

	for (; i < end; i++) {
		if (!v[i].provider && others)
			continue; /* AS0 means nothing beside other providers */
		if (*kept > first && v[*kept - 1].provider == v[i].provider)
			continue;
		v[(*kept)++] = v[i];
	}
}

static int form_customers(struct rpki *r)
{
	struct aspa_pair *v = r->pairs.v;
	size_t kept = 0, end;
	int rc = 0;

	r->customers.n = 0;
	for (size_t i = 0; !rc && i < r->pairs.n; i = end) {
		struct aspa_customer c = {v[i].customer, (uint32_t)kept};

		for (end = i + 1; end < r->pairs.n && v[end].customer == c.asn; end++)
			;
		keep_providers(v, i, end, &kept);
		rc = vec_push(&r->customers, c, RPKI_PROVIDERS);
	}
	r->pairs.n = kept;
	return rc;
}

static int cmp_key_fact(const struct router_key *a, const struct router_key *b)
{
	int d = cmp_u64(a->asn, b->asn);

	if (!d)
		d = memcmp(a->ski, b->ski, sizeof a->ski);
	if (!d)
		d = (int)a->nspki - (int)b->nspki;
	return d ? d : memcmp(a->spki, b->spki, a->nspki);
}

static int cmp_key(const void *pa, const void *pb)
{
	const struct router_key *a = pa, *b = pb;
	int d = cmp_key_fact(a, b);

	if (!d)
		d = (int)a->source - (int)b->source;
	return d ? d : cmp_u64(a->line, b->line);
}

static void unique_keys(struct rpki *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->keys.n; i++)
		if (!kept || cmp_key_fact(&r->keys.v[kept - 1], &r->keys.v[i]))
			r->keys.v[kept++] = r->keys.v[i];
	r->keys.n = kept;
}

static int sort4(struct rpki *r, bool *repeats)
{
	*repeats = false;
	for (size_t i = 1; (i = next_out_of_order4(r, i)) < r->v4.n;) {
		*repeats = true; /* it may be so */
		if (r->v4.v[i - 1].addr > r->v4.v[i].addr)
			return sort_piles(r);
		i = sort_address4(r, i);
	}
	return 0;
}

static void sort6(struct rpki *r, bool *repeats)
{
	*repeats = false;
	for (size_t i = 1; (i = next_out_of_order6(r, i)) < r->v6.n;) {
		*repeats = true;
		if (!is_address6(&r->v6.v[i - 1], &r->v6.v[i])) {
			qsort(r->v6.v, r->v6.n, sizeof *r->v6.v, cmp_vrp6);
			return;
		}
		i = sort_address6(r, i);
	}
}

int rpki_finish(struct rpki *r)
{
	bool repeats;
	int rc = sort4(r, &repeats);

	if (rc)
		return rc;
	if (repeats)
		unique4(r);
	vec_trim(&r->v4);
	sort6(r, &repeats);
	if (repeats)
		unique6(r);
	vec_trim(&r->v6);
	if (r->pairs.n)
		qsort(r->pairs.v, r->pairs.n, sizeof *r->pairs.v, cmp_pair);
	rc = form_customers(r);
	if (r->keys.n)
		qsort(r->keys.v, r->keys.n, sizeof *r->keys.v, cmp_key);
	unique_keys(r);
	return rc;
}
