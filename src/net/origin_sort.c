/*
 * Putting pairs of range and origin in order. Both families sort byte by byte, the
 * origin's least significant first, the top of the address last; bytes that are all alike
 * cost nothing, and lists that are in order are left as they are.
 */
#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "net/origin_list.h"

static int compare4(const struct origin_range4 *x, const struct origin_range4 *y)
{
	if (x->range != y->range)
		return x->range < y->range ? -1 : 1;
	return (x->origin > y->origin) - (x->origin < y->origin);
}

static int compare6(const struct origin_range *x, const struct origin_range *y)
{
	int c = range_cmp(&x->range, &y->range);

	return c ? c : (x->origin > y->origin) - (x->origin < y->origin);
}

/*
 * The key of an IPv4 pair: the origin, then the range as it is packed. Its lowest byte is
 * not used, and `ge` and `le` follow the length where all are single prefixes.
 */
enum { ORIGIN_BYTES = 4, KEY_BYTES = 12 };

static inline unsigned key_byte(const struct origin_range4 *p, unsigned k)
{
	if (k < ORIGIN_BYTES)
		return p->origin >> k * 8 & 255;
	return p->range >> (k - ORIGIN_BYTES) * 8 & 255;
}

static unsigned bytes_that_sort(const struct origin_range4 *v, size_t n)
{
	struct origin_range4 differ = {0, 0};
	uint64_t inexact = 0;
	unsigned bytes = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t r = v[i].range;

		differ.range |= r ^ v[0].range;
		differ.origin |= v[i].origin ^ v[0].origin;
		inexact |= (r >> 24 ^ r >> 16) | (r >> 16 ^ r >> 8);
	}
	if (!(inexact & 255))
		differ.range &= ~(uint64_t)0xffffff;
	for (unsigned k = 0; k < KEY_BYTES; k++)
		bytes |= (unsigned)(key_byte(&differ, k) != 0) << k;
	return bytes;
}

static void sort_byte(const struct origin_range4 *from, struct origin_range4 *to, size_t n, unsigned k)
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

static bool is_sorted4(const struct origin_range4 *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (compare4(&v[i - 1], &v[i]) > 0)
			return false;
	return true;
}

static void drop_equal4(struct origin_list *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->v4.n; i++)
		if (!kept || compare4(&l->v4.v[kept - 1], &l->v4.v[i]))
			l->v4.v[kept++] = l->v4.v[i];
	l->v4.n = kept;
}

static int sort4(struct origin_list *l)
{
	struct origin_range4 *v = l->v4.v, *spare;
	size_t n = l->v4.n;
	unsigned bytes;

	if (is_sorted4(v, n))
		return 0;
	spare = malloc(n * sizeof *spare);
	if (!spare)
		return WEIR_ENOMEM;
	bytes = bytes_that_sort(v, n);
	for (unsigned k = 0; k < KEY_BYTES; k++) {
		struct origin_range4 *t = v;

		if (!(bytes >> k & 1))
			continue;
		sort_byte(v, spare, n, k);
		v = spare;
		spare = t;
	}
	if (v != l->v4.v) {
		l->v4.v = v;
		l->v4.cap = n;
	}
	free(spare);
	return 0;
}

/* IPv6 pairs in the same way, the origin first, then `le`, `ge`, the length and the address. */
enum { KEY_BYTES6 = ORIGIN_BYTES + 19 };

static inline unsigned key_byte6(const struct origin_range *o, unsigned k)
{
	const struct range *r = &o->range;

	if (k < ORIGIN_BYTES)
		return o->origin >> k * 8 & 255;
	k -= ORIGIN_BYTES;
	if (k >= 11)
		return r->hi >> (k - 11) * 8 & 255;
	if (k >= 3)
		return r->lo >> (k - 3) * 8 & 255;
	return k == 2 ? r->len : k ? r->ge : r->le;
}

