#include "rtr/set.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

static enum rtr_part part_of(unsigned type)
{
	return type == RTR_IPV4	       ? RTR_PART_IPV4
	       : type == RTR_IPV6      ? RTR_PART_IPV6
	       : type == RTR_ROUTER_KEY ? RTR_PART_KEY
					: RTR_PART_ASPA;
}

/* Whether the bytes at the cursor begin with a record, as only rtr_record_read() would write it. */
static bool is_record(struct wire w, uint8_t scratch[RTR_PDU_MAX])
{
	const uint8_t *p = wire_bytes(&w, RTR_HEADER);
	struct rtr_header h;
	struct rtr_fault f;
	bool announce;

	if (!p)
		return false;
	h = rtr_header_read(p);
	return h.version == RTR_VERSIONS - 1 && rtr_header_check(&h, &f) && rtr_is_payload(h.type) &&
	       wire_bytes(&w, h.length - RTR_HEADER) &&
	       rtr_record_read(p, scratch, &announce, &f) && announce && !memcmp(p, scratch, h.length);
}

static inline u128 address_of(const uint8_t *p, unsigned bits)
{
	u128 addr = wire_get32(p + 12);

	for (unsigned i = 16; i < 12 + bits / 8; i += 4)
		addr = addr << 32 | wire_get32(p + i);
	return addr;
}

/*
 * Most of a set are VRPs: the bytes of those of one family at `p` that are as rtr_record_read() writes
 * them, in order. The other records, and one that is wrong, are left to who looks at all kinds.
 */
static inline size_t check_vrps(const uint8_t *p, size_t n, unsigned type, unsigned bits)
{
	const size_t size = 16 + bits / 8;
	u128 last = ~(u128)0;
	uint64_t last_rest = UINT64_MAX;
	size_t at = 0;

	for (; n - at >= size; at += size, p += size) {
		const uint8_t len = p[9], max_len = p[10];
		const u128 addr = address_of(p, bits);
		/* section 11.2.1: address, maxLength, length, ASN */
		const uint64_t rest = (uint64_t)max_len << 40 | (uint64_t)len << 32 | wire_get32(p + 12 + bits / 8);

		if (wire_get32(p) != ((RTR_VERSIONS - 1) << 24 | type << 16) || wire_get32(p + 4) != size || p[8] != 1 ||
		    p[11] || len > max_len || max_len > bits || (len < bits && addr << (128 - bits + len)))
			break;
		if (addr > last || (addr == last && rest >= last_rest))
			break;
		last = addr;
		last_rest = rest;
	}
	return at;
}

/* Check every record and the order; where the parts begin and what they hold. */
static bool index_parts(struct rtr_set *s, uint8_t scratch[RTR_PDU_MAX])
{
	const uint8_t *bytes = s->image->bytes, *last = NULL;
	struct wire w = wire_make(bytes, s->image->n);
	const size_t ipv4 = check_vrps(bytes, s->image->n, RTR_IPV4, 32);
	const size_t ipv6 = check_vrps(bytes + ipv4, s->image->n - ipv4, RTR_IPV6, 128);
	unsigned part = RTR_PART_IPV4;

	s->count[RTR_PART_IPV4] = ipv4 / RTR_IPV4_SIZE;
	s->count[RTR_PART_IPV6] = ipv6 / RTR_IPV6_SIZE;
	if (ipv4)
		last = bytes + ipv4 - RTR_IPV4_SIZE;
	if (ipv6) {
		last = bytes + ipv4 + ipv6 - RTR_IPV6_SIZE;
		s->part[++part] = ipv4;
	}
	wire_bytes(&w, ipv4 + ipv6);
	while (wire_left(&w)) {
		const uint8_t *p = w.p;

		if (!is_record(w, scratch) || (last && rtr_record_order(last, p) >= 0))
			return false;
		while (part < part_of(rtr_type_of(p)))
			s->part[++part] = (size_t)(p - s->image->bytes);
		s->count[part]++;
		last = wire_bytes(&w, rtr_length(p));
	}
	while (part < RTR_PARTS)
		s->part[++part] = s->image->n;
	return true;
}

int rtr_set_take(struct rtr_set **to, struct rtr_buf *image)
{
	struct rtr_set *s = calloc(1, sizeof *s);
	uint8_t *scratch = malloc(RTR_PDU_MAX);
	int rc = 0;

	if (!s || !scratch || !image)
		rc = WEIR_ENOMEM;
	else if (image->n > RTR_SET_MAX)
		rc = WEIR_ELIMIT;
	if (!rc) {
		*s = (struct rtr_set){.image = rtr_buf_ref(image), .refs = 1};
		rc = index_parts(s, scratch) ? 0 : WEIR_ESYNTAX;
	}
	free(scratch);
	rtr_buf_unref(image);
	if (!rc) {
		*to = s;
		return 0;
	}
	if (s)
		rtr_buf_unref(s->image);
	free(s);
	return rc;
}

