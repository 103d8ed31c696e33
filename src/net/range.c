#include "net/range.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

int range_cmp(const struct range *a, const struct range *b)
{
	struct prefix p = range_prefix(a), q = range_prefix(b);
	int c = prefix_cmp(&p, &q);

	if (c)
		return c;
	return a->ge != b->ge ? (int)a->ge - b->ge : (int)a->le - b->le;
}

bool range_meets(const struct range *a, const struct range *b)
{
	struct prefix p = range_prefix(a), q = range_prefix(b);
	unsigned ge = a->ge > b->ge ? a->ge : b->ge, le = a->le < b->le ? a->le : b->le;

	return ge <= le && (prefix_covers(&p, &q) || prefix_covers(&q, &p));
}

static bool read_length(const char **s, const char *end, uint8_t *v)
{
	const char *start = *s;
	unsigned n = 0;

	for (; *s < end && **s >= '0' && **s <= '9' && n <= 128; (*s)++)
		n = n * 10 + (unsigned)(**s - '0');
	*v = (uint8_t)n;
	return *s > start && n <= 128;
}

bool range_op_parse(const char *s, size_t n, struct range_op *op)
{
	const char *end = s + n;

	*op = (struct range_op){.kind = RANGE_NONE};
	if (!n)
		return true;
	if (*s++ != '^' || s == end)
		return false;
	if (s + 1 == end && (*s == '-' || *s == '+')) {
		op->kind = *s == '-' ? RANGE_MINUS : RANGE_PLUS;
		return true;
	}
	op->kind = RANGE_LENGTHS;
	if (!read_length(&s, end, &op->ge))
		return false;
	op->le = op->ge;
	if (s < end && (*s++ != '-' || !read_length(&s, end, &op->le)))
		return false;
	return s == end && op->ge <= op->le;
}

bool range_apply(const struct range *r, struct range_op op, struct range *result)
{
	unsigned bits = family_bits(r->family), ge = r->ge, le = r->le;

	switch (op.kind) {
	case RANGE_NONE:
		break;
	case RANGE_MINUS:
		ge = ge + 1;
		le = bits;
		break;
	case RANGE_PLUS:
		le = bits;
		break;
	case RANGE_LENGTHS:
		ge = op.ge > ge ? op.ge : ge;
		le = op.le < bits ? op.le : bits;
		break;
	}
	if (ge > le)
		return false;
	*result = *r;
	result->ge = (uint8_t)ge;
	result->le = (uint8_t)le;
	return true;
}

int range_list_add(struct range_list *l, const struct range *r)
{
	if (r->family == IPV4)
		return vec_push(&l->v4, range_pack4((uint32_t)(r->hi >> 32), r->len, r->ge, r->le),
				RANGE_LIST_MAX);
	return vec_push(&l->v6, *r, RANGE_LIST_MAX);
}

int range_list_add_all(struct range_list *l, const struct range_list *from)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < from->v4.n; i++)
		rc = vec_push(&l->v4, from->v4.v[i], RANGE_LIST_MAX);
	for (size_t i = 0; !rc && i < from->v6.n; i++)
		rc = vec_push(&l->v6, from->v6.v[i], RANGE_LIST_MAX);
	return rc;
}

static unsigned u128_trailing_zeros(u128 v)
{
	uint64_t lo = (uint64_t)v, hi = (uint64_t)(v >> 64);

	if (lo)
		return (unsigned)__builtin_ctzll(lo);
	return hi ? 64 + (unsigned)__builtin_ctzll(hi) : 128;
}

int range_list_add_span(struct range_list *l, unsigned family, u128 first, u128 last, bool inside)
{
	int rc = 0;

	for (;;) {
		unsigned len = 128 - u128_trailing_zeros(first);
		struct prefix p;
		struct range r;

		while ((first | ~u128_mask(len)) > last)
			len++;
		p = prefix_make(family, first, len);
		r = range_make(&p, len, inside ? family_bits(family) : len);
		rc = range_list_add(l, &r);
		if (rc || prefix_last(&p) == last)
			return rc;
		first = prefix_last(&p) + 1;
	}
}

