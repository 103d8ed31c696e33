#include "rtr/client.h"

#include <string.h>

#include "base/err.h"
#include "rtr/client_apply.h"

enum { PENDING_MAX = 1 << 24 }; /* bytes that wait to be looked at, or to be sent */

static int send_bytes(struct rtr_client *c, const uint8_t *bytes, size_t n)
{
	int rc = vec_reserve(&c->out, c->out.n + n, PENDING_MAX);

	if (!rc) {
		memcpy(c->out.v + c->out.n, bytes, n);
		c->out.n += n;
	}
	return rc;
}

static int ask(struct rtr_client *c, bool whole)
{
	uint8_t b[12], *end;

	if (whole)
		end = rtr_put_header(b, (struct rtr_header){c->version, RTR_RESET_QUERY, 0, RTR_HEADER});
	else
		end = rtr_put_query(b, c->version, c->session, c->serial);
	c->state = RTR_ASKING;
	c->whole = whole;
	c->notified = false;
	return send_bytes(c, b, (size_t)(end - b));
}

int rtr_client_start(struct rtr_client *c, unsigned version)
{
	c->has_data = c->has_data && c->version == version;
	c->version = (uint8_t)version;
	c->open = c->heard = false;
	c->code = 0;
	c->said[0] = '\0';
	c->in.n = c->out.n = 0;
	return ask(c, !c->has_data);
}

int rtr_client_ask(struct rtr_client *c)
{
	return ask(c, !c->has_data);
}

void rtr_client_sent(struct rtr_client *c, size_t n)
{
	c->out.n -= n;
	if (c->out.n)
		memmove(c->out.v, c->out.v + n, c->out.n);
}

/* The connection is over; after a fatal error so are the records (section 12). */
static void give_up(struct rtr_client *c, unsigned code, const char *text, size_t n)
{
	c->state = RTR_FAILED;
	c->code = code;
	rtr_said(c->said, sizeof c->said, text, n);
	c->taken.n = c->changes.n = c->in.n = 0;
	if (rtr_code_is_fatal(code)) {
		c->records.n = 0;
		c->has_data = false;
	}
}

/* Report what is wrong with a PDU, of which `n` bytes are here, and end. */
static int fail(struct rtr_client *c, const uint8_t *pdu, size_t n, enum rtr_code code, const char *text)
{
	const size_t size = rtr_error_size(n, text);
	int rc = vec_reserve(&c->out, c->out.n + size, PENDING_MAX);

	code = rtr_code_for(c->version, code);
	if (!rc) {
		rtr_put_error(c->out.v + c->out.n, c->version, code, pdu, n, text);
		c->out.n += size;
	}
	give_up(c, code, text, strlen(text));
	return rc;
}

/*
 * An Error Report, which is not answered. A cache that speaks an older version says which
 * (section 7), and is asked again in that.
 */
static int hear(struct rtr_client *c, const uint8_t *pdu, const struct rtr_header *h)
{
	struct rtr_report r;

	if (!rtr_report_read(pdu, h->length, &r)) {
		give_up(c, RTR_CORRUPT, "expected an intact Error Report", RTR_CLIENT_SAID);
		return 0;
	}
	c->heard = true;
	if (r.code == RTR_UNSUPPORTED_VERSION && !c->open && h->version < c->version) {
		c->version = h->version;
		c->has_data = false;
		return ask(c, true);
	}
	if (r.code == RTR_NO_DATA) {
		c->state = RTR_WITHOUT_DATA;
		c->code = r.code;
		rtr_said(c->said, sizeof c->said, (const char *)r.text, r.ntext);
		return 0;
	}
	give_up(c, r.code, (const char *)r.text, r.ntext);
	return 0;
}

static int begin(struct rtr_client *c, const uint8_t *pdu, const struct rtr_header *h)
{
	if (c->state != RTR_ASKING)
		return fail(c, pdu, h->length, RTR_CORRUPT, "expected no Cache Response without a query");
	if (!c->whole && h->field != c->session)
		return fail(c, pdu, h->length, RTR_CORRUPT, "expected the session ID of this session");
	c->open = true;
	c->session = h->field;
	c->state = RTR_TAKING;
	c->taken.n = c->changes.n = c->disorder = 0;
	return 0;
}

