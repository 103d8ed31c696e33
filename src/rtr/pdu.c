#include "rtr/pdu.h"

#include <string.h>

#include "rpki/rpki.h"

const struct rtr_intervals rtr_intervals_default = {3600, 600, 7200};

bool rtr_intervals_valid(const struct rtr_intervals *i)
{
	return i->refresh >= 1 && i->refresh <= 86400 && i->retry >= 1 && i->retry <= 7200 &&
	       i->expire >= 600 && i->expire <= 172800 && i->expire > i->refresh && i->expire > i->retry;
}

/* Section 12: the name, the version that brought it, whether it ends the session. */
static const struct {
	const char *text;
	uint8_t since;
	bool fatal;
} codes[RTR_CODES] = {
	[RTR_CORRUPT] = {"Corrupt Data", 0, true},
	[RTR_INTERNAL] = {"Internal Error", 0, true},
	[RTR_NO_DATA] = {"No Data Available", 0, false},
	[RTR_INVALID_REQUEST] = {"Invalid Request", 0, true},
	[RTR_UNSUPPORTED_VERSION] = {"Unsupported Protocol Version", 0, false},
	[RTR_UNSUPPORTED_TYPE] = {"Unsupported PDU Type", 0, true},
	[RTR_UNKNOWN_WITHDRAWAL] = {"Withdrawal of Unknown Record", 0, true},
	[RTR_DUPLICATE] = {"Duplicate Announcement Received", 0, true},
	[RTR_UNEXPECTED_VERSION] = {"Unexpected Protocol Version", 1, true},
	[RTR_PROVIDER_LIST] = {"ASPA Provider List Error", 2, true},
	[RTR_TRANSPORT] = {"Transport Error", 2, true},
	[RTR_ORDERING] = {"Ordering Error", 2, true},
	[RTR_RESTART] = {"Cache Restart", 2, false},
	[RTR_SHUTDOWN] = {"Cache Shutdown", 2, true},
};

const char *rtr_code_text(unsigned code)
{
	return code < RTR_CODES ? codes[code].text : "unknown error";
}

bool rtr_code_in(unsigned version, unsigned code)
{
	return code < RTR_CODES && codes[code].since <= version;
}

enum rtr_code rtr_code_for(unsigned version, enum rtr_code code)
{
	if (rtr_code_in(version, code))
		return code;
	return code == RTR_UNEXPECTED_VERSION ? RTR_UNSUPPORTED_VERSION : RTR_CORRUPT;
}

bool rtr_code_is_fatal(unsigned code)
{
	return code >= RTR_CODES || codes[code].fatal;
}

struct rtr_header rtr_header_read(const uint8_t *p)
{
	return (struct rtr_header){p[0], p[1], wire_get16(p + 2), wire_get32(p + 4)};
}

/* Lengths of each type, in octets; `since` is the version that brought it. */
static const struct {
	uint8_t since;
	uint32_t min, max; /* 0: no such type */
} kinds[] = {
	[RTR_SERIAL_NOTIFY] = {0, 12, 12},
	[RTR_SERIAL_QUERY] = {0, 12, 12},
	[RTR_RESET_QUERY] = {0, 8, 8},
	[RTR_CACHE_RESPONSE] = {0, 8, 8},
	[RTR_IPV4] = {0, 20, 20},
	[RTR_IPV6] = {0, 32, 32},
	[RTR_END_OF_DATA] = {0, 12, 24},
	[RTR_CACHE_RESET] = {0, 8, 8},
	[RTR_ROUTER_KEY] = {1, 33, 32 + RPKI_SPKI},
	[RTR_ERROR_REPORT] = {0, 16, RTR_PDU_MAX},
	[RTR_ASPA] = {2, 12, RTR_PDU_MAX},
};

static bool length_fits(const struct rtr_header *h)
{
	if (h->type == RTR_END_OF_DATA) /* RFC 6810 section 5.8 has no intervals */
		return h->length == (h->version ? 24 : 12);
	return h->length >= kinds[h->type].min && h->length <= kinds[h->type].max;
}