/*
 * Sorting packed IPv4 ranges: one pass in place brings them into buckets by
 * their leading bits (few buckets: each is a page that is touched at the same
 * time); each bucket then fits into the cache and is sorted byte by byte from
 * its least significant end, leaving out bytes that are all alike. The memory
 * beside the list is that of the largest bucket: fresh pages cost more than
 * the sorting.
 */
enum { BUCKET_BITS = 6, BUCKETS = 1 << BUCKET_BITS, BUCKET_SHIFT = 64 - BUCKET_BITS };

static void sort_few(uint64_t *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint64_t w = v[i];
		size_t k = i;

		for (; k && v[k - 1] > w; k--)
			v[k] = v[k - 1];
		v[k] = w;
	}
}

static void sort_byte(const uint64_t *from, uint64_t *to, size_t n, unsigned shift)
{
	uint32_t at[256] = {0}, sum = 0;

	for (size_t i = 0; i < n; i++)
		at[from[i] >> shift & 255]++;
	for (int b = 0; b < 256; b++) {
		uint32_t count = at[b];

		at[b] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[at[from[i] >> shift & 255]++] = from[i];
}

/* Which bits must be looked at: where each range is a single prefix, ge and le follow len. */
static uint64_t bits_that_sort(const uint64_t *v, size_t n)
{
	uint64_t differ = 0, inexact = 0;

	for (size_t i = 0; i < n; i++) {
		differ |= v[i] ^ v[0];
		inexact |= (v[i] >> 24 ^ v[i] >> 16) | (v[i] >> 16 ^ v[i] >> 8);
	}
	return inexact & 255 ? differ : differ & ~(uint64_t)0xffffff;
}

/* Sort a bucket, with room for it in `spare`: returns where it is afterwards. */
static const uint64_t *sort_bucket(uint64_t *v, uint64_t *spare, size_t n)
{
	uint64_t bits;

	if (n < 48) {
		sort_few(v, n);
		return v;
	}
	bits = bits_that_sort(v, n);
	for (unsigned shift = 8; shift < 64; shift += 8) {
		uint64_t *t = v;

		if (!(bits >> shift & 255))
			continue;
		sort_byte(v, spare, n, shift);
		v = spare;
		spare = t;
	}
	return v;
}

struct buckets {
	uint32_t from[BUCKETS + 1]; /* bucket b is [from[b], from[b + 1]) */
	uint32_t largest;
};

static void count_buckets(struct buckets *b, const uint64_t *v, size_t n)
{
	uint32_t sum = 0;

	*b = (struct buckets){0};
	for (size_t i = 0; i < n; i++)
		b->from[v[i] >> BUCKET_SHIFT]++;
	for (int i = 0; i <= BUCKETS; i++) {
		uint32_t count = i < BUCKETS ? b->from[i] : 0;

		b->largest = count > b->largest ? count : b->largest;
		b->from[i] = sum;
		sum += count;
	}
}

/* Each word that is taken up drives out the one in its place, until a cycle is closed. */
static void spread_in_place(const struct buckets *b, uint64_t *v)
{
	uint32_t at[BUCKETS];

	memcpy(at, b->from, sizeof at);
	for (unsigned i = 0; i < BUCKETS; i++) {
		while (at[i] < b->from[i + 1]) {
			uint64_t w = v[at[i]];

			for (unsigned home = w >> BUCKET_SHIFT; home != i; home = w >> BUCKET_SHIFT) {
				uint64_t driven = v[at[home]];

				v[at[home]++] = w;
				w = driven;
			}
			v[at[i]++] = w;
		}
	}
}

/* Append sorted words but those that are there already; `to` never overtakes `v`. */
static size_t keep_distinct(uint64_t *to, size_t kept, const uint64_t *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!kept || to[kept - 1] != v[i])
			to[kept++] = v[i];
	return kept;
}

static bool is_sorted(const uint64_t *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (v[i - 1] > v[i])
			return false;
	return true;
}

