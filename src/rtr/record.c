#include "rtr/record.h"

#include <stdlib.h>
#include <string.h>

/*
 * Where things are. IPv4 and IPv6: flags at 8, length, maxLength, zero, the address at
 * 12, then the ASN. Router key: flags at 2, SKI at 8, ASN at 28, key at 32. ASPA: flags at 2,
 * customer at 8, providers from 12; in draft 10 flags at 8, family at 9, how many
 * providers at 10, customer at 12, providers from 16.
 */
enum { KEY_SKI = 8, KEY_ASN = 28, KEY_SPKI = 32, ASPA_HEAD = 12, DRAFT10_HEAD = 16, ANNOUNCE = 1 };

bool rtr_is_payload(unsigned type)
{
	return type == RTR_IPV4 || type == RTR_IPV6 || type == RTR_ROUTER_KEY || type == RTR_ASPA;
}

static bool fault(struct rtr_fault *f, enum rtr_code code, const char *text)
{
	*f = (struct rtr_fault){code, text};
	return false;
}

static uint8_t *put_record_header(uint8_t *to, unsigned type, unsigned byte2, unsigned byte3,
				  size_t length)
{
	return rtr_put_header(to, (struct rtr_header){RTR_VERSIONS - 1, (uint8_t)type,
						      (uint16_t)(byte2 << 8 | byte3), (uint32_t)length});
}

static void clear_host_bits(uint8_t *addr, unsigned len, unsigned bytes)
{
	for (unsigned i = len / 8; i < bytes; i++)
		addr[i] &= i == len / 8 ? (uint8_t)(0xff00 >> len % 8) : 0;
}

static bool read_vrp(const uint8_t *pdu, uint8_t *to, bool *announce, struct rtr_fault *f)
{
	const unsigned bytes = pdu[1] == RTR_IPV4 ? 4 : 16;
	const uint8_t len = pdu[9], max_len = pdu[10];

	if (len > max_len || max_len > bytes * 8)
		return fault(f, RTR_CORRUPT, "expected lengths of a prefix, the longest last");
	*announce = pdu[8] & ANNOUNCE;
	to = put_record_header(to, pdu[1], 0, 0, rtr_length(pdu));
	*to++ = ANNOUNCE;
	*to++ = len;
	*to++ = max_len;
	*to++ = 0;
	memcpy(to, pdu + 12, bytes + 4);
	clear_host_bits(to, len, bytes);
	return true;
}

static bool read_key(const uint8_t *pdu, uint8_t *to, bool *announce)
{
	const size_t n = rtr_length(pdu);

	*announce = pdu[2] & ANNOUNCE;
	to = put_record_header(to, RTR_ROUTER_KEY, ANNOUNCE, 0, n);
	memcpy(to, pdu + RTR_HEADER, n - RTR_HEADER);
	return true;
}

/* Section 5.12: ascending, each once, AS0 only alone. */
static bool providers_fit(struct wire w)
{
	const size_t n = wire_left(&w) / 4;
	uint32_t last = wire_u32(&w);

	if (!n || wire_left(&w) % 4 || (!last && n > 1))
		return false;
	while (wire_left(&w)) {
		const uint32_t asn = wire_u32(&w);

		if (asn <= last)
			return false;
		last = asn;
	}
	return true;
}

static int cmp_asn(const void *a, const void *b)
{
	return memcmp(a, b, 4);
}

/* The record of an ASPA, whose customer and providers stand at `w`; draft 10 asked for no order. */
static bool take_aspa(struct wire w, uint8_t *to, bool announce, enum rtr_family family,
		      struct rtr_fault *f)
{
	const size_t n = wire_left(&w);

	to = put_record_header(to, RTR_ASPA, ANNOUNCE, family, RTR_HEADER + n);
	memcpy(to, w.p, n);
	if (announce && family != RTR_BOTH)
		qsort(to + 4, n / 4 - 1, 4, cmp_asn);
	if (announce ? !providers_fit(wire_make(to + 4, n - 4)) : n > 4)
		return fault(f, RTR_PROVIDER_LIST,
			     announce ? "expected providers, ascending, each once, AS0 alone"
				      : "expected no providers in a withdrawal");
	return true;
}

