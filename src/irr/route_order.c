#include "irr/route_order.h"

#include <stdbool.h>
#include <stdlib.h>

/*
 * How this works: routes are not moved while they are sorted. A radix sort orders keys of 16 bytes that carry the
 * record's number; of IPv6 there are few, so that numbers are sorted by comparing what they stand for.
 */
static uint8_t key_byte(const struct route_key *k, unsigned byte)
{
	return (uint8_t)(byte < 8 ? k->minor >> 8 * byte : k->major >> 8 * (byte - 8));
}

/* One pass of a stable counting sort; false where all agree in that byte. */
static bool radix_pass(const struct route_key *from, struct route_key *to, size_t n, unsigned byte)
{
	size_t at[256] = {0}, sum = 0;

	for (size_t i = 0; i < n; i++)
		at[key_byte(&from[i], byte)]++;
	if (at[key_byte(&from[0], byte)] == n)
		return false;
	for (int b = 0; b < 256; b++) {
		size_t count = at[b];

		at[b] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[at[key_byte(&from[i], byte)]++] = from[i];
	return true;
}

/* Sort by length, then by the major word; equal ones stay in order of appearance. */
static struct route_key *radix_sort(struct route_key *a, struct route_key *b, size_t n)
{
	for (unsigned byte = 4; n && byte < 16; byte++) {
		if (byte > 4 && byte < 8)
			continue; /* the length has one byte */
		if (radix_pass(a, b, n, byte)) {
			struct route_key *t = a;

			a = b;
			b = t;
		}
	}
	return a;
}

static uint32_t key_origin(const struct route_key *k)
{
	return (uint32_t)(k->major >> 32);
}

static int cmp_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int order_routes4(struct route_order *o, const struct facts *f)
{
	size_t n = f->routes4.n;
	struct route_key *a = malloc((n + 1) * sizeof *a), *spare = malloc((n + 1) * sizeof *a);

	if (!a || !spare) {
		free(a);
		free(spare);
		return WEIR_ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		const struct fact_route *r = &f->routes4.v[i];

		a[i].major = (uint64_t)r->origin << 32 | r->hi >> 32;
		a[i].minor = (uint64_t)r->len << 32 | i;
	}
	o->keys4 = radix_sort(a, spare, n);
	free(o->keys4 == a ? spare : a);
	return 0;
}

static int cmp_route6(const void *x, const void *y, void *routes)
{
	uint32_t i = *(const uint32_t *)x, j = *(const uint32_t *)y;
	const struct fact_route *a = (struct fact_route *)routes + i,
				*b = (struct fact_route *)routes + j;

	if (a->origin != b->origin)
		return cmp_u64(a->origin, b->origin);
	if (a->hi != b->hi)
		return cmp_u64(a->hi, b->hi);
	if (a->lo != b->lo)
		return cmp_u64(a->lo, b->lo);
	return a->len != b->len ? (int)a->len - b->len : cmp_u64(i, j);
}

static int order_routes6(struct route_order *o, const struct facts *f)
{
	size_t n = f->routes6.n;

	o->order6 = malloc((n + 1) * sizeof *o->order6);
	if (!o->order6)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < n; i++)
		o->order6[i] = (uint32_t)i;
	qsort_r(o->order6, n, sizeof *o->order6, cmp_route6, f->routes6.v);
	return 0;
}

/* One entry per AS that has routes of either family, then one beyond the last. */
static int list_origins(struct route_order *o, const struct facts *f)
{
	size_t i = 0, j = 0, n = f->routes4.n + f->routes6.n;

	o->origins = malloc((n + 1) * sizeof *o->origins);
	if (!o->origins)
		return WEIR_ENOMEM;
	while (i < f->routes4.n || j < f->routes6.n) {
		uint32_t asn4 = i < f->routes4.n ? key_origin(&o->keys4[i]) : UINT32_MAX;
		uint32_t asn6 = j < f->routes6.n ? f->routes6.v[o->order6[j]].origin : UINT32_MAX;
		uint32_t asn = asn4 < asn6 ? asn4 : asn6;

		o->origins[o->norigins++] = (struct index_origin){asn, (uint32_t)i, (uint32_t)j};
		while (i < f->routes4.n && key_origin(&o->keys4[i]) == asn)
			i++;
		while (j < f->routes6.n && f->routes6.v[o->order6[j]].origin == asn)
			j++;
	}
	o->origins[o->norigins++] = (struct index_origin){UINT32_MAX, (uint32_t)i, (uint32_t)j};
	return 0;
}

int route_order_make(struct route_order *o, const struct facts *f)
{
	int rc;

	*o = (struct route_order){.norigins = 0};
	rc = order_routes4(o, f);
	if (!rc)
		rc = order_routes6(o, f);
	return rc ? rc : list_origins(o, f);
}

void route_order_release(struct route_order *o)
{
	free(o->keys4);
	free(o->order6);
	free(o->origins);
}
