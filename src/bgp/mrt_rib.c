#include "bgp/mrt.h"

/*
 * Records of tables: TABLE_DUMP (RFC 6396 section 4.2) and TABLE_DUMP_V2 (section
 * 4.3, RFC 8050). The frame of a record is walked first: a record whose entries
 * do not end where it ends gives no routes at all, since which of its lengths
 * is wrong cannot be known.
 */
/*
 * Two things that an UPDATE must not do are sound in a table: BIRD gives routes of its
 * own no attributes at all, and its IPv6 dumps leave the next hop out.
 */
static const char *table_next_hop(struct mrt_reader *m, const struct attributes *a, bool none)
{
	bool v2 = m->route.format == ROUTE_TABLE_DUMP2;
	bool unsaid = !attributes_has(a, ATTRIBUTE_NEXT_HOP) &&
		      attributes_has(a, ATTRIBUTE_ORIGIN) && attributes_has(a, ATTRIBUTE_AS_PATH) &&
		      m->route.prefix.family == IPV6;

	m->route.next_hop = (struct prefix){0};
	if (a->reach.next_hop)
		return mrt_next_hop(m, a, true);
	return v2 && (none || unsaid) ? NULL : mrt_next_hop(m, a, false);
}

static int give(struct mrt_reader *m, struct wire block, struct attributes_form form)
{
	struct route *r = &m->route;
	const struct attributes *a;
	const char *problem;
	int rc = mrt_attributes(m, block, form, &a);

	if (rc)
		return rc;
	if (a->damage != ATTRIBUTES_SOUND) {
		mrt_route_damage(m, &r->prefix, a->problem_type, a->problem);
		if (a->damage == ATTRIBUTES_WITHDRAW)
			return 0;
	}
	problem = table_next_hop(m, a, !wire_left(&block));
	if (problem)
		return mrt_route_damage(m, &r->prefix, 0, problem);
	r->attributes = a;
	return m->handle(m->context, r);
}

/* What the subtypes of TABLE_DUMP tell: 3 and 4 are those of Quagga. */
struct entry_form {
	uint8_t family, asn_bytes;
};

static const struct entry_form entry_forms[] = {
	[1] = {IPV4, 2}, [2] = {IPV6, 2}, [3] = {IPV4, 4}, [4] = {IPV6, 4}};

/* One entry of TABLE_DUMP, up to its attributes. */
static struct wire entry_header(struct mrt_reader *m, struct wire *w, const struct entry_form *f,
				bool *sound)
{
	struct prefix addr = mrt_address(w, f->family);
	unsigned len = wire_u8(w);

	wire_bytes(w, 5); /* status, and when it was last changed */
	m->route.peer = mrt_address(w, f->family);
	m->route.peer_asn = f->asn_bytes == 4 ? wire_u32(w) : wire_u16(w);
	*sound = len <= family_bits(f->family);
	if (*sound)
		m->route.prefix = prefix_make(f->family, prefix_first(&addr), len);
	if (!len && (addr.hi || addr.lo))
		*sound = false; /* a default route has no address: its length was damaged */
	return wire_sub(w, wire_u16(w));
}

/*
 * Early records hold several entries after one view and sequence, some repeat
 * these before each entry: whether the record ends where its last entry ends.
 */
static bool entries_fit(struct mrt_reader *m, struct wire w, const struct entry_form *f,
			bool repeated)
{
	bool sound;

	wire_bytes(&w, 4);
	do {
		entry_header(m, &w, f, &sound);
		if (repeated && wire_left(&w))
			wire_bytes(&w, 4);
	} while (!w.bad && wire_left(&w));
	return !w.bad;
}

int mrt_table_dump(struct mrt_reader *m, unsigned subtype, struct wire w)
{
	const struct entry_form *f;
	bool repeated = false, sound;
	int rc = 0;

	if (!subtype || subtype >= sizeof entry_forms / sizeof *entry_forms)
		return mrt_damage(m, "expected a known subtype of TABLE_DUMP");
	f = &entry_forms[subtype];
	if (!entries_fit(m, w, f, false)) {
		repeated = true;
		if (!entries_fit(m, w, f, true))
			return mrt_damage(
				m, "expected entries of TABLE_DUMP that end with the record");
	}
	m->route.kind = ROUTE_TABLE;
	m->route.format = ROUTE_TABLE_DUMP;
	wire_bytes(&w, 4);
	while (!rc && wire_left(&w)) {
		struct wire block = entry_header(m, &w, f, &sound);

		if (sound)
			rc = give(m, block, (struct attributes_form){f->asn_bytes, true});
		else
			mrt_damage(m, "expected a prefix of at most 32 or 128 bits");
		if (repeated && wire_left(&w))
			wire_bytes(&w, 4);
	}
	return rc;
}

