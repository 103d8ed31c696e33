#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "bgp/read.h"

/*
 * Lines as `bgpdump -m` prints them, back into routes. A line is cut at its bars; how
 * many fields there are tells whether large communities are among them. A line
 * that is not whole or has a field that is not what it must be is counted, with the
 * column of the field, and gives nothing.
 */
enum { LINE_LIMIT = 1024 * 1024, FIELDS = 20 };

struct field {
	const char *s;
	size_t n;
};

struct line {
	struct field f[FIELDS];
	size_t nf, at; /* `at`: the field to read next, and to blame */
};

struct reading {
	struct route route;
	struct attributes a;
};

/* A name of the first field and what it says. */
static const struct format {
	const char *name;
	enum route_format format;
	bool extended_time, local, add_path;
} formats[] = {
	{"TABLE_DUMP", ROUTE_TABLE_DUMP, false, false, false},
	{"TABLE_DUMP2", ROUTE_TABLE_DUMP2, false, false, false},
	{"TABLE_DUMP2_AP", ROUTE_TABLE_DUMP2, false, false, true},
	{"BGP", ROUTE_BGP, false, false, false},
	{"BGP4MP", ROUTE_BGP4MP, false, false, false},
	{"BGP4MP_AP", ROUTE_BGP4MP, false, false, true},
	{"BGP4MP_LOCAL", ROUTE_BGP4MP, false, true, false},
	{"BGP4MP_LOCAL_AP", ROUTE_BGP4MP, false, true, true},
	{"BGP4MP_ET", ROUTE_BGP4MP, true, false, false},
	{"BGP4MP_ET_AP", ROUTE_BGP4MP, true, false, true},
	{"BGP4MP_ET_LOCAL", ROUTE_BGP4MP, true, true, false},
	{"BGP4MP_ET_LOCAL_AP", ROUTE_BGP4MP, true, true, true},
};

static bool field_is(const struct field *f, const char *word)
{
	return f->n == strlen(word) && !memcmp(f->s, word, f->n);
}

static void cut(struct line *l, const char *s, size_t n)
{
	l->nf = l->at = 0;
	for (;;) {
		const char *bar = memchr(s, '|', n);
		size_t len = bar ? (size_t)(bar - s) : n;

		if (l->nf == FIELDS)
			return;
		l->f[l->nf++] = (struct field){s, len};
		if (!bar)
			return;
		s += len + 1;
		n -= len + 1;
	}
}

/* Digits that make a number of at most `max`, all of the field. */
static bool number(const struct field *f, uint64_t max, uint32_t *v)
{
	uint64_t n;

	if (f->n > 10 || !decimal_parse(f->s, f->n, max, &n))
		return false;
	*v = (uint32_t)n;
	return true;
}

static const struct field *next(struct line *l)
{
	return &l->f[l->at++];
}

static const char *read_format(struct reading *r, struct line *l)
{
	const struct field *f = next(l);

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		if (!field_is(f, formats[i].name))
			continue;
		r->route.format = formats[i].format;
		r->route.extended_time = formats[i].extended_time;
		r->route.local = formats[i].local;
		r->route.add_path = formats[i].add_path;
		return NULL;
	}
	return "expected a format as of 'bgpdump -m'";
}

static const char *read_time(struct reading *r, struct line *l)
{
	struct field f = *next(l), fraction = {0};
	const char *dot = memchr(f.s, '.', f.n);
	bool sound = true;

	if (dot) {
		fraction = (struct field){dot + 1, f.n - (size_t)(dot + 1 - f.s)};
		f.n = (size_t)(dot - f.s);
		sound = fraction.n == 6 && number(&fraction, 999999, &r->route.microseconds);
	}
	if (!number(&f, UINT32_MAX, &r->route.time) || !sound ||
	    (dot != NULL) != r->route.extended_time)
		return "expected seconds since 1970";
	return NULL;
}

static const char *read_kind(struct reading *r, struct line *l)
{
	static const char *const kinds[] = {"B", "A", "W", "STATE"};
	const struct field *f = next(l);
	bool table = r->route.format == ROUTE_TABLE_DUMP || r->route.format == ROUTE_TABLE_DUMP2;

	for (int k = table ? ROUTE_TABLE : ROUTE_ANNOUNCE; k <= (table ? ROUTE_TABLE : ROUTE_STATE);
	     k++) {
		if (field_is(f, kinds[k])) {
			r->route.kind = (enum route_kind)k;
			return NULL;
		}
	}
	return table ? "expected 'B'" : "expected 'A', 'W' or 'STATE'";
}