static uint32_t bytes_that_sort6(const struct origin_range *v, size_t n)
{
	struct origin_range differ = {{0}, 0};
	uint32_t bytes = 0;

	for (size_t i = 0; i < n; i++) {
		differ.range.hi |= v[i].range.hi ^ v->range.hi;
		differ.range.lo |= v[i].range.lo ^ v->range.lo;
		differ.range.len |= v[i].range.len ^ v->range.len;
		differ.range.ge |= v[i].range.ge ^ v->range.ge;
		differ.range.le |= v[i].range.le ^ v->range.le;
		differ.origin |= v[i].origin ^ v->origin;
	}
	for (unsigned k = 0; k < KEY_BYTES6; k++)
		bytes |= (uint32_t)(key_byte6(&differ, k) != 0) << k;
	return bytes;
}

static void sort_byte6(const struct origin_range *from, struct origin_range *to, size_t n, unsigned k)
{
	uint32_t at[256] = {0}, sum = 0;

	for (size_t i = 0; i < n; i++)
		at[key_byte6(&from[i], k)]++;
	for (int b = 0; b < 256; b++) {
		uint32_t count = at[b];

		at[b] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[at[key_byte6(&from[i], k)]++] = from[i];
}

static bool is_sorted6(const struct origin_range *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (compare6(&v[i - 1], &v[i]) > 0)
			return false;
	return true;
}

static void drop_equal6(struct origin_list *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->v6.n; i++)
		if (!kept || compare6(&l->v6.v[kept - 1], &l->v6.v[i]))
			l->v6.v[kept++] = l->v6.v[i];
	l->v6.n = kept;
}

static int sort6(struct origin_list *l)
{
	struct origin_range *v = l->v6.v, *spare;
	size_t n = l->v6.n;
	uint32_t bytes;

	if (is_sorted6(v, n))
		return 0;
	spare = malloc(n * sizeof *spare);
	if (!spare)
		return WEIR_ENOMEM;
	bytes = bytes_that_sort6(v, n);
	for (unsigned k = 0; k < KEY_BYTES6; k++) {
		struct origin_range *t = v;

		if (!(bytes >> k & 1))
			continue;
		sort_byte6(v, spare, n, k);
		v = spare;
		spare = t;
	}
	if (v != l->v6.v) {
		l->v6.v = v;
		l->v6.cap = n;
	}
	free(spare);
	return 0;
}

int origin_list_normalize(struct origin_list *l)
{
	int rc = sort4(l);

	if (!rc)
		rc = sort6(l);
	if (rc)
		return rc;
	drop_equal4(l);
	drop_equal6(l);
	return 0;
}

static int merge4(struct origin_list *to, const struct origin_list *a, const struct origin_list *b)
{
	size_t i = 0, j = 0;
	int rc = vec_reserve(&to->v4, a->v4.n + b->v4.n, RANGE_LIST_MAX);

	while (!rc && (i < a->v4.n || j < b->v4.n)) {
		int c = i == a->v4.n ? 1 : j == b->v4.n ? -1 : compare4(&a->v4.v[i], &b->v4.v[j]);

		to->v4.v[to->v4.n++] = c > 0 ? b->v4.v[j] : a->v4.v[i];
		i += c <= 0;
		j += c >= 0;
	}
	return rc;
}

static int merge6(struct origin_list *to, const struct origin_list *a, const struct origin_list *b)
{
	size_t i = 0, j = 0;
	int rc = vec_reserve(&to->v6, a->v6.n + b->v6.n, RANGE_LIST_MAX);

	while (!rc && (i < a->v6.n || j < b->v6.n)) {
		int c = i == a->v6.n ? 1 : j == b->v6.n ? -1 : compare6(&a->v6.v[i], &b->v6.v[j]);

		to->v6.v[to->v6.n++] = c > 0 ? b->v6.v[j] : a->v6.v[i];
		i += c <= 0;
		j += c >= 0;
	}
	return rc;
}

int origin_list_merge(struct origin_list *l, struct origin_list *from)
{
	struct origin_list both = {0};
	int rc = origin_list_normalize(l);

	if (!rc)
		rc = origin_list_normalize(from);
	if (rc || !origin_list_count(from))
		return rc;
	rc = merge4(&both, l, from);
	if (!rc)
		rc = merge6(&both, l, from);
	origin_list_release(from);
	if (rc) {
		origin_list_release(&both);
		return rc;
	}
	origin_list_release(l);
	*l = both;
	return 0;
}
