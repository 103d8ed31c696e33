#include <string.h>
#include <strings.h>

#include "rpki/read.h"
#include "rpki/record.h"

/*
 * How this works: the first line that is not blank says which columns there are:
 * a header by its names, or a record by the column in which a prefix stands (the ASN
 * before it, maxLength and trust anchor after). Every line must then have as
 * many columns, so that a line cut short is never taken for a whole one.
 */
enum { LINE_MAX_BYTES = 16384, COLUMNS = 16 };

enum column { ASN, PREFIX, MAX_LENGTH, ANCHOR, NCOLUMNS };

struct layout {
	int at[NCOLUMNS]; /* -1: not there */
	int n;
};

/*
 * Cut a line into its columns, quotes taken off (a doubled quote inside them is
 * left doubled: no column that is read has one). How many there are, or -1.
 */
static int split(const char *s, size_t n, struct field *cols)
{
	const char *end = s + n;
	int k = 0;

	for (;; s++) {
		const char *start = s, *stop;
		const bool quoted = s < end && *s == '"';

		if (k == COLUMNS)
			return -1;
		if (quoted) {
			start = ++s;
			while (s < end && (*s != '"' || (s + 1 < end && s[1] == '"')))
				s += *s == '"' ? 2 : 1;
			if (s >= end)
				return -1;
			stop = s++;
		} else {
			s = memchr(s, ',', (size_t)(end - s));
			stop = s = s ? s : end;
		}
		cols[k++] = (struct field){JSON_STRING, (uint32_t)(stop - start), start};
		if (s == end)
			return k;
		if (*s != ',')
			return -1;
	}
}

static bool is_named(struct field f, const char *name)
{
	return f.n == strlen(name) && !strncasecmp(f.s, name, f.n);
}

/* A header names its columns; every program a little otherwise. */
static bool read_header(const struct field *cols, int n, struct layout *l)
{
	static const struct {
		const char *name;
		enum column column;
	} names[] = {
		{"ASN", ASN},
		{"IP Prefix", PREFIX},
		{"Prefix", PREFIX},
		{"Max Length", MAX_LENGTH},
		{"Max prefix length", MAX_LENGTH},
		{"maxLength", MAX_LENGTH},
		{"Trust Anchor", ANCHOR},
		{"TA", ANCHOR},
	};

	*l = (struct layout){{-1, -1, -1, -1}, n};
	for (int i = 0; i < n; i++)
		for (size_t k = 0; k < sizeof names / sizeof *names; k++)
			if (is_named(cols[i], names[k].name))
				l->at[names[k].column] = i;
	return l->at[ASN] >= 0 && l->at[PREFIX] >= 0;
}

static bool is_prefix(struct field f)
{
	struct prefix p;
	enum prefix_status st = prefix_parse(f.s, f.n, &p);

	return st != PREFIX_SYNTAX && st != PREFIX_NO_LENGTH;
}

static bool read_headless(const struct field *cols, int n, struct layout *l)
{
	for (int i = 1; i < n; i++) {
		if (!is_prefix(cols[i]))
			continue;
		*l = (struct layout){{i - 1, i, i + 1 < n ? i + 1 : -1, -1}, n};
		if (i == 1 && n > 3)
			l->at[ANCHOR] = 3; /* RIPE's roas.csv has times there, and a URI before */
		return true;
	}
	return false;
}

static struct field column(const struct field *cols, const struct layout *l, enum column c)
{
	return l->at[c] < 0 ? (struct field){.kind = JSON_ABSENT} : cols[l->at[c]];
}

static int add_record(struct rpki *r, const struct record *at, const struct field *cols,
		      const struct layout *l)
{
	struct field anchor = column(cols, l, ANCHOR);
	struct vrp v = {.line = (uint32_t)at->line};

	if (!record_asn(at, "ASN", column(cols, l, ASN), &v.asn) ||
	    !record_prefix(at, column(cols, l, PREFIX), &v.prefix) ||
	    !record_max_length(at, column(cols, l, MAX_LENGTH), &v.prefix, &v.max_len)) {
		r->sources.v[r->sources.n - 1].bad++;
		return 0;
	}
	v.anchor = rpki_anchor(r, anchor.s, anchor.n);
	return rpki_add_vrp(r, &v);
}

static void note_columns(struct rpki *r, const struct record *at, int n, const struct layout *l)
{
	r->sources.v[r->sources.n - 1].bad++;
	if (n < 0)
		report_note(at->report, at->file, at->line, at->col,
			    "expected %d columns, found quotes out of place or too many columns", l->n);
	else
		report_note(at->report, at->file, at->line, at->col,
			    "expected %d columns, found %d", l->n, n);
}

static bool is_blank(const char *s, size_t n)
{
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t' || s[n - 1] == '\x1a'))
		n--;
	return !n;
}

/* The first line; *is_header tells that it is no record itself. */
static int read_layout(const struct record *at, const struct field *cols, int n,
		       struct layout *l, bool *is_header, struct err *e)
{
	char shown[ERR_SHOWN];

	*is_header = n > 0 && read_header(cols, n, l);
	if (*is_header || (n > 0 && read_headless(cols, n, l)))
		return 0;
	return err_at(e, WEIR_ESYNTAX, at->file, at->line, 1,
		      "expected VRPs in JSON, or CSV with the columns ASN and prefix, found '%s'",
		      n > 0 ? err_shown(cols[0].s, cols[0].n, shown) : "something else");
}

static int read_line(struct rpki *r, const struct record *at, const char *s, size_t n,
		     struct layout *l, struct err *e)
{
	struct field cols[COLUMNS];
	bool is_header = false;
	int k = split(s, n, cols), rc = 0;

	if (!l->n)
		rc = read_layout(at, cols, k, l, &is_header, e);
	if (rc || is_header)
		return rc;
	if (k != l->n) {
		note_columns(r, at, k, l);
		return 0;
	}
	rc = add_record(r, at, cols, l);
	return rc ? err_at(e, rc, at->file, at->line, 0,
			   rc == WEIR_ELIMIT ? "more records than can be held" : "out of memory")
		  : 0;
}

int rpki_read_csv(struct rpki *r, struct input *in, struct report *report, struct err *e)
{
	struct record at = {.file = input_name(in), .col = 1, .report = report};
	struct layout layout = {.n = 0};
	const char *s;
	size_t n;
	int rc;

	while ((rc = input_line(in, LINE_MAX_BYTES, &s, &n, e)) > 0) {
		at.line = input_line_number(in);
		if (at.line == 1 && n >= 3 && !memcmp(s, "\xef\xbb\xbf", 3)) {
			s += 3; /* a byte order mark */
			n -= 3;
		}
		if (is_blank(s, n))
			continue;
		rc = read_line(r, &at, s, n, &layout, e);
		if (rc)
			return rc;
	}
	if (!rc && !layout.n)
		rc = err_at(e, WEIR_ESYNTAX, at.file, 1, 1,
			    "expected VRPs in JSON or CSV, found no line");
	return rc;
}