/* RFC 6396 section 4.3.1. A damaged one leaves no peers: no route is given to a wrong one. */
static int peer_index_table(struct mrt_reader *m, struct wire w)
{
	unsigned n;
	int rc;

	wire_bytes(&w, 4);
	wire_bytes(&w, wire_u16(&w)); /* the name of the view */
	n = wire_u16(&w);
	m->peers.n = 0;
	m->has_peers = false;
	rc = vec_reserve(&m->peers, n, UINT16_MAX);
	if (rc)
		return err_at(m->e, rc, input_name(m->in), 0, 0, "out of memory");
	for (unsigned i = 0; i < n && !w.bad; i++) {
		unsigned type = wire_u8(&w);
		struct mrt_peer p;

		wire_bytes(&w, 4);
		p.address = mrt_address(&w, type & 1 ? IPV6 : IPV4);
		p.asn = type & 2 ? wire_u32(&w) : wire_u16(&w);
		m->peers.v[m->peers.n++] = p;
	}
	if (!wire_done(&w))
		return mrt_damage(m, "expected a table of peers that ends with the record");
	m->has_peers = true;
	return 0;
}

/* Whether the entries from `w` on end where the record ends. */
static bool rib_entries_fit(struct wire w, bool add_path)
{
	for (unsigned n = wire_u16(&w); n && !w.bad; n--) {
		wire_bytes(&w, add_path ? 10 : 6);
		wire_bytes(&w, wire_u16(&w));
	}
	return wire_done(&w);
}

static int rib_entries(struct mrt_reader *m, struct wire w, bool add_path)
{
	struct route *r = &m->route;
	int rc = 0;

	for (unsigned n = wire_u16(&w); n && !rc; n--) {
		unsigned peer = wire_u16(&w);
		struct wire block;

		wire_bytes(&w, 4);
		if (add_path)
			r->path_id = wire_u32(&w);
		block = wire_sub(&w, wire_u16(&w));
		if (peer >= m->peers.n) {
			mrt_route_damage(m, &r->prefix, 0, "expected a peer of the table of peers");
			continue;
		}
		r->peer = m->peers.v[peer].address;
		r->peer_asn = m->peers.v[peer].asn;
		rc = give(m, block, (struct attributes_form){4, true});
	}
	return rc;
}

static int rib(struct mrt_reader *m, struct wire w, unsigned family, bool add_path)
{
	const char *problem;
	bool host_bits;

	wire_bytes(&w, 4); /* sequence number */
	problem = mrt_prefix(&w, family, &m->route.prefix, &host_bits);
	if (problem)
		return mrt_damage(m, problem);
	if (!rib_entries_fit(w, add_path))
		return mrt_damage(m, "expected routes that end with the record");
	if (!m->has_peers)
		return mrt_damage(m, "expected a table of peers before the first route");
	m->route.add_path = add_path;
	return rib_entries(m, w, add_path);
}

/*
 * RIB_GENERIC. With ADD-PATH, RFC 8050 section 4.2 puts the path identifier before the
 * prefix, GoBGP and OpenBGPD put it into each entry: the form in which the whole
 * record fits is the one that was meant.
 */
static int rib_generic(struct mrt_reader *m, struct wire w, bool add_path)
{
	unsigned afi, safi, family;
	struct wire nlri;
	const char *problem;
	bool host_bits, in_entries;

	wire_bytes(&w, 4);
	afi = wire_u16(&w);
	safi = wire_u8(&w);
	if (w.bad)
		return mrt_damage(m, "expected a family");
	if (afi < 1 || afi > 2 || safi < 1 || safi > 2)
		return 0; /* no routes of IP prefixes */
	family = afi == 1 ? IPV4 : IPV6;
	m->route.multicast = safi == 2;
	m->route.add_path = add_path;
	nlri = w;
	if (add_path)
		m->route.path_id = wire_u32(&w);
	problem = mrt_prefix(&w, family, &m->route.prefix, &host_bits);
	in_entries = add_path && (problem || !rib_entries_fit(w, false));
	if (in_entries) {
		w = nlri;
		problem = mrt_prefix(&w, family, &m->route.prefix, &host_bits);
	}
	if (problem)
		return mrt_damage(m, problem);
	if (!rib_entries_fit(w, in_entries))
		return mrt_damage(m, "expected routes that end with the record");
	if (!m->has_peers)
		return mrt_damage(m, "expected a table of peers before the first route");
	return rib_entries(m, w, in_entries);
}

int mrt_table_dump_v2(struct mrt_reader *m, unsigned subtype, struct wire w)
{
	m->route.kind = ROUTE_TABLE;
	m->route.format = ROUTE_TABLE_DUMP2;
	switch (subtype) {
	case 1:
		return peer_index_table(m, w);
	case 3:
	case 5:
	case 9:
	case 11:
		m->route.multicast = true; /* fall through */
	case 2:
	case 4:
	case 8:
	case 10:
		/* IPv4 are 2, 3 and 8, 9; ADD-PATH are 8 and above */
		return rib(m, w, subtype % 6 == 2 || subtype % 6 == 3 ? IPV4 : IPV6, subtype >= 8);
	case 6:
		return rib_generic(m, w, false);
	case 12:
		return rib_generic(m, w, true);
	case 7:
		return 0; /* GEO_PEER_TABLE (RFC 6397) */
	}
	return mrt_damage(m, "expected a known subtype of TABLE_DUMP_V2");
}
