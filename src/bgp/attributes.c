#include "bgp/attributes.h"

#include <string.h>

#include "base/err.h"
#include "bgp/as_path_wire.h"
#include "net/wire.h"

/*
 * How this works: one row per attribute that is understood says which flags it
 * must carry, what a fault in it costs, and which function reads its value. The
 * block is walked once; AS4_PATH and AS4_AGGREGATOR wait until all has been
 * seen, since they change what AS_PATH and AGGREGATOR mean.
 *
 * The costs are those of RFC 7606 section 7. What is not understood is passed over:
 * nothing here needs it.
 */
struct reading {
	struct attributes *a;
	struct attributes_form form;
	struct wire as4_path;
	uint32_t as4_aggregator_asn, as4_aggregator_addr;
	int rc; /* WEIR_ENOMEM */
};

/* Read a value; NULL, or what is wrong with it. */
typedef const char *reader(struct reading *r, struct wire *v);

enum { OPTIONAL = 0x80, TRANSITIVE = 0x40, EXTENDED_LENGTH = 0x10, AS_TRANS = 23456 };

static const char *read_origin(struct reading *r, struct wire *v)
{
	r->a->origin = wire_u8(v);
	if (!wire_done(v))
		return "expected an ORIGIN of 1 byte";
	return r->a->origin <= 2 ? NULL : "expected an ORIGIN of 0, 1 or 2";
}

static const char *read_path(struct reading *r, struct wire *v)
{
	const char *problem = NULL;

	r->rc = as_path_wire_read(&r->a->path, v, r->form.asn_bytes, &problem);
	return problem;
}

static const char *read_u32(struct wire *v, uint32_t *value)
{
	*value = wire_u32(v);
	return wire_done(v) ? NULL : "expected a value of 4 bytes";
}

static const char *read_next_hop(struct reading *r, struct wire *v)
{
	return read_u32(v, &r->a->next_hop);
}

static const char *read_med(struct reading *r, struct wire *v)
{
	return read_u32(v, &r->a->med);
}

static const char *read_local_pref(struct reading *r, struct wire *v)
{
	return read_u32(v, &r->a->local_pref);
}

static const char *read_atomic_aggregate(struct reading *r, struct wire *v)
{
	(void)r;
	return wire_done(v) ? NULL : "expected an empty ATOMIC_AGGREGATE";
}

static const char *read_aggregator(struct reading *r, struct wire *v)
{
	unsigned asn_bytes = r->form.asn_bytes;

	if (r->form.rib && (wire_left(v) == 6 || wire_left(v) == 8))
		asn_bytes = (unsigned)wire_left(v) - 4; /* OpenBGPD keeps 4 bytes in TABLE_DUMP */
	r->a->aggregator_asn = asn_bytes == 4 ? wire_u32(v) : wire_u16(v);
	r->a->aggregator_addr = wire_u32(v);
	return wire_done(v) ? NULL : "expected an AGGREGATOR of an ASN and an address";
}

static const char *read_numbers(struct reading *r, struct wire *v, uint32_t *to)
{
	(void)r;
	while (wire_left(v))
		*to++ = wire_u32(v);
	return NULL;
}

static const char *read_communities(struct reading *r, struct wire *v)
{
	size_t n = wire_left(v) / 4;

	if (!n || wire_left(v) % 4)
		return "expected COMMUNITIES of 4 bytes each";
	r->rc = vec_reserve(&r->a->communities, n, UINT16_MAX);
	if (r->rc)
		return NULL;
	r->a->communities.n = n;
	return read_numbers(r, v, r->a->communities.v);
}

static const char *read_large(struct reading *r, struct wire *v)
{
	size_t n = wire_left(v) / 4;

	if (!n || wire_left(v) % 12)
		return "expected LARGE_COMMUNITIES of 12 bytes each";
	r->rc = vec_reserve(&r->a->large, n, UINT16_MAX);
	if (r->rc)
		return NULL;
	r->a->large.n = n;
	return read_numbers(r, v, r->a->large.v);
}

