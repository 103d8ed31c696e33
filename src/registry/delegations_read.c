#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/decimal.h"
#include "net/asn.h"
#include "registry/delegations.h"

/*
 * How this works: a line is split at its bars. A version line begins with a
 * number, a summary ends with "summary", all else is a record
 *
 *	registry|country|type|start|value|date|status[|opaque-id[|…]]
 *
 * Files in the wild have version "2" or "2.3", a banner of comments before it or no
 * version line at all, a serial that is a day or a Unix time, and records of seven or
 * eight fields in one file. Several files put together with cat(1) are one source,
 * whose summaries add up.
 */
enum {
	LINE_MAX_BYTES = 4096,
	FIELDS = 8,
	ROWS_MAX = 1 << 26,
	SOURCES_MAX = 4096,
	REGISTRY_MAX = 16
};

struct field {
	const char *s;
	size_t n, col;
};

struct reader {
	struct delegations *d;
	struct input *in;
	struct report *report;
	struct delegation_source source;
	struct field f[FIELDS];
	size_t nf;
	size_t damaged, first_damaged; /* lines left out; the first one's number */
};

static bool is(struct field f, const char *word)
{
	return strlen(word) == f.n && !strncasecmp(f.s, word, f.n);
}

/* Note what is wrong with a field; the line is kept or left out by the caller. */
static void note(struct reader *r, struct field f, const char *expected)
{
	char shown[ERR_SHOWN];

	report_note(r->report, r->source.name, input_line_number(r->in), f.col,
		    "expected %s, found '%s'", expected, err_shown(f.s, f.n, shown));
}

static int leave_out(struct reader *r, struct field f, const char *expected)
{
	note(r, f, expected);
	if (!r->damaged++)
		r->first_damaged = input_line_number(r->in);
	return 0;
}

static void split(struct reader *r, const char *s, size_t n)
{
	const char *end = s + n, *start = s;

	for (r->nf = 0; r->nf < FIELDS; r->nf++) {
		const char *bar = memchr(start, '|', (size_t)(end - start));

		r->f[r->nf] = (struct field){start, (size_t)((bar ? bar : end) - start),
					     (size_t)(start - s) + 1};
		if (!bar) {
			r->nf++;
			return;
		}
		start = bar + 1;
	}
}

static bool read_number(struct field f, uint64_t max, uint64_t *v)
{
	return decimal_parse(f.s, f.n, max, v);
}

/* A day as YYYYMMDD; nothing and zeros are 0. */
static bool read_day(struct field f, uint32_t *day)
{
	uint64_t v;

	*day = 0;
	if (!f.n)
		return true;
	if (f.n != 8 || !read_number(f, 99999999, &v))
		return false;
	if (v && (v / 100 % 100 < 1 || v / 100 % 100 > 12 || v % 100 < 1 || v % 100 > 31))
		return false;
	*day = (uint32_t)v;
	return true;
}

/* The serial of a version line: a day, or seconds since 1970. */
static uint32_t read_serial(struct field f)
{
	uint32_t day;
	uint64_t seconds;

	if (read_day(f, &day))
		return day;
	if (f.n < 9 || !read_number(f, (uint64_t)1 << 40, &seconds))
		return 0;
	return date_of((time_t)seconds);
}

static int read_version(struct reader *r)
{
	struct delegation_source *s = &r->source;

	if (s->version[0])
		return 0;
	if (r->f[0].n >= sizeof s->version || (r->f[0].s[0] != '1' && r->f[0].s[0] != '2'))
		note(r, r->f[0], "version 2");
	memcpy(s->version, r->f[0].s, r->f[0].n < sizeof s->version ? r->f[0].n : sizeof s->version - 1);
	if (r->nf > 2)
		s->serial = read_serial(r->f[2]);
	return 0;
}

static bool read_kind(struct field f, unsigned *kind)
{
	for (*kind = 0; *kind < DELEGATION_KINDS; (*kind)++)
		if (is(f, delegation_kind_text(*kind)))
			return true;
	return false;
}