int rtr_set_read(struct rtr_set **to, const uint8_t *bytes, size_t n)
{
	return n > RTR_SET_MAX ? WEIR_ELIMIT : rtr_set_take(to, rtr_buf_copy(bytes, n));
}

static int collect(struct rtr_set **to, const struct out *bytes)
{
	return bytes->status ? bytes->status : rtr_set_read(to, (const uint8_t *)bytes->s, bytes->n);
}

int rtr_set_collect(struct out *gone, struct rtr_set **gone_set, struct out *come, struct rtr_set **come_set)
{
	int rc = collect(gone_set, gone);

	if (!rc) {
		rc = collect(come_set, come);
		if (rc)
			rtr_set_unref(*gone_set);
	}
	out_release(gone);
	out_release(come);
	return rc;
}

const uint8_t *rtr_set_next(const struct rtr_set *s, unsigned last, size_t *at)
{
	const uint8_t *p = rtr_set_bytes(s) + *at;

	if (*at >= s->part[last + 1])
		return NULL;
	*at += rtr_length(p);
	return p;
}

bool rtr_set_equal(const struct rtr_set *a, const struct rtr_set *b)
{
	return rtr_set_size(a) == rtr_set_size(b) &&
	       !memcmp(rtr_set_bytes(a), rtr_set_bytes(b), rtr_set_size(a));
}

struct rtr_set *rtr_set_ref(struct rtr_set *s)
{
	s->refs++;
	return s;
}

void rtr_set_unref(struct rtr_set *s)
{
	if (s && !--s->refs) {
		rtr_buf_unref(s->image);
		free(s);
	}
}

/* A walk over two sets side by side. */
struct pair {
	const struct rtr_set *a, *b;
	size_t i, j;
	struct out gone, come;
};

static void put(struct out *to, const uint8_t *record)
{
	if (record)
		out_write(to, record, rtr_length(record));
}

static bool is_same(const uint8_t *a, const uint8_t *b)
{
	return rtr_length(a) == rtr_length(b) && !memcmp(a, b, rtr_length(a));
}

/* Pass over what both have in common of VRPs, which are `size` bytes each. */
static inline void skip_vrps(struct pair *p, unsigned part, size_t size)
{
	const uint8_t *a = rtr_set_bytes(p->a) + p->i, *b = rtr_set_bytes(p->b) + p->j;
	const size_t left_a = p->a->part[part + 1] - p->i, left_b = p->b->part[part + 1] - p->j;
	const size_t most = left_a < left_b ? left_a : left_b;
	size_t n = 0;

	while (most - n >= size && !memcmp(a + n, b + n, size))
		n += size;
	p->i += n;
	p->j += n;
}

static void skip_common(struct pair *p, unsigned part)
{
	if (part == RTR_PART_IPV4)
		skip_vrps(p, part, RTR_IPV4_SIZE);
	else if (part == RTR_PART_IPV6)
		skip_vrps(p, part, RTR_IPV6_SIZE);
}

/* The next records of both, the earlier one or, where they speak of the same thing, both. */
static void step(struct pair *p, unsigned part)
{
	size_t i = p->i, j = p->j;
	const uint8_t *a = rtr_set_next(p->a, part, &i), *b = rtr_set_next(p->b, part, &j);
	const int order = !a ? 1 : !b ? -1 : rtr_record_order(a, b);

	if (order <= 0)
		p->i = i;
	if (order >= 0)
		p->j = j;
	if (!order && is_same(a, b))
		return;
	put(&p->gone, order <= 0 ? a : NULL);
	put(&p->come, order >= 0 ? b : NULL);
}

static void diff_part(struct pair *p, unsigned part)
{
	for (skip_common(p, part); p->i < p->a->part[part + 1] || p->j < p->b->part[part + 1]; skip_common(p, part))
		step(p, part);
}

int rtr_set_diff(const struct rtr_set *a, const struct rtr_set *b, struct rtr_set **gone,
		 struct rtr_set **come)
{
	const unsigned parts = rtr_set_equal(a, b) ? 0 : RTR_PARTS;
	struct pair p = {.a = a, .b = b};

	out_mem(&p.gone, RTR_SET_MAX);
	out_mem(&p.come, RTR_SET_MAX);
	for (unsigned part = 0; part < parts; part++)
		diff_part(&p, part);
	return rtr_set_collect(&p.gone, gone, &p.come, come);
}