static int sort4(struct range_list *l)
{
	uint64_t *v = l->v4.v, *spare;
	size_t n = l->v4.n, kept = 0;
	struct buckets b;

	if (is_sorted(v, n)) {
		l->v4.n = keep_distinct(v, 0, v, n);
		return 0;
	}
	count_buckets(&b, v, n);
	spare = malloc(b.largest * sizeof *spare);
	if (!spare)
		return WEIR_ENOMEM;
	spread_in_place(&b, v);
	for (int i = 0; i < BUCKETS; i++) {
		size_t size = b.from[i + 1] - b.from[i];

		kept = keep_distinct(v, kept, sort_bucket(v + b.from[i], spare, size), size);
	}
	l->v4.n = kept;
	free(spare);
	return 0;
}

/*
 * IPv6 ranges sort byte by byte from the least significant end too, le first
 * and the top of the address last; bytes that are all alike cost nothing.
 */
enum { KEY_BYTES = 19 };

static inline unsigned key_byte(const struct range *r, unsigned k)
{
	if (k >= 11)
		return r->hi >> (k - 11) * 8 & 255;
	if (k >= 3)
		return r->lo >> (k - 3) * 8 & 255;
	return k == 2 ? r->len : k ? r->ge : r->le;
}

/* Which bytes must be looked at, as bits. */
static unsigned bytes_that_sort(const struct range *v, size_t n)
{
	struct range differ = {0};
	bool exact = true;
	unsigned bytes = 0;

	for (size_t i = 0; i < n; i++) {
		differ.hi |= v[i].hi ^ v[0].hi;
		differ.lo |= v[i].lo ^ v[0].lo;
		differ.len |= v[i].len ^ v[0].len;
		exact &= v[i].ge == v[i].len && v[i].le == v[i].len;
	}
	for (unsigned k = 2; k < KEY_BYTES; k++)
		bytes |= (unsigned)(key_byte(&differ, k) != 0) << k;
	return exact ? bytes : bytes | 3;
}

static void sort_key_byte(const struct range *from, struct range *to, size_t n, unsigned k)
{
	uint32_t at[256] = {0}, sum = 0;

	for (size_t i = 0; i < n; i++)
		at[key_byte(&from[i], k)]++;
	for (int b = 0; b < 256; b++) {
		uint32_t count = at[b];

		at[b] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[at[key_byte(&from[i], k)]++] = from[i];
}

/* In order, and none twice. */
static bool is_done6(const struct range *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (range_cmp(&v[i - 1], &v[i]) >= 0)
			return false;
	return true;
}

static int sort6(struct range_list *l)
{
	size_t n = l->v6.n, kept = 0;
	struct range *v = l->v6.v, *other, *spare;
	unsigned bytes;

	if (is_done6(v, n))
		return 0;
	spare = other = malloc(n * sizeof *spare);
	if (!spare)
		return WEIR_ENOMEM;
	bytes = bytes_that_sort(v, n);
	for (unsigned k = 0; k < KEY_BYTES; k++) {
		struct range *t = v;

		if (!(bytes >> k & 1))
			continue;
		sort_key_byte(v, other, n, k);
		v = other;
		other = t;
	}
	for (size_t i = 0; i < n; i++)
		if (!kept || range_cmp(&l->v6.v[kept - 1], &v[i]))
			l->v6.v[kept++] = v[i];
	l->v6.n = kept;
	free(spare);
	return 0;
}

int range_list_normalize(struct range_list *l)
{
	int rc = sort6(l);

	return rc ? rc : sort4(l);
}

size_t range_list_count(const struct range_list *l)
{
	return l->v4.n + l->v6.n;
}

struct range range_list_get(const struct range_list *l, size_t i)
{
	return i < l->v4.n ? range_unpack4(l->v4.v[i]) : l->v6.v[i - l->v4.n];
}

void range_list_release(struct range_list *l)
{
	vec_free(&l->v4);
	vec_free(&l->v6);
}