static int read_summary(struct reader *r)
{
	unsigned kind;
	uint64_t count;

	if (!read_kind(r->f[2], &kind))
		return leave_out(r, r->f[2], "asn, ipv4 or ipv6");
	if (!read_number(r->f[4], INT32_MAX, &count))
		return leave_out(r, r->f[4], "a number of records");
	if (r->source.summary[kind] == DELEGATION_NO_SUMMARY)
		r->source.summary[kind] = 0;
	r->source.summary[kind] += (int64_t)count;
	return 0;
}

static bool read_status(struct field f, uint8_t *status)
{
	for (*status = 0; *status < DELEGATION_STATUSES; (*status)++)
		if (is(f, delegation_status_text(*status)))
			return true;
	return false;
}

/*
 * The numbers of a record, fields START and VALUE. Each returns what it expected where
 * it found something else, and the number of that field in *bad.
 */
enum { START = 3, VALUE = 4 };

static const char *read_asns(const struct field *f, struct delegation *row, size_t *bad)
{
	uint32_t asn;

	*bad = START;
	if (!asn_parse(f[START].s, f[START].n, &asn))
		return "an AS number";
	*bad = VALUE;
	if (!read_number(f[VALUE], UINT32_MAX, &row->size) || !row->size ||
	    row->size - 1 > UINT32_MAX - asn)
		return "a count of AS numbers that ends by AS4294967295";
	row->lo = asn;
	return NULL;
}

static const char *read_ipv4(const struct field *f, struct delegation *row, size_t *bad)
{
	struct prefix p;

	*bad = START;
	if (address_parse(f[START].s, f[START].n, &p) != PREFIX_OK || p.family != IPV4)
		return "an IPv4 address";
	*bad = VALUE;
	if (!read_number(f[VALUE], (uint64_t)1 << 32, &row->size) || !row->size ||
	    row->size - 1 > UINT32_MAX - prefix_ipv4_addr(&p))
		return "a count of addresses that ends by 255.255.255.255";
	row->hi = p.hi;
	return NULL;
}

static const char *read_ipv6(const struct field *f, struct delegation *row, size_t *bad)
{
	struct prefix p;

	*bad = VALUE;
	if (!read_number(f[VALUE], 128, &row->size))
		return "a length of at most 128";
	*bad = START;
	if (address_parse(f[START].s, f[START].n, &p) != PREFIX_OK || p.family != IPV6)
		return "an IPv6 address";
	if (prefix_first(&p) & ~u128_mask((unsigned)row->size))
		return "an address with no bits set beyond the length";
	row->hi = p.hi;
	row->lo = p.lo;
	return NULL;
}

static bool is_word(struct field f)
{
	for (size_t i = 0; i < f.n; i++)
		if (!((f.s[i] | 0x20) >= 'a' && (f.s[i] | 0x20) <= 'z') && f.s[i] != '-')
			return false;
	return f.n > 0 && f.n <= REGISTRY_MAX;
}

/* Country and date: what is odd is noted, and the record stands without it. */
static void read_circumstances(struct reader *r, struct delegation *row)
{
	struct field country = r->f[1];

	if (country.n == 2 && is_word(country))
		memcpy(row->country, country.s, 2);
	else if (country.n)
		note(r, country, "a country of two letters");
	if (!read_day(r->f[5], &row->date))
		note(r, r->f[5], "a date as YYYYMMDD");
}

static int read_names(struct reader *r, struct delegation *row)
{
	struct field holder = r->nf > 7 ? r->f[7] : (struct field){"", 0, 0};
	int rc = strmap_put(&r->d->names, r->f[0].s, r->f[0].n, &row->registry);

	row->holder = STRMAP_NONE;
	if (!rc && holder.n)
		rc = strmap_put(&r->d->names, holder.s, holder.n, &row->holder);
	return rc;
}

