#include "bgp/mrt.h"

#include <string.h>

/*
 * Records of what was heard: BGP4MP (RFC 6396 section 4.4, RFC 8050 section 3), and
 * the BGP type of MRTd that came before (appendix B.2). An UPDATE is checked
 * whole before any of its prefixes is given, so that one damaged length does
 * not pass what stands before it off as the message.
 */
enum { MARKER = 16, BGP_HEADER = 19, UPDATE = 2 };

/* The prefixes of one field, or of one MP attribute. */
struct prefix_list {
	struct wire w;
	unsigned family;
	bool multicast;
};

static const char *next_prefix(struct wire *w, const struct mrt_reader *m, unsigned family,
			       struct prefix *p, uint32_t *path_id, bool *host_bits)
{
	*path_id = m->route.add_path ? wire_u32(w) : 0;
	return w->bad ? "expected a path identifier" : mrt_prefix(w, family, p, host_bits);
}

/* Space without routes: IPv4 0/8 and from 224/4 on, IPv6 outside 2000::/3 and fc00::/7. */
static bool is_nowhere(const struct prefix *p)
{
	unsigned first = (unsigned)(p->hi >> 56);

	if (p->family == IPV4)
		return !first || first >= 224;
	return first >> 5 != 1 && first >> 1 != 0xfc >> 1;
}

/*
 * Whether a prefix before a default route may have lost a zero byte to it: as
 * long as networks announce prefixes, it would be one byte longer.
 */
static bool is_cut_short(const struct prefix *before)
{
	return before->family == IPV4 ? before->len <= 16 : before->len <= 40;
}

/*
 * A default route is one zero byte, so damage likes to look like one. It is not
 * believed where its list has it twice, has a prefix with bits beyond its length or in
 * space without routes, or where the length of the prefix before it may be what was
 * damaged: that list is out of step.
 */
static const char *check_list(const struct mrt_reader *m, const struct prefix_list *l)
{
	struct prefix p = {.family = (uint8_t)l->family, .len = 128};
	struct wire w = l->w;
	uint32_t path_id;
	unsigned defaults = 0;
	bool host_bits, odd = false;

	while (wire_left(&w)) {
		struct prefix before = p;
		const char *problem = next_prefix(&w, m, l->family, &p, &path_id, &host_bits);

		if (problem)
			return problem;
		odd |= p.len ? host_bits || is_nowhere(&p) : is_cut_short(&before);
		defaults += !p.len;
	}
	/* Path identifiers keep a list in step: there may be a default route for each. */
	if (defaults && !m->route.add_path && (odd || defaults > 1))
		return "expected one default route among whole prefixes";
	return NULL;
}

static int give_list(struct mrt_reader *m, const struct prefix_list *l, enum route_kind kind,
		     const struct attributes *a)
{
	struct wire w = l->w;
	bool host_bits;
	int rc = 0;

	m->route.kind = kind;
	m->route.attributes = a;
	m->route.multicast = l->multicast;
	while (!rc && wire_left(&w)) {
		next_prefix(&w, m, l->family, &m->route.prefix, &m->route.path_id, &host_bits);
		rc = m->handle(m->context, &m->route);
	}
	return rc;
}

/* The list of an MP attribute; empty where it is of no family of IP prefixes. */
static struct prefix_list mp_list(const struct mp_prefixes *mp)
{
	struct prefix_list l = {.family = mp->afi == 2 ? IPV6 : IPV4, .multicast = mp->safi == 2};

	if (mp->afi >= 1 && mp->afi <= 2 && mp->safi >= 1 && mp->safi <= 3 && mp->n)
		l.w = wire_make(mp->nlri, mp->n);
	return l;
}

/* The announced prefixes of one list, where their attributes can be used. */
static int announce(struct mrt_reader *m, const struct prefix_list *l, const struct attributes *a,
		    bool from_reach)
{
	struct wire w = l->w;
	const char *problem;
	struct prefix first;
	uint32_t path_id;
	bool host_bits;

	if (!wire_left(&w) || a->damage == ATTRIBUTES_WITHDRAW)
		return 0; /* the damage was told when the attributes were read */
	problem = mrt_next_hop(m, a, from_reach);
	if (!problem)
		return give_list(m, l, ROUTE_ANNOUNCE, a);
	next_prefix(&w, m, l->family, &first, &path_id, &host_bits);
	return mrt_route_damage(m, &first, 0, problem);
}

int mrt_update(struct mrt_reader *m, struct wire w, unsigned asn_bytes)
{
	struct prefix_list gone = {.w = wire_sub(&w, wire_u16(&w)), .family = IPV4};
	struct wire block = wire_sub(&w, wire_u16(&w));
	struct prefix_list come = {.w = w, .family = IPV4}, mp_gone, mp_come;
	const struct attributes *a;
	const char *problem = w.bad ? "expected the whole UPDATE" : check_list(m, &gone);
	int rc;

	if (!problem)
		problem = check_list(m, &come);
	if (problem)
		return mrt_damage(m, problem);
	rc = mrt_attributes(m, block, (struct attributes_form){(uint8_t)asn_bytes, false}, &a);
	if (rc)
		return rc;
	if (a->damage != ATTRIBUTES_SOUND)
		mrt_route_damage(m, NULL, a->problem_type, a->problem);
	mp_gone = mp_list(&a->unreach);
	mp_come = mp_list(&a->reach);
	problem = check_list(m, &mp_gone);
	if (!problem)
		problem = check_list(m, &mp_come);
	if (problem)
		return mrt_damage(m, problem);
	rc = give_list(m, &gone, ROUTE_WITHDRAW, NULL);
	if (!rc)
		rc = give_list(m, &mp_gone, ROUTE_WITHDRAW, NULL);
	if (!rc)
		rc = announce(m, &come, a, false);
	if (!rc)
		rc = announce(m, &mp_come, a, true);
	return rc;
}