static const char *read_peer(struct reading *r, struct line *l)
{
	const struct field *f = next(l);

	if (address_parse(f->s, f->n, &r->route.peer) != PREFIX_OK)
		return "expected the address of a peer";
	return number(next(l), UINT32_MAX, &r->route.peer_asn) ? NULL : "expected an AS number";
}

static const char *read_prefix(struct reading *r, struct line *l)
{
	const struct field *f = next(l);
	enum prefix_status status = prefix_parse(f->s, f->n, &r->route.prefix);

	if (status != PREFIX_OK)
		return prefix_status_text(status);
	if (r->route.add_path && !number(next(l), UINT32_MAX, &r->route.path_id))
		return "expected a path identifier";
	return NULL;
}

static const char *read_states(struct reading *r, struct line *l)
{
	uint32_t old_state, new_state;

	if (!number(next(l), UINT16_MAX, &old_state) || !number(next(l), UINT16_MAX, &new_state))
		return "expected the number of a state";
	r->route.old_state = (uint16_t)old_state;
	r->route.new_state = (uint16_t)new_state;
	return NULL;
}

static const char *read_path(struct reading *r, struct line *l, int *rc)
{
	const struct field *f = next(l);
	size_t col;

	*rc = as_path_parse(f->s, f->n, &r->a.path, &col);
	if (*rc == WEIR_ENOMEM)
		return NULL;
	if (*rc) {
		*rc = 0;
		return "expected an AS path";
	}
	return NULL;
}

static const char *read_origin(struct reading *r, struct line *l)
{
	static const char *const origins[] = {"IGP", "EGP", "INCOMPLETE"};
	const struct field *f = next(l);

	for (unsigned i = 0; i < 3; i++) {
		if (field_is(f, origins[i])) {
			r->a.origin = (uint8_t)i;
			return NULL;
		}
	}
	return "expected 'IGP', 'EGP' or 'INCOMPLETE'";
}

/* The next word of a field that blanks divide. */
static bool next_word(struct field *rest, struct field *word)
{
	const char *blank;

	while (rest->n && *rest->s == ' ') {
		rest->s++;
		rest->n--;
	}
	if (!rest->n)
		return false;
	blank = memchr(rest->s, ' ', rest->n);
	*word = (struct field){rest->s, blank ? (size_t)(blank - rest->s) : rest->n};
	rest->s += word->n;
	rest->n -= word->n;
	return true;
}

/* `count` numbers with colons between them, all of the word. */
static bool colon_numbers(struct field word, unsigned count, uint64_t max, uint32_t *to)
{
	for (unsigned i = 0; i < count; i++) {
		const char *colon = memchr(word.s, ':', word.n);
		struct field f = {word.s, colon ? (size_t)(colon - word.s) : word.n};

		if ((colon != NULL) != (i + 1 < count) || !number(&f, max, &to[i]))
			return false;
		if (colon) {
			word.s += f.n + 1;
			word.n -= f.n + 1;
		}
	}
	return true;
}

static const char *read_communities(struct reading *r, struct line *l, int *rc)
{
	static const char *const known[] = {"no-export", "no-advertise", "local-AS"};
	struct field rest = *next(l), word;

	while (!*rc && next_word(&rest, &word)) {
		uint32_t v[2], c = 0;

		for (uint32_t i = 0; i < 3; i++)
			if (field_is(&word, known[i]))
				c = 0xffffff01u + i;
		if (!c) {
			if (!colon_numbers(word, 2, UINT16_MAX, v))
				return "expected communities";
			c = v[0] << 16 | v[1];
		}
		*rc = vec_push(&r->a.communities, c, LINE_LIMIT);
	}
	return NULL;
}

static const char *read_large(struct reading *r, struct line *l, int *rc)
{
	struct field rest = *next(l), word;

	while (!*rc && next_word(&rest, &word)) {
		uint32_t v[3];

		if (!colon_numbers(word, 3, UINT32_MAX, v))
			return "expected large communities";
		for (int i = 0; !*rc && i < 3; i++)
			*rc = vec_push(&r->a.large, v[i], LINE_LIMIT);
	}
	return NULL;
}

static void has(struct reading *r, enum attribute_type type)
{
	r->a.present |= (uint64_t)1 << type;
}

static const char *read_numbers(struct reading *r, struct line *l)
{
	const struct field *f = next(l);

	if (address_parse(f->s, f->n, &r->route.next_hop) != PREFIX_OK)
		return "expected a next hop";
	if (r->route.next_hop.family == IPV4 &&
	    prefix_ipv4_addr(&r->route.next_hop) == ROUTE_NO_NEXT_HOP)
		r->route.next_hop.family = 0;
	if (!number(next(l), UINT32_MAX, &r->a.local_pref))
		return "expected a local preference";
	if (!number(next(l), UINT32_MAX, &r->a.med))
		return "expected a MED";
	return NULL;
}