/* Draft 10: `w` behind the header. */
static bool read_draft10(struct wire w, uint8_t *to, bool *announce, struct rtr_fault *f)
{
	const uint8_t flags = wire_u8(&w), family = wire_u8(&w);
	const uint16_t n = wire_u16(&w);

	if (wire_left(&w) != 4 + 4 * (size_t)n || family > 1)
		return fault(f, RTR_PROVIDER_LIST, "expected providers as many as it says");
	*announce = flags & ANNOUNCE;
	return take_aspa(w, to, *announce, family ? RTR_IPV6_ONLY : RTR_IPV4_ONLY, f);
}

/*
 * The forms tell themselves apart: the flags of draft 10 are not where those of today are,
 * so it looks like a withdrawal, but is longer than one can be.
 */
static bool read_aspa(const uint8_t *pdu, uint8_t *to, bool *announce, struct rtr_fault *f)
{
	struct wire w = wire_make(pdu, rtr_length(pdu));

	wire_bytes(&w, RTR_HEADER);
	*announce = pdu[2] & ANNOUNCE;
	if (!*announce && rtr_length(pdu) >= DRAFT10_HEAD)
		return read_draft10(w, to, announce, f);
	return take_aspa(w, to, *announce, RTR_BOTH, f);
}

bool rtr_record_read(const uint8_t *pdu, uint8_t *to, bool *announce, struct rtr_fault *f)
{
	switch (rtr_type_of(pdu)) {
	case RTR_IPV4:
	case RTR_IPV6:
		return read_vrp(pdu, to, announce, f);
	case RTR_ROUTER_KEY:
		return read_key(pdu, to, announce);
	default:
		return read_aspa(pdu, to, announce, f);
	}
}

static int cmp_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Section 11.2.1: address, maxLength, length, ASN, each the higher first. */
static int vrp_order(const uint8_t *a, const uint8_t *b, unsigned bytes)
{
	int d = 0;

	for (unsigned i = 12; !d && i < 12 + bytes; i += 4)
		d = cmp_u64(wire_get32(b + i), wire_get32(a + i));
	if (!d)
		d = (b[10] << 8 | b[9]) - (a[10] << 8 | a[9]);
	return d ? d : cmp_u64(wire_get32(b + 12 + bytes), wire_get32(a + 12 + bytes));
}

/* Section 11.2.2: SKI, length of the key, the key, ASN. */
static int key_order(const uint8_t *a, const uint8_t *b)
{
	int d = memcmp(a + KEY_SKI, b + KEY_SKI, 20);

	if (!d)
		d = cmp_u64(rtr_length(a), rtr_length(b));
	if (!d)
		d = memcmp(a + KEY_SPKI, b + KEY_SPKI, rtr_length(a) - KEY_SPKI);
	return d ? d : memcmp(a + KEY_ASN, b + KEY_ASN, 4);
}

/* Section 11.2.3: the customer. */
static int aspa_order(const uint8_t *a, const uint8_t *b)
{
	int d = memcmp(a + RTR_HEADER, b + RTR_HEADER, 4);

	return d ? d : (int)a[3] - (int)b[3];
}

int rtr_record_order(const uint8_t *a, const uint8_t *b)
{
	const unsigned type = rtr_type_of(a);

	if (type != rtr_type_of(b))
		return (int)type - (int)rtr_type_of(b);
	switch (type) {
	case RTR_IPV4:
		return vrp_order(a, b, 4);
	case RTR_IPV6:
		return vrp_order(a, b, 16);
	case RTR_ROUTER_KEY:
		return key_order(a, b);
	default:
		return aspa_order(a, b);
	}
}

static bool is_vrp(unsigned type)
{
	return type == RTR_IPV4 || type == RTR_IPV6;
}

int rtr_response_order(const uint8_t *a, bool a_announces, const uint8_t *b, bool b_announces)
{
	if (rtr_type_of(a) == rtr_type_of(b) && a_announces != b_announces)
		return a_announces ? -1 : 1;
	/* withdrawals of VRPs go the other way round */
	if (!a_announces && is_vrp(rtr_type_of(a)) && rtr_type_of(a) == rtr_type_of(b))
		return rtr_record_order(b, a);
	return rtr_record_order(a, b);
}

static size_t draft10_size(const uint8_t *record, bool announce)
{
	const size_t n = DRAFT10_HEAD + (announce ? rtr_length(record) - ASPA_HEAD : 0);

	return n <= RTR_PDU_MAX ? 2 * n : 0; /* one provider fewer than today's form can hold */
}