/* Whether the change comes before its predecessor in the order of section 11.2. */
static bool is_early(const struct rtr_client *c, const uint8_t *record, bool announce)
{
	const struct rtr_change *last;

	if (!c->changes.n)
		return false;
	last = &c->changes.v[c->changes.n - 1];
	return rtr_response_order(c->taken.v + last->at, last->announce, record, announce) >= 0;
}

static int take_record(struct rtr_client *c, const uint8_t *pdu, const struct rtr_header *h)
{
	struct rtr_change ch = {(uint32_t)c->taken.n, (uint32_t)c->changes.n, false};
	struct rtr_fault f;
	uint8_t *record;
	int rc;

	if (c->state != RTR_TAKING)
		return fail(c, pdu, h->length, RTR_CORRUPT, "expected no records outside a response");
	rc = vec_reserve(&c->taken, c->taken.n + h->length, RTR_CLIENT_MAX);
	if (rc)
		return rc;
	record = c->taken.v + c->taken.n;
	if (!rtr_record_read(pdu, record, &ch.announce, &f))
		return fail(c, pdu, h->length, f.code, f.text);
	c->disorder += is_early(c, record, ch.announce);
	c->draft10 |= h->type == RTR_ASPA && record[3] != RTR_BOTH;
	c->taken.n += rtr_length(record);
	return vec_push(&c->changes, ch, RTR_CLIENT_MAX);
}

/* The PDU of a change, as it was on the wire: draft 10 writes one for each family. */
static int fail_change(struct rtr_client *c, const struct rtr_change *ch, struct rtr_fault f)
{
	const uint8_t *record = c->taken.v + ch->at;
	const unsigned family = rtr_type_of(record) == RTR_ASPA ? record[3] : RTR_BOTH;
	const struct rtr_form form = {c->version, family ? RTR_ASPA_DRAFT10 : RTR_ASPA_CURRENT};
	size_t n = rtr_record_size(record, form, ch->announce);
	VEC(uint8_t) pdu = {.n = 0};
	int rc = vec_reserve(&pdu, n, RTR_CLIENT_MAX);

	if (rc)
		return rc;
	rtr_record_write(pdu.v, record, form, ch->announce);
	if (family)
		n /= 2;
	rc = fail(c, pdu.v + (family == RTR_IPV6_ONLY ? n : 0), n, f.code, f.text);
	vec_free(&pdu);
	return rc;
}

/* RFC 6810 has no intervals: the defaults serve. */
static struct rtr_intervals intervals_of(const uint8_t *pdu, const struct rtr_header *h)
{
	return h->version ? (struct rtr_intervals){wire_get32(pdu + 12), wire_get32(pdu + 16),
						   wire_get32(pdu + 20)}
			  : rtr_intervals_default;
}

static int end_of_data(struct rtr_client *c, const uint8_t *pdu, const struct rtr_header *h)
{
	const struct rtr_change *wrong;
	struct rtr_fault f;
	int rc;

	if (c->state != RTR_TAKING)
		return fail(c, pdu, h->length, RTR_CORRUPT, "expected no End of Data outside a response");
	if (h->field != c->session)
		return fail(c, pdu, h->length, RTR_CORRUPT, "expected the session ID of this session");
	rc = rtr_client_apply(c, &f, &wrong);
	if (rc == WEIR_ESYNTAX)
		return fail_change(c, wrong, f);
	if (rc)
		return rc;
	c->serial = wire_get32(pdu + RTR_HEADER);
	c->intervals = intervals_of(pdu, h);
	c->has_data = true;
	c->state = RTR_SYNCED;
	c->taken.n = c->changes.n = 0;
	return 0;
}

static int start_over(struct rtr_client *c, const uint8_t *pdu, const struct rtr_header *h)
{
	if (c->state != RTR_ASKING || c->whole)
		return fail(c, pdu, h->length, RTR_CORRUPT, "expected no Cache Reset but for a Serial Query");
	c->open = true;
	c->has_data = false;
	return ask(c, true);
}

/* Before the versions are agreed upon a Serial Notify means nothing (section 7). */
static int notice(struct rtr_client *c, const uint8_t *pdu, const struct rtr_header *h)
{
	if (c->open && h->field != c->session)
		return fail(c, pdu, h->length, RTR_CORRUPT, "expected the session ID of this session");
	c->notified |= c->open;
	return 0;
}