static const char *read_aggregate(struct reading *r, struct line *l)
{
	const struct field *f = next(l);
	struct field rest, word;
	struct prefix address;

	if (field_is(f, "AG"))
		has(r, ATTRIBUTE_ATOMIC_AGGREGATE);
	else if (!field_is(f, "NAG"))
		return "expected 'AG' or 'NAG'";
	rest = *next(l);
	if (!rest.n)
		return NULL;
	if (!next_word(&rest, &word) || !number(&word, UINT32_MAX, &r->a.aggregator_asn) ||
	    !next_word(&rest, &word) || rest.n ||
	    address_parse(word.s, word.n, &address) != PREFIX_OK || address.family != IPV4)
		return "expected an aggregator, 'ASN ADDRESS'";
	r->a.aggregator_addr = prefix_ipv4_addr(&address);
	has(r, ATTRIBUTE_AGGREGATOR);
	return NULL;
}

/* What stands after the prefix of a route that is there. */
static const char *read_attributes(struct reading *r, struct line *l, bool large, int *rc)
{
	const char *problem = read_path(r, l, rc);

	if (!problem)
		problem = read_origin(r, l);
	if (!problem)
		problem = read_numbers(r, l);
	if (!problem)
		problem = read_communities(r, l, rc);
	if (!problem && large)
		problem = read_large(r, l, rc);
	if (!problem)
		problem = read_aggregate(r, l);
	if (!problem && next(l)->n)
		problem = "expected the end of the line";
	has(r, ATTRIBUTE_ORIGIN);
	has(r, ATTRIBUTE_AS_PATH);
	has(r, ATTRIBUTE_LOCAL_PREF);
	has(r, ATTRIBUTE_MED);
	return problem;
}

/* A whole line; how many fields each kind has is known before any is read. */
static const char *read_line(struct reading *r, struct line *l, int *rc)
{
	const char *problem = read_format(r, l);
	size_t want;

	if (!problem && l->nf < 6)
		return "expected at least 6 fields";
	if (!problem)
		problem = read_time(r, l);
	if (!problem)
		problem = read_kind(r, l);
	if (!problem)
		problem = read_peer(r, l);
	if (problem)
		return problem;
	if (r->route.kind == ROUTE_STATE)
		return l->nf == 7 ? read_states(r, l) : "expected 7 fields";
	want = 6 + r->route.add_path;
	if (r->route.kind != ROUTE_WITHDRAW)
		want += 9;
	if (l->nf != want && !(r->route.kind != ROUTE_WITHDRAW && l->nf == want + 1))
		return "expected another number of fields";
	problem = read_prefix(r, l);
	if (problem || r->route.kind == ROUTE_WITHDRAW)
		return problem;
	r->route.attributes = &r->a;
	return read_attributes(r, l, l->nf == want + 1, rc);
}

static int one_line(struct reading *r, struct input *in, const char *s, size_t n,
		    struct report *report, const char **problem)
{
	uint64_t serial = r->a.serial + 1;
	struct line l;
	int rc = 0;

	attributes_clear(&r->a);
	r->a.serial = serial;
	r->route = (struct route){.place = input_line_number(in)};
	cut(&l, s, n);
	*problem = read_line(r, &l, &rc);
	if (*problem && !rc) {
		size_t blamed = l.at ? l.at - 1 : 0;
		size_t col = blamed < l.nf ? (size_t)(l.f[blamed].s - s) + 1 : n + 1;

		report_note(report, input_name(in), input_line_number(in), col, "%s, found '%.*s'",
			    *problem, blamed < l.nf && l.f[blamed].n < 60 ? (int)l.f[blamed].n : 60,
			    blamed < l.nf ? l.f[blamed].s : "");
	}
	return rc;
}

int route_text_read(struct input *in, route_handler *handle, void *context, struct report *report,
		    struct err *e)
{
	struct reading r = {0};
	const char *s, *problem = NULL;
	size_t n;
	int rc;

	while ((rc = input_line(in, LINE_LIMIT, &s, &n, e)) == 1) {
		if (!n || *s == '#')
			continue;
		rc = one_line(&r, in, s, n, report, &problem);
		if (rc)
			err_at(e, rc, input_name(in), input_line_number(in), 0, "out of memory");
		else if (!problem)
			rc = handle(context, &r.route);
		if (rc)
			break;
	}
	attributes_release(&r.a);
	return rc;
}
