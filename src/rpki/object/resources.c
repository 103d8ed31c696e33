#include "rpki/object/resources.h"

#include <arpa/inet.h>
#include <stdio.h>

static int malformed(struct err *e, const char *what)
{
	return err_set(e, WEIR_ESYNTAX, "%s", what);
}

static int no_room(struct err *e, int rc)
{
	return err_set(e, rc, rc == WEIR_ELIMIT ? "more resources than can be held" : "out of memory");
}

/* RFC 3779 2.2.3.6, 3.2.3.4: sorted, apart, and one where two could be one. */
static int add_range(struct resource_list *list, struct resource_range r, struct err *e)
{
	const struct resource_range *last = list->ranges.n ? &list->ranges.v[list->ranges.n - 1] : NULL;
	int rc;

	if (r.first > r.last)
		return malformed(e, "a range ends before it begins, or is one number (RFC 3779 2.2.3.9, 3.2.3.8)");
	if (last && (r.first <= last->last || r.first - last->last == 1))
		return malformed(e, "resources are not sorted, or not merged (RFC 3779 2.2.3.6, 3.2.3.4)");
	rc = vec_push(&list->ranges, r, RESOURCE_RANGES);
	return rc ? no_room(e, rc) : 0;
}

/* ASIdOrRange (RFC 3779 3.2.3.5). */
static struct resource_range take_as(struct wire *w)
{
	struct resource_range r;
	struct wire range;

	if (der_tag(w) == DER_INTEGER) {
		r.first = r.last = der_u32(w);
		return r;
	}
	range = der_take(w, DER_SEQUENCE);
	r.first = der_u32(&range);
	r.last = der_u32(&range);
	der_close(w, &range);
	if (r.first == r.last) /* 3.2.3.7: a range is more than one */
		r.first = r.last + 1;
	return r;
}

int resources_read_as(struct resources *r, struct span value, struct err *e)
{
	static const char form[] = "not of the form of RFC 3779 3.2.3, asnum alone";
	struct resource_list *list = &r->of[RESOURCE_AS];
	struct wire w = der_cursor(value), seq = der_take(&w, DER_SEQUENCE), choice, ids;
	int rc = 0;

	r->has_as = true;
	choice = der_take(&seq, DER_CONTEXT_CONSTRUCTED);
	der_close(&w, &seq);
	if (!wire_done(&w))
		return malformed(e, form);
	if (der_tag(&choice) == DER_NULL) {
		list->inherit = true;
		der_null(&choice);
		return wire_done(&choice) ? 0 : malformed(e, form);
	}
	ids = der_take(&choice, DER_SEQUENCE);
	if (!wire_done(&choice) || !wire_left(&ids))
		return malformed(e, form);
	while (!rc && wire_left(&ids)) {
		struct resource_range range = take_as(&ids);

		rc = ids.bad ? malformed(e, form) : add_range(list, range, e);
	}
	return rc;
}

/* A bit string as the first address that begins with it; *len is its length. */
static u128 take_address(struct wire *w, unsigned longest, unsigned *len)
{
	unsigned unused;
	struct span s = der_bits(w, &unused);
	u128 addr = 0;

	*len = (unsigned)s.n * 8 - unused;
	if (s.n * 8 - unused > longest) {
		w->bad = true;
		return 0;
	}
	for (size_t i = 0; i < s.n; i++)
		addr |= (u128)s.p[i] << (120 - 8 * i);
	return addr;
}

static bool is_prefix(struct resource_range r)
{
	u128 differ = r.first ^ r.last;

	return !(differ & (differ + 1)) && !(r.first & differ);
}

/*
 * IPAddressOrRange (RFC 3779 2.2.3.7): a range only where no prefix says it, without the ends
 * that 0 and 1 fill.
 */
static struct resource_range take_ip(struct wire *w, unsigned longest)
{
	struct resource_range r;
	struct wire range;
	unsigned len, last_len;

	if (der_tag(w) == DER_BIT_STRING) {
		r.first = take_address(w, longest, &len);
		r.last = r.first | ~u128_mask(len);
		return r;
	}
	range = der_take(w, DER_SEQUENCE);
	r.first = take_address(&range, longest, &len);
	r.last = take_address(&range, longest, &last_len);
	if ((len && !(r.first >> (128 - len) & 1)) || (last_len && r.last >> (128 - last_len) & 1))
		range.bad = true;
	r.last |= ~u128_mask(last_len);
	if (r.first <= r.last && is_prefix(r))
		range.bad = true;
	der_close(w, &range);
	return r;
}

