#include "bgp/as_path_wire.h"

#include "base/err.h"

static uint32_t *put_asns(uint32_t *to, const uint8_t *p, unsigned n, unsigned asn_bytes)
{
	for (unsigned i = 0; i < n; i++)
		*to++ = asn_bytes == 4 ? wire_get32(p + 4 * i) : wire_get16(p + 2 * i);
	return to;
}

int as_path_wire_read(struct as_path_buf *b, struct wire *v, unsigned asn_bytes,
		      const char **problem)
{
	int rc = vec_reserve(&b->asns, wire_left(v) / asn_bytes + 1, AS_PATH_MAX);

	as_path_buf_clear(b);
	while (!rc && wire_left(v)) {
		unsigned kind = wire_u8(v), n = wire_u8(v);
		const uint8_t *asns = wire_bytes(v, (size_t)n * asn_bytes);

		if (kind < AS_SEGMENT_SET || kind > AS_SEGMENT_CONFED_SET) {
			*problem = "expected a path segment of a known kind";
			break;
		}
		if (v->bad || !n) {
			*problem = n ? "expected a path segment inside its attribute"
				     : "expected a path segment of one ASN at least";
			break;
		}
		rc = as_path_buf_segment(b, (enum as_segment_kind)kind);
		if (rc)
			break;
		put_asns(b->asns.v + b->asns.n, asns, n, asn_bytes);
		b->asns.n += n;
		b->segments.v[b->segments.n - 1].n = n;
	}
	return rc;
}

static bool is_confed(uint32_t kind)
{
	return kind == AS_SEGMENT_CONFED_SEQUENCE || kind == AS_SEGMENT_CONFED_SET;
}

/* How far a segment counts in the length of a path (RFC 4271 9.1.2.2, RFC 5065 5.3). */
static uint32_t weight(const struct as_segment *s)
{
	if (is_confed(s->kind))
		return 0;
	return s->kind == AS_SEGMENT_SET ? 1 : s->n;
}

static uint32_t path_length(const struct as_path_buf *b)
{
	uint32_t n = 0;

	for (size_t i = 0; i < b->segments.n; i++)
		n += weight(&b->segments.v[i]);
	return n;
}

/* RFC 6793 section 6: segments of a confederation have no business in AS4_PATH. */
static void drop_confeds(struct as_path_buf *b)
{
	uint32_t *from = b->asns.v, *to = b->asns.v;
	size_t kept = 0;

	for (size_t i = 0; i < b->segments.n; i++) {
		struct as_segment s = b->segments.v[i];

		if (!is_confed(s.kind)) {
			for (uint32_t j = 0; j < s.n; j++)
				to[j] = from[j];
			to += s.n;
			b->segments.v[kept++] = s;
		}
		from += s.n;
	}
	b->segments.n = kept;
	b->asns.n = (size_t)(to - b->asns.v);
}

/*
 * Cut `b` to its first `lead` ASNs; a set counts as one, and a segment of a
 * confederation stays where what stands before it stayed whole.
 */
static void keep_leading(struct as_path_buf *b, uint32_t lead)
{
	size_t asns = 0, i;

	for (i = 0; i < b->segments.n; i++) {
		struct as_segment *s = &b->segments.v[i];
		uint32_t w = weight(s);

		if (w && !lead)
			break;
		if (w > lead) {
			s->n = lead;
			asns += lead;
			i++;
			break;
		}
		lead -= w;
		asns += s->n;
	}
	b->segments.n = i;
	b->asns.n = asns;
}

static int append(struct as_path_buf *b, const struct as_path_buf *tail)
{
	const uint32_t *asn = tail->asns.v;
	int rc = 0;

	for (size_t i = 0; !rc && i < tail->segments.n; i++) {
		const struct as_segment *s = &tail->segments.v[i];

		rc = as_path_buf_segment(b, (enum as_segment_kind)s->kind);
		for (uint32_t j = 0; !rc && j < s->n; j++)
			rc = as_path_buf_add(b, *asn++);
	}
	return rc;
}

int as_path_wire_merge4(struct as_path_buf *b, struct wire *as4, const char **problem)
{
	struct as_path_buf tail = {0};
	int rc = as_path_wire_read(&tail, as4, 4, problem);

	if (!rc && !*problem) {
		drop_confeds(&tail);
		if (path_length(&tail) <= path_length(b)) {
			keep_leading(b, path_length(b) - path_length(&tail));
			rc = append(b, &tail);
		}
	}
	as_path_buf_release(&tail);
	return rc;
}
