#include "net/as_path.h"

#include "base/decimal.h"
#include "base/err.h"
#include "net/asn.h"

void as_path_buf_clear(struct as_path_buf *b)
{
	b->asns.n = b->segments.n = 0;
}

int as_path_buf_segment(struct as_path_buf *b, enum as_segment_kind kind)
{
	struct as_segment s = {kind, 0};

	return vec_push(&b->segments, s, AS_PATH_MAX);
}

int as_path_buf_add(struct as_path_buf *b, uint32_t asn)
{
	int rc = vec_push(&b->asns, asn, AS_PATH_MAX);

	if (!rc)
		b->segments.v[b->segments.n - 1].n++;
	return rc;
}

struct as_path as_path_buf_view(const struct as_path_buf *b)
{
	return (struct as_path){b->asns.v, b->segments.v, (uint32_t)b->asns.n,
				(uint32_t)b->segments.n};
}

void as_path_buf_release(struct as_path_buf *b)
{
	vec_free(&b->asns);
	vec_free(&b->segments);
}

/* How a kind of segment is written. */
struct brackets {
	char open, between, close;
};

static const struct brackets brackets[] = {
	[AS_SEGMENT_SET] = {'{', ',', '}'},
	[AS_SEGMENT_SEQUENCE] = {0, ' ', 0},
	[AS_SEGMENT_CONFED_SEQUENCE] = {'(', ' ', ')'},
	[AS_SEGMENT_CONFED_SET] = {'[', ',', ']'},
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '.';
}

static int kind_opened_by(char c)
{
	for (int k = AS_SEGMENT_SET; k <= AS_SEGMENT_CONFED_SET; k++)
		if (c && brackets[k].open == c)
			return k;
	return 0;
}

/* The next ASN at s[*i]; its segment is there already. */
static int parse_asn(const char *s, size_t n, size_t *i, struct as_path_buf *b)
{
	size_t end = *i;
	uint32_t asn;
	int rc;

	while (end < n && is_word(s[end]))
		end++;
	if (!asn_parse(s + *i, end - *i, &asn))
		return WEIR_ESYNTAX;
	rc = as_path_buf_add(b, asn);
	if (!rc)
		*i = end;
	return rc;
}

/* What stands between the brackets of one segment, the closing one included. */
static int parse_bracketed(const char *s, size_t n, size_t *i, int kind, struct as_path_buf *b)
{
	const struct brackets *k = &brackets[kind];
	int rc = as_path_buf_segment(b, (enum as_segment_kind)kind);

	(*i)++;
	while (!rc) {
		while (*i < n && is_blank(s[*i]))
			(*i)++;
		if (*i < n && s[*i] == k->close) {
			(*i)++;
			return 0;
		}
		rc = parse_asn(s, n, i, b);
		if (!rc && k->between == ',' && *i < n && s[*i] == ',')
			(*i)++;
	}
	return rc;
}

int as_path_parse(const char *s, size_t n, struct as_path_buf *b, size_t *col)
{
	bool in_sequence = false;
	size_t i = 0;
	int rc = 0;

	as_path_buf_clear(b);
	while (!rc && i < n) {
		int kind = kind_opened_by(s[i]);

		if (is_blank(s[i])) {
			i++;
		} else if (kind) {
			rc = parse_bracketed(s, n, &i, kind, b);
			in_sequence = false;
		} else {
			if (!in_sequence)
				rc = as_path_buf_segment(b, AS_SEGMENT_SEQUENCE);
			in_sequence = true;
			if (!rc)
				rc = parse_asn(s, n, &i, b);
		}
	}
	*col = i + 1;
	return rc;
}

/* Copy all but the first `cut` ASNs, which are fewer than those of the first segment. */
static int copy_rest(const struct as_path *p, uint32_t cut, struct as_path_buf *b)
{
	const uint32_t *asn = p->asns + cut;
	int rc = 0;

	as_path_buf_clear(b);
	for (uint32_t i = 0; !rc && i < p->nsegments; i++, cut = 0) {
		rc = as_path_buf_segment(b, (enum as_segment_kind)p->segments[i].kind);
		for (uint32_t n = p->segments[i].n - cut; !rc && n--;)
			rc = as_path_buf_add(b, *asn++);
	}
	return rc;
}

int as_path_skip(const struct as_path *p, uint32_t skip, struct as_path_buf *b, struct as_path *rest)
{
	int rc;

	*rest = *p;
	while (rest->nsegments && rest->segments->n <= skip) {
		skip -= rest->segments->n;
		rest->n -= rest->segments->n;
		rest->asns += rest->segments->n;
		rest->segments++;
		rest->nsegments--;
	}
	if (!skip || !rest->nsegments)
		return 0;
	rc = copy_rest(rest, skip, b);
	*rest = as_path_buf_view(b);
	return rc;
}

void as_path_put(const struct as_path *p, struct out *o)
{
	const uint32_t *asn = p->asns;
	/* an ASN and what stands between; a blank and two brackets */
	char *start = out_room(o, (size_t)p->n * (DECIMAL_TEXT + 1) + (size_t)p->nsegments * 3);
	char *to = start;

	if (!to)
		return;
	for (uint32_t i = 0; i < p->nsegments; i++) {
		const struct brackets *k = &brackets[p->segments[i].kind];

		if (i)
			*to++ = ' ';
		if (k->open)
			*to++ = k->open;
		for (uint32_t j = 0; j < p->segments[i].n; j++) {
			if (j)
				*to++ = k->between;
			to = decimal_put(to, *asn++);
		}
		if (k->close)
			*to++ = k->close;
	}
	out_used(o, (size_t)(to - start));
}

bool as_path_has_set(const struct as_path *p)
{
	for (uint32_t i = 0; i < p->nsegments; i++)
		if (p->segments[i].kind == AS_SEGMENT_SET ||
		    p->segments[i].kind == AS_SEGMENT_CONFED_SET)
			return true;
	return false;
}

enum as_origin_kind as_path_origin(const struct as_path *p, uint32_t *asn)
{
	const struct as_segment *last = p->nsegments ? &p->segments[p->nsegments - 1] : NULL;

	if (!last || last->kind == AS_SEGMENT_CONFED_SEQUENCE ||
	    last->kind == AS_SEGMENT_CONFED_SET)
		return AS_ORIGIN_OWN;
	if (last->kind == AS_SEGMENT_SET || !last->n)
		return AS_ORIGIN_SET;
	*asn = p->asns[p->n - 1];
	return AS_ORIGIN_ASN;
}

bool as_path_neighbor(const struct as_path *p, uint32_t *asn)
{
	if (!p->nsegments || p->segments[0].kind != AS_SEGMENT_SEQUENCE || !p->segments[0].n)
		return false;
	*asn = p->asns[0];
	return true;
}