static size_t aspa_size(const uint8_t *record, enum rtr_aspa form, bool announce)
{
	if (form == RTR_ASPA_OFF)
		return 0;
	if (form == RTR_ASPA_DRAFT10)
		return draft10_size(record, announce);
	return announce ? rtr_length(record) : ASPA_HEAD;
}

size_t rtr_record_size(const uint8_t *record, struct rtr_form form, bool announce)
{
	switch (rtr_type_of(record)) {
	case RTR_ASPA:
		return form.version < 2 ? 0 : aspa_size(record, form.aspa, announce);
	case RTR_ROUTER_KEY:
		return form.version < 1 ? 0 : rtr_length(record);
	default:
		return rtr_length(record);
	}
}

static uint8_t *put_draft10(uint8_t *to, const uint8_t *record, bool announce, unsigned family)
{
	const size_t n = announce ? rtr_length(record) - ASPA_HEAD : 0;

	to = put_record_header(to, RTR_ASPA, 0, 0, DRAFT10_HEAD + n);
	*to++ = announce;
	*to++ = (uint8_t)family;
	to = wire_put16(to, (uint16_t)(n / 4));
	memcpy(to, record + RTR_HEADER, 4 + n);
	return to + 4 + n;
}

static uint8_t *put_aspa(uint8_t *to, const uint8_t *record, enum rtr_aspa form, bool announce)
{
	const size_t n = announce ? rtr_length(record) : ASPA_HEAD;

	if (form == RTR_ASPA_DRAFT10)
		return put_draft10(put_draft10(to, record, announce, 0), record, announce, 1);
	to = put_record_header(to, RTR_ASPA, announce, 0, n);
	memcpy(to, record + RTR_HEADER, n - RTR_HEADER);
	return to + n - RTR_HEADER;
}

uint8_t *rtr_record_write(uint8_t *to, const uint8_t *record, struct rtr_form form, bool announce)
{
	const size_t n = rtr_record_size(record, form, announce);

	if (!n)
		return to;
	if (rtr_type_of(record) == RTR_ASPA)
		return put_aspa(to, record, form.aspa, announce);
	memcpy(to, record, n);
	to[0] = form.version;
	to[is_vrp(rtr_type_of(record)) ? 8 : 2] = announce;
	return to + n;
}

void rtr_record_put(struct out *to, const uint8_t *record, struct rtr_form form, bool announce)
{
	const size_t n = rtr_record_size(record, form, announce);
	char *p = n ? out_room(to, n) : NULL;

	if (p) {
		rtr_record_write((uint8_t *)p, record, form, announce);
		out_used(to, n);
	}
}

static int add_vrp(const uint8_t *record, struct rpki *r, uint32_t line)
{
	const unsigned bytes = record[1] == RTR_IPV4 ? 4 : 16;
	struct vrp v = {.asn = wire_get32(record + 12 + bytes), .line = line, .max_len = record[10]};
	u128 addr = 0;

	for (unsigned i = 0; i < bytes; i++)
		addr |= (u128)record[12 + i] << (120 - 8 * i);
	v.prefix = prefix_make(bytes == 4 ? IPV4 : IPV6, addr, record[9]);
	return rpki_add_vrp(r, &v);
}

static int add_key(const uint8_t *record, struct rpki *r, uint32_t line)
{
	struct router_key k = {.asn = wire_get32(record + KEY_ASN),
			       .line = line,
			       .nspki = (uint16_t)(rtr_length(record) - KEY_SPKI),
			       .spki = record + KEY_SPKI};

	memcpy(k.ski, record + KEY_SKI, sizeof k.ski);
	return rpki_add_key(r, &k);
}

int rtr_record_add(const uint8_t *record, struct rpki *r, uint32_t line)
{
	const uint32_t n = rtr_length(record), customer = wire_get32(record + 8);
	int rc = 0;

	switch (rtr_type_of(record)) {
	case RTR_IPV4:
	case RTR_IPV6:
		return add_vrp(record, r, line);
	case RTR_ROUTER_KEY:
		return add_key(record, r, line);
	default:
		for (uint32_t at = ASPA_HEAD; !rc && at < n; at += 4)
			rc = rpki_add_aspa(r, customer, wire_get32(record + at), line);
		return rc;
	}
}
