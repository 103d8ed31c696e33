#include <string.h>

#include "base/json_rows.h"
#include "rpki/record.h"
#include "rpki/slurm.h"

struct reader {
	struct slurm *s;
	struct record at;
	int version;
	struct record first_aspa; /* the first filter or assertion of ASPAs; line 0: none */
};

static struct rpki_source *source(const struct reader *rd)
{
	return &rd->s->assertions.sources.v[rd->s->assertions.sources.n - 1];
}

static uint8_t source_number(const struct reader *rd)
{
	return (uint8_t)(rd->s->assertions.sources.n - 1);
}

static int added(const struct reader *rd, int rc, struct err *e)
{
	return rc ? err_at(e, rc, rd->at.file, rd->at.line, rd->at.col,
			   rc == WEIR_ENOMEM ? "out of memory" : "more exceptions than can be held")
		  : 0;
}

static int bad(const struct reader *rd)
{
	source(rd)->bad++;
	return 0;
}

static bool is_given(struct field f)
{
	return f.kind != JSON_ABSENT && f.kind != JSON_NULL;
}

static int neither(struct reader *rd, const char *what)
{
	report_note(rd->at.report, rd->at.file, rd->at.line, rd->at.col,
		    "expected a filter with %s, found neither", what);
	return bad(rd);
}

static int on_prefix_filter(void *ctx, const struct json_row *row, struct err *e)
{
	struct reader *rd = ctx;
	const struct record *at = record_place(&rd->at, row);
	struct field prefix = record_field(row, 0), asn = record_field(row, 1);
	struct slurm_prefix_filter f = {.line = (uint32_t)row->line,
					.any_asn = !is_given(asn),
					.source = source_number(rd)};

	if (!is_given(prefix) && f.any_asn)
		return neither(rd, "a prefix or an AS number");
	if (is_given(prefix) && !record_prefix(at, prefix, &f.prefix))
		return bad(rd);
	if (!f.any_asn && !record_asn(at, "asn", asn, &f.asn))
		return bad(rd);
	return added(rd, vec_push(&rd->s->prefixes, f, SLURM_FILTERS), e);
}

static int on_key_filter(void *ctx, const struct json_row *row, struct err *e)
{
	struct reader *rd = ctx;
	const struct record *at = record_place(&rd->at, row);
	struct field asn = record_field(row, 0), ski = record_field(row, 1);
	struct slurm_key_filter f = {.any_asn = !is_given(asn),
				     .any_ski = !is_given(ski),
				     .source = source_number(rd)};

	if (f.any_asn && f.any_ski)
		return neither(rd, "an AS number or an SKI");
	if (!f.any_asn && !record_asn(at, "asn", asn, &f.asn))
		return bad(rd);
	if (!f.any_ski && !record_ski(at, ski, f.ski))
		return bad(rd);
	return added(rd, vec_push(&rd->s->keys, f, SLURM_FILTERS), e);
}

static int on_prefix_assertion(void *ctx, const struct json_row *row, struct err *e)
{
	struct reader *rd = ctx;
	const struct record *at = record_place(&rd->at, row);
	struct vrp v = {.line = (uint32_t)row->line};

	if (!record_asn(at, "asn", record_field(row, 0), &v.asn) ||
	    !record_prefix(at, record_field(row, 1), &v.prefix) ||
	    !record_max_length(at, record_field(row, 2), &v.prefix, &v.max_len))
		return bad(rd);
	return added(rd, rpki_add_vrp(&rd->s->assertions, &v), e);
}

static int on_key_assertion(void *ctx, const struct json_row *row, struct err *e)
{
	struct reader *rd = ctx;
	const struct record *at = record_place(&rd->at, row);
	uint8_t spki[RPKI_SPKI];
	struct router_key k = {.line = (uint32_t)row->line, .spki = spki};

	if (!record_asn(at, "asn", record_field(row, 0), &k.asn) ||
	    !record_ski(at, record_field(row, 1), k.ski) ||
	    !record_spki(at, record_field(row, 2), spki, &k.nspki))
		return bad(rd);
	return added(rd, rpki_add_key(&rd->s->assertions, &k), e);
}

/* The place of a row about ASPAs. */
static const struct record *aspa_place(struct reader *rd, const struct json_row *row)
{
	const struct record *at = record_place(&rd->at, row);

	if (!rd->first_aspa.line)
		rd->first_aspa = *at;
	return at;
}

/* The customer of a row: the draft and its first implementation have different names for it. */
static struct field customer(const struct json_row *row)
{
	enum { CUSTOMER_ASN, CUSTOMER_ASID };