static int read_family(struct resource_list *list, struct wire *family, unsigned longest, struct err *e)
{
	static const char form[] = "not of the form of RFC 3779 2.2.3";
	struct wire all;
	int rc = 0;

	if (der_tag(family) == DER_NULL) {
		list->inherit = true;
		der_null(family);
		return wire_done(family) ? 0 : malformed(e, form);
	}
	all = der_take(family, DER_SEQUENCE);
	if (!wire_done(family) || !wire_left(&all))
		return malformed(e, form);
	while (!rc && wire_left(&all)) {
		struct resource_range range = take_ip(&all, longest);

		rc = all.bad ? malformed(e, form) : add_range(list, range, e);
	}
	return rc;
}

/* An addressFamily of two bytes, without a SAFI (RFC 6487 4.8.10). */
static unsigned take_afi(struct wire *family)
{
	struct span afi = der_span(family, DER_OCTET_STRING);

	return afi.n == 2 ? wire_get16(afi.p) : 0;
}

int resources_read_ip(struct resources *r, struct span value, struct err *e)
{
	struct wire w = der_cursor(value), all = der_take(&w, DER_SEQUENCE);
	unsigned last = 0;
	int rc = 0;

	r->has_ip = true;
	if (!wire_done(&w) || !wire_left(&all))
		return malformed(e, "not of the form of RFC 3779 2.2.3");
	while (!rc && wire_left(&all)) {
		struct wire family = der_take(&all, DER_SEQUENCE);
		unsigned afi = take_afi(&family);

		if (all.bad || afi < 1 || afi > 2 || afi <= last)
			return malformed(e, "expected IPv4 and IPv6 once each, in order, without SAFI "
					    "(RFC 3779 2.2.3.3, RFC 6487 4.8.10)");
		rc = read_family(&r->of[afi == 1 ? RESOURCE_IPV4 : RESOURCE_IPV6], &family, afi == 1 ? 32 : 128, e);
		last = afi;
	}
	return rc;
}

bool resources_inherit(const struct resources *r)
{
	return r->of[RESOURCE_AS].inherit || r->of[RESOURCE_IPV4].inherit || r->of[RESOURCE_IPV6].inherit;
}

int resources_resolve(struct resources *r, const struct resources *issuer)
{
	for (unsigned k = 0; k < RESOURCE_KINDS; k++) {
		struct resource_list *to = &r->of[k];
		const struct resource_list *from = &issuer->of[k];
		int rc = to->inherit ? vec_reserve(&to->ranges, from->ranges.n, RESOURCE_RANGES) : 0;

		if (rc)
			return rc;
		for (size_t i = 0; to->inherit && i < from->ranges.n; i++)
			to->ranges.v[to->ranges.n++] = from->ranges.v[i];
		to->inherit = false;
	}
	return 0;
}

static bool list_within(const struct resource_list *inner, const struct resource_list *outer,
			struct resource_range *first)
{
	size_t j = 0;

	for (size_t i = 0; i < inner->ranges.n; i++) {
		const struct resource_range r = inner->ranges.v[i];

		while (j < outer->ranges.n && outer->ranges.v[j].last < r.first)
			j++;
		if (j == outer->ranges.n || r.first < outer->ranges.v[j].first || r.last > outer->ranges.v[j].last) {
			*first = r;
			return false;
		}
	}
	return true;
}

bool resources_within(const struct resources *inner, const struct resources *outer, enum resource_kind *kind,
		      struct resource_range *first)
{
	for (unsigned k = 0; k < RESOURCE_KINDS; k++) {
		*kind = k;
		if (!list_within(&inner->of[k], &outer->of[k], first))
			return false;
	}
	return true;
}

static void address_text(enum resource_kind kind, u128 addr, char to[INET6_ADDRSTRLEN])
{
	uint8_t bytes[16];

	for (unsigned i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(addr >> (120 - 8 * i));
	inet_ntop(kind == RESOURCE_IPV4 ? AF_INET : AF_INET6, bytes, to, INET6_ADDRSTRLEN);
}

const char *resource_text(enum resource_kind kind, struct resource_range r, char to[RESOURCE_TEXT])
{
	char first[INET6_ADDRSTRLEN], last[INET6_ADDRSTRLEN];

	if (kind == RESOURCE_AS) {
		snprintf(first, sizeof first, "AS%u", (unsigned)r.first);
		snprintf(last, sizeof last, "AS%u", (unsigned)r.last);
	} else {
		address_text(kind, r.first, first);
		address_text(kind, r.last, last);
	}
	snprintf(to, RESOURCE_TEXT, r.first == r.last ? "%s" : "%s-%s", first, last);
	return to;
}

void resources_release(struct resources *r)
{
	for (unsigned k = 0; k < RESOURCE_KINDS; k++)
		vec_free(&r->of[k].ranges);
}
