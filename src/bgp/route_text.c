#include "bgp/route_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "bgp/attr_cache.h"
#include "bgp/text_address.h"

/*
 * How this works: a line is a head (format, time, kind, peer), the prefix, and a
 * tail (all that comes from the attributes and the next hop). Heads and tails
 * come again and again, so both are kept as text: heads by peer, tails by the slot
 * of the attributes. Most lines are then three copies.
 */
enum { HEADS = 256, HEAD_TEXT = 128, TAIL_MAX = 1 << 20 };

struct head {
	struct route key; /* the members that the text is made of */
	size_t n;
	char text[HEAD_TEXT];
};

struct tail {
	uint64_t serial;
	struct prefix next_hop;
	struct out text;
};

struct route_text {
	struct out *o;
	bool large;
	struct head heads[HEADS];
	struct tail tails[ATTR_CACHE_SLOTS];
};

struct route_text *route_text_new(struct out *o, bool large)
{
	struct route_text *t = calloc(1, sizeof *t);

	if (!t)
		return NULL;
	t->o = o;
	t->large = large;
	for (size_t i = 0; i < ATTR_CACHE_SLOTS; i++)
		out_mem(&t->tails[i].text, TAIL_MAX);
	return t;
}

void route_text_free(struct route_text *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < ATTR_CACHE_SLOTS; i++)
		out_release(&t->tails[i].text);
	free(t);
}

const char *route_format_name(const struct route *r, char to[ROUTE_FORMAT_TEXT])
{
	static const char *const names[] = {"TABLE_DUMP", "TABLE_DUMP2", "BGP", "BGP4MP"};
	char *p = stpcpy(to, names[r->format]);

	if (r->extended_time)
		p = stpcpy(p, "_ET");
	if (r->local)
		p = stpcpy(p, "_LOCAL");
	if (r->add_path)
		stpcpy(p, "_AP");
	return to;
}

static bool same_head(const struct route *a, const struct route *b)
{
	return a->time == b->time && a->peer_asn == b->peer_asn && a->peer.lo == b->peer.lo &&
	       a->peer.hi == b->peer.hi && a->peer.family == b->peer.family && a->kind == b->kind &&
	       a->format == b->format && a->extended_time == b->extended_time &&
	       a->microseconds == b->microseconds && a->local == b->local &&
	       a->add_path == b->add_path;
}

static char *put_microseconds(char *to, uint32_t v)
{
	*to++ = '.';
	for (uint32_t power = 100000; power; power /= 10)
		*to++ = (char)('0' + v / power % 10);
	return to;
}

static void make_head(struct head *h, const struct route *r)
{
	static const char *const kinds[] = {"|B|", "|A|", "|W|", "|STATE|"};
	char *p;

	h->key = *r;
	route_format_name(r, h->text);
	p = h->text + strlen(h->text);
	*p++ = '|';
	p = decimal_put(p, r->time);
	if (r->extended_time)
		p = put_microseconds(p, r->microseconds);
	p = stpcpy(p, kinds[r->kind]);
	p = text_address_put(p, &r->peer);
	*p++ = '|';
	p = decimal_put(p, r->peer_asn);
	*p++ = '|';
	h->n = (size_t)(p - h->text);
}

static const struct head *head_of(struct route_text *t, const struct route *r)
{
	uint64_t mix = (r->peer.hi ^ r->peer.lo ^ r->peer_asn) * 0x9e3779b97f4a7c15u;
	struct head *h = &t->heads[mix >> 56];

	if (!h->n || !same_head(&h->key, r))
		make_head(h, r);
	return h;
}

static void put_decimal(struct out *o, uint32_t v, char after)
{
	char *start = out_room(o, DECIMAL_TEXT + 1), *p;

	if (!start)
		return;
	p = decimal_put(start, v);
	*p++ = after;
	out_used(o, (size_t)(p - start));
}

static void put_address(struct out *o, const struct prefix *a)
{
	char *start = out_room(o, ADDRESS_TEXT);

	if (start)
		out_used(o, (size_t)(text_address_put(start, a) - start));
}