/* A next hop of a length that its family allows (RFC 4760, RFC 2545, RFC 8950). */
static const char *read_mp_next_hop(struct mp_prefixes *mp, struct wire *v)
{
	mp->next_hop_len = wire_u8(v);
	mp->next_hop = wire_bytes(v, mp->next_hop_len);
	return v->bad ? "expected the whole next hop of MP_REACH_NLRI" : NULL;
}

static const char *read_mp_reach(struct reading *r, struct wire *v)
{
	struct mp_prefixes *mp = &r->a->reach;
	const char *problem;

	/* The family begins with a zero byte, a length of a next hop does not. */
	if (r->form.rib && wire_left(v) && v->p[0]) {
		problem = read_mp_next_hop(mp, v);
		return problem || wire_done(v) ? problem
					       : "expected a next hop alone in MP_REACH_NLRI";
	}
	mp->afi = wire_u16(v);
	mp->safi = wire_u8(v);
	problem = read_mp_next_hop(mp, v);
	if (problem)
		return problem;
	for (unsigned snpas = wire_u8(v); snpas && !v->bad; snpas--)
		wire_bytes(v, (wire_u8(v) + 1u) / 2);
	mp->nlri = v->p;
	mp->n = wire_left(v);
	return v->bad ? "expected the prefixes of MP_REACH_NLRI" : NULL;
}

static const char *read_mp_unreach(struct reading *r, struct wire *v)
{
	struct mp_prefixes *mp = &r->a->unreach;

	mp->afi = wire_u16(v);
	mp->safi = wire_u8(v);
	mp->nlri = v->p;
	mp->n = wire_left(v);
	return v->bad ? "expected the family of MP_UNREACH_NLRI" : NULL;
}

static const char *read_as4_path(struct reading *r, struct wire *v)
{
	r->as4_path = *v;
	return NULL;
}

static const char *read_as4_aggregator(struct reading *r, struct wire *v)
{
	r->as4_aggregator_asn = wire_u32(v);
	r->as4_aggregator_addr = wire_u32(v);
	return wire_done(v) ? NULL : "expected an AS4_AGGREGATOR of 8 bytes";
}

static const struct row {
	reader *read;
	uint8_t flags; /* OPTIONAL and TRANSITIVE as they must be */
	uint8_t cost;  /* enum attributes_damage */
} rows[] = {
	[ATTRIBUTE_ORIGIN] = {read_origin, TRANSITIVE, ATTRIBUTES_WITHDRAW},
	[ATTRIBUTE_AS_PATH] = {read_path, TRANSITIVE, ATTRIBUTES_WITHDRAW},
	[ATTRIBUTE_NEXT_HOP] = {read_next_hop, TRANSITIVE, ATTRIBUTES_WITHDRAW},
	[ATTRIBUTE_MED] = {read_med, OPTIONAL, ATTRIBUTES_WITHDRAW},
	[ATTRIBUTE_LOCAL_PREF] = {read_local_pref, TRANSITIVE, ATTRIBUTES_WITHDRAW},
	[ATTRIBUTE_ATOMIC_AGGREGATE] = {read_atomic_aggregate, TRANSITIVE, ATTRIBUTES_DISCARD},
	[ATTRIBUTE_AGGREGATOR] = {read_aggregator, OPTIONAL | TRANSITIVE, ATTRIBUTES_DISCARD},
	[ATTRIBUTE_COMMUNITIES] = {read_communities, OPTIONAL | TRANSITIVE, ATTRIBUTES_WITHDRAW},
	[ATTRIBUTE_MP_REACH] = {read_mp_reach, OPTIONAL, ATTRIBUTES_WITHDRAW},
	[ATTRIBUTE_MP_UNREACH] = {read_mp_unreach, OPTIONAL, ATTRIBUTES_WITHDRAW},
	[ATTRIBUTE_AS4_PATH] = {read_as4_path, OPTIONAL | TRANSITIVE, ATTRIBUTES_DISCARD},
	[ATTRIBUTE_AS4_AGGREGATOR] = {read_as4_aggregator, OPTIONAL | TRANSITIVE,
				      ATTRIBUTES_DISCARD},
	[ATTRIBUTE_LARGE_COMMUNITIES] = {read_large, OPTIONAL | TRANSITIVE, ATTRIBUTES_WITHDRAW},
};