static int read_record(struct reader *r)
{
	static const char *(*const read_numbers[])(const struct field *,
						   struct delegation *, size_t *) = {
		[DELEGATION_ASN] = read_asns,
		[DELEGATION_IPV4] = read_ipv4,
		[DELEGATION_IPV6] = read_ipv6,
	};
	struct delegation row = {.source = (uint32_t)r->d->sources.n,
				 .line = (uint32_t)input_line_number(r->in)};
	const char *expected;
	unsigned kind;
	size_t bad;
	int rc;

	if (r->nf < 7)
		return leave_out(r, r->f[r->nf - 1], "7 or 8 fields between bars, the last after this");
	if (!is_word(r->f[0]))
		return leave_out(r, r->f[0], "the name of a registry");
	if (!read_kind(r->f[2], &kind))
		return leave_out(r, r->f[2], "asn, ipv4 or ipv6");
	row.kind = (uint8_t)kind;
	expected = read_numbers[kind](r->f, &row, &bad);
	if (expected)
		return leave_out(r, r->f[bad], expected);
	if (!read_status(r->f[6], &row.status))
		return leave_out(r, r->f[6], "allocated, assigned, available or reserved");
	read_circumstances(r, &row);
	rc = read_names(r, &row);
	if (!rc)
		rc = vec_push(&r->d->rows, row, ROWS_MAX);
	if (!rc)
		r->source.rows[kind]++;
	return rc;
}

static int read_line(struct reader *r, const char *s, size_t n)
{
	if (!n || *s == '#')
		return 0;
	split(r, s, n);
	if (*s >= '0' && *s <= '9')
		return read_version(r);
	if (r->nf >= 6 && is(r->f[5], "summary"))
		return read_summary(r);
	return read_record(r);
}

/* A file cut short, or a line left out, shows in its own counts. */
static void check_summary(struct reader *r)
{
	struct delegation_source *s = &r->source;

	for (unsigned k = 0; k < DELEGATION_KINDS; k++)
		if (s->summary[k] != DELEGATION_NO_SUMMARY && s->summary[k] != s->rows[k])
			report_note(r->report, s->name, 0, 0,
				    "expected %lld records of %s by the file's own summary, found %lld",
				    (long long)s->summary[k], delegation_kind_text(k),
				    (long long)s->rows[k]);
}

static int read_lines(struct reader *r, struct err *e)
{
	const char *s;
	size_t n;
	int rc;

	while ((rc = input_line(r->in, LINE_MAX_BYTES, &s, &n, e)) > 0) {
		rc = read_line(r, s, n);
		if (rc)
			return err_at(e, rc, r->source.name, input_line_number(r->in), 0,
				      rc == WEIR_ELIMIT ? "too many records" : "out of memory");
	}
	if (rc)
		return rc;
	check_summary(r);
	if (r->damaged && !(r->source.rows[0] + r->source.rows[1] + r->source.rows[2]))
		return err_at(e, WEIR_ESYNTAX, r->source.name, r->first_damaged, 0,
			      "expected records of an RIR delegation file, found none");
	return 0;
}

int delegations_read(struct delegations *d, struct input *in, struct report *report, struct err *e)
{
	struct reader r = {.d = d, .in = in, .report = report};
	size_t before = d->rows.n;
	int rc;

	r.source.name = strdup(input_name(in));
	if (!r.source.name)
		return err_at(e, WEIR_ENOMEM, input_name(in), 0, 0, "out of memory");
	for (unsigned k = 0; k < DELEGATION_KINDS; k++)
		r.source.summary[k] = DELEGATION_NO_SUMMARY;
	rc = read_lines(&r, e);
	if (!rc) {
		rc = vec_push(&d->sources, r.source, SOURCES_MAX);
		if (rc)
			err_at(e, rc, r.source.name, 0, 0,
			       rc == WEIR_ELIMIT ? "too many delegation files" : "out of memory");
	}
	if (rc) {
		d->rows.n = before; /* half a file is no file */
		free(r.source.name);
	}
	return rc;
}