static void put_communities(struct out *o, const struct attributes *a)
{
	static const char *const known[] = {"no-export", "no-advertise", "local-AS"}; /* RFC 1997 */

	for (size_t i = 0; i < a->communities.n; i++) {
		uint32_t c = a->communities.v[i];

		if (i)
			out_ch(o, ' ');
		if (c >= 0xffffff01u && c <= 0xffffff03u) {
			out_str(o, known[c - 0xffffff01u]);
			continue;
		}
		put_decimal(o, c >> 16, ':');
		put_decimal(o, c & 0xffff, ' ');
		o->n -= !o->status;
	}
	out_ch(o, '|');
}

static void put_large(struct out *o, const struct attributes *a)
{
	for (size_t i = 0; i < a->large.n; i++)
		put_decimal(o, a->large.v[i], i % 3 < 2 ? ':' : i + 1 < a->large.n ? ' ' : '|');
	if (!a->large.n)
		out_ch(o, '|');
}

static void make_tail(struct tail *t, const struct route *r, bool large)
{
	static const char *const origins[] = {"|IGP|", "|EGP|", "|INCOMPLETE|"};
	const struct attributes *a = r->attributes;
	struct as_path path = attributes_path(a);
	struct prefix none = host_ipv4(ROUTE_NO_NEXT_HOP);
	struct out *o = &t->text;

	t->serial = a->serial;
	t->next_hop = r->next_hop;
	o->n = 0;
	as_path_put(&path, o);
	out_str(o, origins[a->origin]);
	put_address(o, r->next_hop.family ? &r->next_hop : &none);
	out_ch(o, '|');
	put_decimal(o, attributes_has(a, ATTRIBUTE_LOCAL_PREF) ? a->local_pref : 0, '|');
	put_decimal(o, attributes_has(a, ATTRIBUTE_MED) ? a->med : 0, '|');
	put_communities(o, a);
	if (large)
		put_large(o, a);
	out_str(o, attributes_has(a, ATTRIBUTE_ATOMIC_AGGREGATE) ? "AG|" : "NAG|");
	if (attributes_has(a, ATTRIBUTE_AGGREGATOR)) {
		struct prefix address = host_ipv4(a->aggregator_addr);

		put_decimal(o, a->aggregator_asn, ' ');
		put_address(o, &address);
	}
	out_write(o, "|\n", 2);
}

static const struct tail *tail_of(struct route_text *t, const struct route *r)
{
	struct tail *tail = &t->tails[r->attributes->slot];

	if (tail->serial != r->attributes->serial || !prefix_equal(&tail->next_hop, &r->next_hop))
		make_tail(tail, r, t->large);
	if (tail->text.status)
		t->o->status = tail->text.status; /* a line is whole or an error */
	return tail;
}

static char *put_bytes(char *to, const char *s, size_t n)
{
	memcpy(to, s, n);
	return to + n;
}

void route_text_put(struct route_text *t, const struct route *r)
{
	const struct head *h = head_of(t, r);
	const struct tail *tail = r->attributes ? tail_of(t, r) : NULL;
	size_t room = h->n + PREFIX_TEXT + DECIMAL_TEXT + 2 + (tail ? tail->text.n : 1);
	char *start = out_room(t->o, room > 2 * HEAD_TEXT ? room : 2 * HEAD_TEXT), *p;

	if (!start)
		return;
	p = put_bytes(start, h->text, h->n);
	if (r->kind == ROUTE_STATE) {
		p = decimal_put(p, r->old_state);
		*p++ = '|';
		p = decimal_put(p, r->new_state);
	} else {
		p = text_prefix_put(p, &r->prefix);
		if (r->add_path) {
			*p++ = '|';
			p = decimal_put(p, r->path_id);
		}
	}
	if (tail) {
		*p++ = '|';
		p = put_bytes(p, tail->text.s, tail->text.n);
	} else {
		*p++ = '\n';
	}
	out_used(t->o, (size_t)(p - start));
}