bool rtr_header_check(const struct rtr_header *h, struct rtr_fault *f)
{
	if (h->type >= sizeof kinds / sizeof *kinds || !kinds[h->type].max ||
	    h->version < kinds[h->type].since) {
		*f = (struct rtr_fault){RTR_UNSUPPORTED_TYPE, "expected a PDU type of this protocol version"};
		return false;
	}
	if (!length_fits(h)) {
		*f = (struct rtr_fault){RTR_CORRUPT, "expected a length that its type can have"};
		return false;
	}
	return true;
}

uint8_t *rtr_put_header(uint8_t *to, struct rtr_header h)
{
	*to++ = h.version;
	*to++ = h.type;
	return wire_put32(wire_put16(to, h.field), h.length);
}

static uint8_t *put_serial(uint8_t *to, unsigned version, enum rtr_type type, uint16_t session,
			   uint32_t serial)
{
	to = rtr_put_header(to, (struct rtr_header){(uint8_t)version, (uint8_t)type, session, 12});
	return wire_put32(to, serial);
}

uint8_t *rtr_put_query(uint8_t *to, unsigned version, uint16_t session, uint32_t serial)
{
	return put_serial(to, version, RTR_SERIAL_QUERY, session, serial);
}

uint8_t *rtr_put_notify(uint8_t *to, unsigned version, uint16_t session, uint32_t serial)
{
	return put_serial(to, version, RTR_SERIAL_NOTIFY, session, serial);
}

uint8_t *rtr_put_end(uint8_t *to, unsigned version, uint16_t session, uint32_t serial,
		     const struct rtr_intervals *i)
{
	const struct rtr_header h = {(uint8_t)version, RTR_END_OF_DATA, session, version ? 24 : 12};

	to = wire_put32(rtr_put_header(to, h), serial);
	if (!version)
		return to;
	to = wire_put32(to, i->refresh);
	return wire_put32(wire_put32(to, i->retry), i->expire);
}

enum { ERROR_FRAME = RTR_HEADER + 4 + 4 };

/* How much of an erroneous PDU fits beside the text. */
static size_t enclosed(size_t n, size_t ntext)
{
	const size_t room = RTR_PDU_MAX - ERROR_FRAME - ntext;

	return n < room ? n : room;
}

size_t rtr_error_size(size_t n, const char *text)
{
	const size_t ntext = strlen(text);

	return ERROR_FRAME + enclosed(n, ntext) + ntext;
}

uint8_t *rtr_put_error(uint8_t *to, unsigned version, unsigned code, const uint8_t *pdu, size_t n,
		       const char *text)
{
	const size_t ntext = strlen(text);

	to = rtr_put_header(to, (struct rtr_header){(uint8_t)version, RTR_ERROR_REPORT, (uint16_t)code,
						    (uint32_t)rtr_error_size(n, text)});
	n = enclosed(n, ntext);
	to = wire_put32(to, (uint32_t)n);
	if (n)
		memcpy(to, pdu, n);
	to = wire_put32(to + n, (uint32_t)ntext);
	memcpy(to, text, ntext);
	return to + ntext;
}

void rtr_said(char *to, size_t size, const char *text, size_t n)
{
	size_t i;

	for (i = 0; i < n && i + 1 < size && text[i]; i++)
		to[i] = text[i] >= ' ' && text[i] < 127 ? text[i] : '?';
	to[i] = '\0';
}

bool rtr_report_read(const uint8_t *pdu, size_t n, struct rtr_report *r)
{
	struct wire w = wire_make(pdu, n), part;

	wire_bytes(&w, RTR_HEADER);
	*r = (struct rtr_report){.code = n < RTR_HEADER ? 0 : wire_get16(pdu + 2)};
	part = wire_sub(&w, wire_u32(&w));
	r->pdu = part.p;
	r->npdu = wire_left(&part);
	part = wire_sub(&w, wire_u32(&w));
	r->text = part.p;
	r->ntext = wire_left(&part);
	return wire_done(&w);
}
