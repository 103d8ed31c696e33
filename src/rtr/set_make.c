#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "rtr/set.h"

/*
 * How this works: facts are sorted by address, length, maxLength and ASN, all ascending; routers
 * want address, maxLength, length and ASN, all descending. So VRPs are written from the last to
 * the first, and only those of one address are sorted, where they need it.
 */
static size_t measure(const struct rpki *r, size_t *left_out)
{
	size_t n = r->v4.n * RTR_IPV4_SIZE + r->v6.n * RTR_IPV6_SIZE;

	*left_out = 0;
	for (size_t i = 0; i < r->keys.n; i++)
		n += 32 + (size_t)r->keys.v[i].nspki;
	for (size_t i = 0; i < r->customers.n; i++) {
		const size_t providers = rpki_pairs(r, i).n;

		if (providers > RPKI_ASPA_PROVIDERS)
			(*left_out)++;
		else
			n += 12 + 4 * providers;
	}
	return n;
}

enum { VRP_HEAD = 12 };

/* What all VRPs of a family begin with, up to the address, the lengths zero. */
static void make_vrp_head(uint8_t head[VRP_HEAD], enum rtr_type type, uint32_t size)
{
	memset(head, 0, VRP_HEAD);
	rtr_put_header(head, (struct rtr_header){2, (uint8_t)type, 0, size});
	head[8] = 1;
}

static uint8_t *put_vrp_head(uint8_t *to, const uint8_t head[VRP_HEAD], uint8_t len, uint8_t max_len)
{
	memcpy(to, head, VRP_HEAD);
	to[9] = len;
	to[10] = max_len;
	return to + VRP_HEAD;
}

static uint8_t *put_u64(uint8_t *to, uint64_t v)
{
	return wire_put32(wire_put32(to, (uint32_t)(v >> 32)), (uint32_t)v);
}

static int cmp_record(const void *a, const void *b)
{
	return rtr_record_order(a, b);
}

/* Sort the VRPs of one address, [from, to), which are `size` bytes each. */
static void sort_address(uint8_t *from, uint8_t *to, size_t size)
{
	bool sorted = true;

	for (uint8_t *p = from + size; p < to; p += size)
		sorted &= rtr_record_order(p - size, p) < 0;
	if (!sorted)
		qsort(from, (size_t)(to - from) / size, size, cmp_record);
}

/* Most addresses have one VRP. */
static inline void end_address(uint8_t *from, uint8_t *to, size_t size)
{
	if ((size_t)(to - from) > size)
		sort_address(from, to, size);
}

static uint8_t *put_vrps4(uint8_t *to, const struct rpki *r)
{
	uint8_t *from = to, head[VRP_HEAD];

	make_vrp_head(head, RTR_IPV4, RTR_IPV4_SIZE);
	for (size_t i = r->v4.n; i--;) {
		const struct vrp4 *v = &r->v4.v[i];

		if (i + 1 < r->v4.n && v->addr != v[1].addr) {
			end_address(from, to, RTR_IPV4_SIZE);
			from = to;
		}
		to = put_vrp_head(to, head, v->len, v->max_len);
		to = wire_put32(wire_put32(to, v->addr), v->asn);
	}
	end_address(from, to, RTR_IPV4_SIZE);
	return to;
}

static uint8_t *put_vrps6(uint8_t *to, const struct rpki *r)
{
	uint8_t *from = to, head[VRP_HEAD];

	make_vrp_head(head, RTR_IPV6, RTR_IPV6_SIZE);
	for (size_t i = r->v6.n; i--;) {
		const struct vrp6 *v = &r->v6.v[i];

		if (i + 1 < r->v6.n && (v->hi != v[1].hi || v->lo != v[1].lo)) {
			end_address(from, to, RTR_IPV6_SIZE);
			from = to;
		}
		to = put_vrp_head(to, head, v->len, v->max_len);
		to = wire_put32(put_u64(put_u64(to, v->hi), v->lo), v->asn);
	}
	end_address(from, to, RTR_IPV6_SIZE);
	return to;
}

static int cmp_key(const void *pa, const void *pb)
{
	const struct router_key *a = *(const struct router_key *const *)pa;
	const struct router_key *b = *(const struct router_key *const *)pb;
	int d = memcmp(a->ski, b->ski, sizeof a->ski);

	if (!d)
		d = (int)a->nspki - (int)b->nspki;
	if (!d)
		d = memcmp(a->spki, b->spki, a->nspki);
	return d ? d : (a->asn > b->asn) - (a->asn < b->asn);
}

static uint8_t *put_key(uint8_t *to, const struct router_key *k)
{
	to = rtr_put_header(to, (struct rtr_header){2, RTR_ROUTER_KEY, 1 << 8, 32 + (uint32_t)k->nspki});
	memcpy(to, k->ski, sizeof k->ski);
	to = wire_put32(to + sizeof k->ski, k->asn);
	memcpy(to, k->spki, k->nspki);
	return to + k->nspki;
}

/* By SKI; NULL without memory. */
static uint8_t *put_keys(uint8_t *to, const struct rpki *r)
{
	const struct router_key **sorted = reallocarray(NULL, r->keys.n + 1, sizeof *sorted);

	if (!sorted)
		return NULL;
	for (size_t i = 0; i < r->keys.n; i++)
		sorted[i] = &r->keys.v[i];
	qsort(sorted, r->keys.n, sizeof *sorted, cmp_key);
	for (size_t i = 0; i < r->keys.n; i++)
		to = put_key(to, sorted[i]);
	free(sorted);
	return to;
}

static uint8_t *put_aspas(uint8_t *to, const struct rpki *r)
{
	for (size_t i = 0; i < r->customers.n; i++) {
		const struct aspa_pairs pairs = rpki_pairs(r, i);

		if (pairs.n > RPKI_ASPA_PROVIDERS)
			continue;
		to = rtr_put_header(to, (struct rtr_header){2, RTR_ASPA, 1 << 8, (uint32_t)(12 + 4 * pairs.n)});
		to = wire_put32(to, r->customers.v[i].asn);
		for (size_t k = 0; k < pairs.n; k++)
			to = wire_put32(to, pairs.v[k].provider);
	}
	return to;
}

int rtr_image_make(struct rtr_buf **to, const struct rpki *r, size_t *left_out)
{
	const size_t n = measure(r, left_out);
	struct rtr_buf *image = n > RTR_SET_MAX ? NULL : rtr_buf_new(n);
	uint8_t *end;

	if (!image)
		return n > RTR_SET_MAX ? WEIR_ELIMIT : WEIR_ENOMEM;
	end = put_keys(put_vrps6(put_vrps4(image->bytes, r), r), r);
	if (!end) {
		rtr_buf_unref(image);
		return WEIR_ENOMEM;
	}
	put_aspas(end, r);
	*to = image;
	return 0;
}

int rtr_set_make(struct rtr_set **to, const struct rpki *r, size_t *left_out)
{
	struct rtr_buf *image;
	int rc = rtr_image_make(&image, r, left_out);

	return rc ? rc : rtr_set_take(to, image);
}