static unsigned family_of(unsigned afi)
{
	return afi == 1 ? IPV4 : afi == 2 ? IPV6 : 0;
}

/* What all records of BGP4MP begin with: who sent it. False where the family is unknown. */
static bool session(struct mrt_reader *m, struct wire *w, unsigned asn_bytes)
{
	unsigned family;

	m->route.peer_asn = asn_bytes == 4 ? wire_u32(w) : wire_u16(w);
	wire_bytes(w, asn_bytes + 2u); /* our ASN, the interface */
	family = family_of(wire_u16(w));
	if (!family)
		return false;
	m->route.peer = mrt_address(w, family);
	mrt_address(w, family);
	return true;
}

/* Both states, which end the record. */
static int hand_on_state(struct mrt_reader *m, struct wire w)
{
	m->route.kind = ROUTE_STATE;
	m->route.old_state = wire_u16(&w);
	m->route.new_state = wire_u16(&w);
	if (!wire_done(&w))
		return mrt_damage(m, "expected a state change that ends with the record");
	return m->handle(m->context, &m->route);
}

static int state_change(struct mrt_reader *m, struct wire w, unsigned asn_bytes)
{
	struct wire short_form = w;

	if (asn_bytes == 2 && wire_left(&w) == 8) {
		/* early Zebra left the addresses out */
		m->route.peer_asn = wire_u16(&short_form);
		m->route.peer = host_ipv4(0);
		wire_bytes(&short_form, 2);
		w = short_form;
	} else if (!session(m, &w, asn_bytes)) {
		return mrt_damage(m, "expected a session over IPv4 or IPv6");
	}
	return hand_on_state(m, w);
}

static int message(struct mrt_reader *m, struct wire w, unsigned asn_bytes)
{
	static const uint8_t ones[MARKER] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
					     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	const uint8_t *marker;
	struct wire body;
	unsigned n, type;

	if (!session(m, &w, asn_bytes))
		return mrt_damage(m, "expected a session over IPv4 or IPv6");
	marker = wire_bytes(&w, MARKER);
	n = wire_u16(&w);
	type = wire_u8(&w);
	if (!marker || memcmp(marker, ones, MARKER))
		return mrt_damage(m, "expected the marker of a BGP message");
	body = wire_sub(&w, n < BGP_HEADER ? SIZE_MAX : n - BGP_HEADER);
	if (body.bad)
		return mrt_damage(m, "expected a whole BGP message");
	if (!wire_done(&w))
		mrt_damage(m, "expected one BGP message, found more bytes after it");
	if (type < 1 || type > 5)
		return mrt_damage(m, "expected a known type of BGP message");
	return type == UPDATE ? mrt_update(m, body, asn_bytes) : 0;
}

int mrt_bgp4mp(struct mrt_reader *m, unsigned subtype, struct wire w)
{
	static const struct {
		int (*read)(struct mrt_reader *m, struct wire w, unsigned asn_bytes);
		uint8_t asn_bytes;
		bool local, add_path;
	} subtypes[] = {
		[0] = {state_change, 2, false, false}, [1] = {message, 2, false, false},
		[4] = {message, 4, false, false},      [5] = {state_change, 4, false, false},
		[6] = {message, 2, true, false},       [7] = {message, 4, true, false},
		[8] = {message, 2, false, true},       [9] = {message, 4, false, true},
		[10] = {message, 2, true, true},       [11] = {message, 4, true, true},
	};

	if (subtype >= sizeof subtypes / sizeof *subtypes || !subtypes[subtype].read)
		return mrt_damage(m, "expected a known subtype of BGP4MP");
	m->route.format = ROUTE_BGP4MP;
	m->route.local = subtypes[subtype].local;
	m->route.add_path = subtypes[subtype].add_path;
	return subtypes[subtype].read(m, w, subtypes[subtype].asn_bytes);
}

/* RFC 6396 appendix B.2. */
int mrt_bgp(struct mrt_reader *m, unsigned subtype, struct wire w)
{
	enum { MRTD_UPDATE = 1, MRTD_STATE_CHANGE = 3 };

	if (subtype != MRTD_UPDATE && subtype != MRTD_STATE_CHANGE)
		return subtype > 7 ? mrt_damage(m, "expected a known subtype of BGP") : 0;
	m->route.format = ROUTE_BGP;
	m->route.peer_asn = wire_u16(&w);
	m->route.peer = mrt_address(&w, IPV4);
	if (subtype == MRTD_UPDATE) {
		wire_bytes(&w, 6);
		return mrt_update(m, w, 2);
	}
	return hand_on_state(m, w);
}