	return record_field(row, row->field[CUSTOMER_ASID].kind == JSON_ABSENT ? CUSTOMER_ASN : CUSTOMER_ASID);
}

static int on_aspa_filter(void *ctx, const struct json_row *row, struct err *e)
{
	struct reader *rd = ctx;
	const struct record *at = aspa_place(rd, row);
	struct slurm_aspa_filter f = {.source = source_number(rd)};

	if (!record_asn(at, "customerAsn", customer(row), &f.customer))
		return bad(rd);
	return added(rd, vec_push(&rd->s->aspas, f, SLURM_FILTERS), e);
}

/* The draft says providerAsns, and providerSet in its examples. */
static int on_aspa_assertion(void *ctx, const struct json_row *row, struct err *e)
{
	enum { PROVIDER_ASNS = 2, PROVIDER_SET };
	struct reader *rd = ctx;
	const struct record *at = aspa_place(rd, row);
	const bool set = row->field[PROVIDER_SET].kind != JSON_ABSENT;

	return added(rd, record_add_aspa(at, row, customer(row), &row->field[set ? PROVIDER_SET : PROVIDER_ASNS],
					 &rd->s->assertions), e);
}

static int on_version(void *ctx, const struct json_row *row, struct err *e)
{
	struct reader *rd = ctx;
	struct field v = record_field(row, 0);
	char shown[ERR_SHOWN];

	if (v.kind == JSON_NUMBER && v.n == 1 && (*v.s == '1' || *v.s == '2')) {
		rd->version = *v.s - '0';
		return 0;
	}
	return err_at(e, WEIR_ESYNTAX, rd->at.file, row->line, row->col,
		      "slurmVersion: expected 1 or 2, found '%s'", err_shown(v.s, v.n, shown));
}

static const struct json_path paths[] = {
	{"slurmVersion", true, {NULL}, on_version},
	{"validationOutputFilters.prefixFilters", false, {"prefix", "asn"}, on_prefix_filter},
	{"validationOutputFilters.bgpsecFilters", false, {"asn", "SKI"}, on_key_filter},
	{"locallyAddedAssertions.prefixAssertions", false, {"asn", "prefix", "maxPrefixLength"},
	 on_prefix_assertion},
	{"locallyAddedAssertions.bgpsecAssertions", false, {"asn", "SKI", "routerPublicKey"},
	 on_key_assertion},
	{"validationOutputFilters.aspaFilters", false, {"customerAsn", "customerAsid"}, on_aspa_filter},
	{"locallyAddedAssertions.aspaAssertions", false,
	 {"customerAsn", "customerAsid", "providerAsns", "providerSet"}, on_aspa_assertion},
};

static int check_version(const struct reader *rd, struct err *e)
{
	if (!rd->version)
		return err_at(e, WEIR_ESYNTAX, rd->at.file, 1, 1,
			      "expected a member 'slurmVersion', found none");
	if (rd->version == 1 && rd->first_aspa.line)
		return err_at(e, WEIR_ESYNTAX, rd->at.file, rd->first_aspa.line, rd->first_aspa.col,
			      "expected slurmVersion 2 beside exceptions of ASPAs, found 1");
	return 0;
}

int slurm_read(struct slurm *s, struct input *in, struct report *report, struct err *e)
{
	struct reader rd = {.s = s, .at = {.file = input_name(in), .report = report}};
	const struct rpki_mark mark = rpki_mark(&s->assertions);
	const size_t prefixes = s->prefixes.n, keys = s->keys.n, aspas = s->aspas.n;
	uint32_t seen;
	int rc = rpki_source(&s->assertions, input_name(in));

	if (rc)
		return err_at(e, rc, input_name(in), 0, 0,
			      rc == WEIR_ENOMEM ? "out of memory" : "cannot take one more source");
	rc = json_rows_read(in, paths, sizeof paths / sizeof *paths, &rd, &seen, e);
	if (!rc)
		rc = check_version(&rd, e);
	if (!rc)
		return 0;
	rpki_roll_back(&s->assertions, mark);
	s->prefixes.n = prefixes;
	s->keys.n = keys;
	s->aspas.n = aspas;
	return rc;
}

int slurm_read_file(struct slurm *s, const char *path, struct report *report, struct err *e)
{
	struct input *in;
	int rc = input_open(&in, path, e);

	if (rc)
		return rc;
	rc = slurm_read(s, in, report, e);
	input_close(in);
	return rc;
}
