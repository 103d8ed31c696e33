#include "bgp/mrt.h"

#include <stdio.h>
#include <string.h>

#include "bgp/read.h"

/*
 * How this works: this file takes the stream apart into records and gives each to
 * the reader of its type. What such a reader finds damaged it counts here; the
 * next record begins where the header said, so one damaged record costs itself.
 */
enum {
	MRT_HEADER = 12,
	MRT_RECORD_MAX = 16 * 1024 * 1024, /* 65,535 routes of one prefix, with room */
};

int mrt_damage(struct mrt_reader *m, const char *problem)
{
	report_note(m->report, input_name(m->in), 0, 0, "record %llu at byte %llu: %s",
		    (unsigned long long)m->route.place, (unsigned long long)m->offset, problem);
	return 0;
}

int mrt_route_damage(struct mrt_reader *m, const struct prefix *p, unsigned type,
		     const char *problem)
{
	char sentence[160], prefix[PREFIX_TEXT], attribute[24] = "";

	if (m->report && m->report->total >= REPORT_NOTES)
		return mrt_damage(m, problem); /* counted; no one will read the sentence */
	if (type)
		snprintf(attribute, sizeof attribute, "attribute %u: ", type);
	snprintf(sentence, sizeof sentence, "%s%s%s%s", p ? prefix_text(p, prefix) : "",
		 p ? ": " : "", attribute, problem);
	return mrt_damage(m, sentence);
}

int mrt_attributes(struct mrt_reader *m, struct wire block, struct attributes_form form,
		   const struct attributes **a)
{
	int rc = attr_cache_read(&m->cache, block.p, wire_left(&block), form, a);

	return rc ? err_at(m->e, rc, input_name(m->in), 0, 0, "out of memory") : 0;
}

/* Members one by one: a struct handed on whole makes the processor wait for its halves. */
static void address_at(struct prefix *a, const uint8_t *p, unsigned family)
{
	a->family = (uint8_t)family;
	a->len = (uint8_t)family_bits(family);
	a->hi = p ? (uint64_t)wire_get32(p) << 32 : 0;
	a->lo = 0;
	if (p && family == IPV6) {
		a->hi |= wire_get32(p + 4);
		a->lo = (uint64_t)wire_get32(p + 8) << 32 | wire_get32(p + 12);
	}
}

struct prefix mrt_address(struct wire *w, unsigned family)
{
	struct prefix a;

	address_at(&a, wire_bytes(w, family_bits(family) / 8), family);
	return a;
}

const char *mrt_prefix(struct wire *w, unsigned family, struct prefix *p, bool *host_bits)
{
	unsigned len = wire_u8(w), n = (len + 7) / 8;
	const uint8_t *bytes;
	uint8_t whole[16] = {0};

	if (len > family_bits(family))
		return family == IPV4 ? "expected a prefix length of at most 32"
				      : "expected a prefix length of at most 128";
	bytes = wire_bytes(w, n);
	if (!bytes)
		return "expected the whole prefix";
	memcpy(whole, bytes, n);
	address_at(p, whole, family);
	*host_bits = len % 8 && (whole[n - 1] & 0xff >> len % 8);
	*p = prefix_make(family, prefix_first(p), len);
	return NULL;
}

const char *mrt_next_hop(struct mrt_reader *m, const struct attributes *a, bool from_reach)
{
	if (!attributes_has(a, ATTRIBUTE_ORIGIN))
		return "expected an ORIGIN, found none";
	if (!attributes_has(a, ATTRIBUTE_AS_PATH))
		return "expected an AS_PATH, found none";
	if (from_reach) {
		unsigned n = a->reach.next_hop_len;

		if (n != 4 && n != 16 && n != 32)
			return "expected a next hop of 4, 16 or 32 bytes";
		address_at(&m->route.next_hop, a->reach.next_hop, n == 4 ? IPV4 : IPV6);
		return NULL;
	}
	if (!attributes_has(a, ATTRIBUTE_NEXT_HOP))
		return "expected a next hop, found none";
	m->route.next_hop.hi = (uint64_t)a->next_hop << 32;
	m->route.next_hop.lo = 0;
	m->route.next_hop.family = IPV4;
	m->route.next_hop.len = 32;
	return NULL;
}