static int take(struct rtr_client *c, const uint8_t *pdu, const struct rtr_header *h)
{
	switch (h->type) {
	case RTR_SERIAL_NOTIFY:
		return notice(c, pdu, h);
	case RTR_CACHE_RESPONSE:
		return begin(c, pdu, h);
	case RTR_END_OF_DATA:
		return end_of_data(c, pdu, h);
	case RTR_CACHE_RESET:
		return start_over(c, pdu, h);
	case RTR_ERROR_REPORT:
		return hear(c, pdu, h);
	case RTR_SERIAL_QUERY:
	case RTR_RESET_QUERY:
		return fail(c, pdu, h->length, RTR_INVALID_REQUEST, "expected no query from a cache");
	default:
		return take_record(c, pdu, h);
	}
}

/*
 * Whether the version is one that may come: until a response came, any lower one, which the
 * cache has chosen then (section 7).
 */
static bool agree(struct rtr_client *c, const struct rtr_header *h)
{
	if (h->type == RTR_CACHE_RESPONSE && !c->open && c->whole && h->version < c->version)
		c->version = h->version;
	return h->version == c->version || (!c->open && h->type == RTR_SERIAL_NOTIFY) ||
	       (h->type == RTR_ERROR_REPORT && h->version < RTR_VERSIONS);
}

/* Deal with the PDU that the `n` bytes begin with. *used is 0 where more of it is to come. */
static int take_pdu(struct rtr_client *c, const uint8_t *pdu, size_t n, size_t *used)
{
	const struct rtr_header h = rtr_header_read(pdu);
	struct rtr_header known = h;
	struct rtr_fault f;

	*used = 0;
	if (!agree(c, &h)) {
		if (h.type != RTR_ERROR_REPORT)
			return fail(c, pdu, RTR_HEADER, RTR_UNEXPECTED_VERSION, "expected the protocol version asked for");
		give_up(c, RTR_CORRUPT, "an Error Report of an unknown version", RTR_CLIENT_SAID);
		return 0;
	}
	if (known.version >= RTR_VERSIONS)
		known.version = RTR_VERSIONS - 1; /* a Serial Notify that is ignored */
	if (!rtr_header_check(&known, &f)) {
		if (h.type != RTR_ERROR_REPORT)
			return fail(c, pdu, RTR_HEADER, f.code, f.text);
		give_up(c, f.code, f.text, RTR_CLIENT_SAID);
		return 0;
	}
	if (n < h.length)
		return 0;
	*used = h.length;
	return take(c, pdu, &h);
}

int rtr_client_receive(struct rtr_client *c, const uint8_t *bytes, size_t n)
{
	size_t at = 0, used = 1;
	int rc = vec_reserve(&c->in, c->in.n + n, PENDING_MAX);

	if (rc)
		return rc;
	if (n)
		memcpy(c->in.v + c->in.n, bytes, n);
	c->in.n += n;
	while (!rc && used && c->state != RTR_FAILED && c->in.n - at >= RTR_HEADER) {
		rc = take_pdu(c, c->in.v + at, c->in.n - at, &used);
		at += used;
	}
	if (c->state == RTR_FAILED)
		c->in.n = at = 0;
	if (at)
		memmove(c->in.v, c->in.v + at, c->in.n - at);
	c->in.n -= at;
	return rc;
}

size_t rtr_client_count(const struct rtr_client *c)
{
	size_t n = 0;

	for (size_t at = 0; at < c->records.n; at += rtr_length(c->records.v + at))
		n++;
	return n;
}

int rtr_client_facts(const struct rtr_client *c, struct rpki *to)
{
	int rc = 0;
	uint32_t line = 0;

	for (size_t at = 0; !rc && at < c->records.n; at += rtr_length(c->records.v + at))
		rc = rtr_record_add(c->records.v + at, to, ++line);
	return rc;
}

void rtr_client_release(struct rtr_client *c)
{
	vec_free(&c->records);
	vec_free(&c->taken);
	vec_free(&c->changes);
	vec_free(&c->in);
	vec_free(&c->out);
}