static void blame(struct attributes *a, enum attributes_damage cost, unsigned type,
		  const char *problem)
{
	if (!a->problem) {
		a->problem = problem;
		a->problem_type = (uint8_t)type;
	}
	if (cost > a->damage)
		a->damage = cost;
}

/* One attribute whose value is whole. */
static void read_value(struct reading *r, unsigned flags, unsigned type, struct wire *v)
{
	const struct row *row = type < sizeof rows / sizeof *rows ? &rows[type] : NULL;
	const char *problem;

	if (!row || !row->read) {
		/* RFC 4271 section 6.3: what is well-known must be known */
		if (!(flags & OPTIONAL))
			blame(r->a, ATTRIBUTES_WITHDRAW, type,
			      "expected an attribute that is known, or optional");
		return;
	}
	if (r->a->present >> type & 1) {
		/* RFC 7606 section 3 g: of two MP attributes none, of others the first counts. */
		bool mp = type == ATTRIBUTE_MP_REACH || type == ATTRIBUTE_MP_UNREACH;

		blame(r->a, mp ? ATTRIBUTES_WITHDRAW : ATTRIBUTES_DISCARD, type,
		      "expected the attribute once, found it again");
		return;
	}
	problem = (flags & (OPTIONAL | TRANSITIVE)) == row->flags
			  ? row->read(r, v)
			  : "expected other attribute flags";
	if (problem)
		blame(r->a, row->cost, type, problem);
	else
		r->a->present |= (uint64_t)1 << type;
}

/* RFC 6793 section 4.2.3: what a speaker of 2-byte ASNs carried along for the others. */
static void merge_as4(struct reading *r)
{
	struct attributes *a = r->a;
	const char *problem = NULL;

	if (attributes_has(a, ATTRIBUTE_AGGREGATOR) &&
	    attributes_has(a, ATTRIBUTE_AS4_AGGREGATOR)) {
		if (a->aggregator_asn != AS_TRANS)
			return;
		a->aggregator_asn = r->as4_aggregator_asn;
		a->aggregator_addr = r->as4_aggregator_addr;
	}
	if (!attributes_has(a, ATTRIBUTE_AS4_PATH) || !attributes_has(a, ATTRIBUTE_AS_PATH))
		return;
	r->rc = as_path_wire_merge4(&a->path, &r->as4_path, &problem);
	if (problem)
		blame(a, ATTRIBUTES_DISCARD, ATTRIBUTE_AS4_PATH, problem);
}

void attributes_clear(struct attributes *a)
{
	a->present = 0;
	a->origin = 2;
	a->damage = ATTRIBUTES_SOUND;
	a->problem = NULL;
	a->problem_type = 0;
	a->reach = a->unreach = (struct mp_prefixes){0};
	as_path_buf_clear(&a->path);
	a->communities.n = a->large.n = 0;
}

int attributes_read(struct attributes *a, const uint8_t *p, size_t n, struct attributes_form form)
{
	struct reading r = {.a = a, .form = form};
	struct wire w = wire_make(p, n);

	attributes_clear(a);
	while (wire_left(&w) && !r.rc) {
		unsigned flags = wire_u8(&w), type = wire_u8(&w);
		size_t len = flags & EXTENDED_LENGTH ? wire_u16(&w) : wire_u8(&w);
		struct wire v = wire_sub(&w, len);

		if (w.bad)
			blame(a, ATTRIBUTES_WITHDRAW, type,
			      "expected an attribute inside its block, found one that is longer");
		else
			read_value(&r, flags, type, &v);
	}
	if (!r.rc && form.asn_bytes == 2)
		merge_as4(&r);
	return r.rc;
}

void attributes_release(struct attributes *a)
{
	as_path_buf_release(&a->path);
	vec_free(&a->communities);
	vec_free(&a->large);
}