/* Types of RFC 6396 section 4 and appendix B, and what reads them. */
static const struct type {
	int (*read)(struct mrt_reader *m, unsigned subtype, struct wire w);
	bool extended_time;
	bool no_routes; /* of other protocols, or about the recorder */
} types[] = {
	[0] = {.no_routes = true},
	[1] = {.no_routes = true},
	[2] = {.no_routes = true},
	[3] = {.no_routes = true},
	[4] = {.no_routes = true},
	[5] = {.read = mrt_bgp},
	[6] = {.no_routes = true},
	[8] = {.no_routes = true},
	[11] = {.no_routes = true},
	[12] = {.read = mrt_table_dump},
	[13] = {.read = mrt_table_dump_v2},
	[16] = {.read = mrt_bgp4mp},
	[17] = {.read = mrt_bgp4mp, .extended_time = true},
	[32] = {.no_routes = true},
	[33] = {.no_routes = true},
	[48] = {.no_routes = true},
	[49] = {.no_routes = true},
};

static int read_record(struct mrt_reader *m, const uint8_t *header, size_t n)
{
	struct wire w = wire_make(header + MRT_HEADER, n);
	unsigned number = wire_get16(header + 4);
	const struct type *type = number < sizeof types / sizeof *types ? &types[number] : NULL;

	m->route = (struct route){.place = m->route.place + 1, .time = wire_get32(header)};
	if (type && type->no_routes)
		return 0;
	if (!type || !type->read)
		return mrt_damage(m, "expected a known type of record");
	if (type->extended_time) {
		m->route.extended_time = true;
		m->route.microseconds = wire_u32(&w);
		if (w.bad)
			return mrt_damage(m, "expected microseconds");
	}
	return type->read(m, wire_get16(header + 6), w);
}

static int cut_short(struct mrt_reader *m, const char *what, uint64_t want, uint64_t have)
{
	return err_at(m->e, WEIR_ESYNTAX, input_name(m->in), 0, 0,
		      "record %llu at byte %llu: expected %s of %llu bytes, found the end of the "
		      "file after %llu",
		      (unsigned long long)m->route.place + 1, (unsigned long long)m->offset, what,
		      (unsigned long long)want, (unsigned long long)have);
}

/* 1 with a record read, 0 at the end, or what ends the reading. */
static int next_record(struct mrt_reader *m, bool *end)
{
	const uint8_t *p;
	int64_t have = input_peek(m->in, MRT_HEADER, &p, m->e);
	uint32_t n;
	int rc;

	m->offset = input_offset(m->in);
	*end = have == 0;
	if (have <= 0)
		return (int)have;
	if (have < MRT_HEADER)
		return cut_short(m, "a header", MRT_HEADER, (uint64_t)have);
	n = wire_get32(p + 8);
	if (n > MRT_RECORD_MAX && !m->route.place)
		return err_at(m->e, WEIR_ESYNTAX, input_name(m->in), 0, 0,
			      "expected MRT records or text as of 'bgpdump -m', found neither");
	if (n > MRT_RECORD_MAX)
		return err_at(m->e, WEIR_ESYNTAX, input_name(m->in), 0, 0,
			      "record %llu at byte %llu: expected at most %d bytes, found a length "
			      "of %lu",
			      (unsigned long long)m->route.place + 1, (unsigned long long)m->offset,
			      MRT_RECORD_MAX, (unsigned long)n);
	have = input_peek(m->in, MRT_HEADER + (size_t)n, &p, m->e);
	if (have < 0)
		return (int)have;
	if (have < (int64_t)MRT_HEADER + n)
		return cut_short(m, "a record", MRT_HEADER + (uint64_t)n, (uint64_t)have);
	rc = read_record(m, p, n);
	input_skip(m->in, MRT_HEADER + (size_t)n);
	return rc;
}

int mrt_read(struct input *in, route_handler *handle, void *context, struct report *report,
	     struct err *e)
{
	struct mrt_reader m = {
		.in = in, .report = report, .handle = handle, .context = context, .e = e};
	bool end = false;
	int rc = 0;

	while (!rc && !end)
		rc = next_record(&m, &end);
	if (!rc && !m.route.place)
		rc = err_at(e, WEIR_ESYNTAX, input_name(in), 0, 0,
			    "expected MRT records or text as of 'bgpdump -m', found an empty file");
	attr_cache_release(&m.cache);
	vec_free(&m.peers);
	return rc;
}
