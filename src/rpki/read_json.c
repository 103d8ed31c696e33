#include "base/date.h"
#include "base/decimal.h"
#include "base/json_rows.h"
#include "rpki/read.h"
#include "rpki/record.h"

/*
 * The shapes that are out there, one row each; the members have other names in
 * each program, the records are the same. rpki-client 8.2 wrote its ASPAs per address
 * family, a notion that is gone: both lists are read, and their union is what counts.
 */
struct reader {
	struct rpki *r;
	struct record at;
};

static struct rpki_source *source(const struct reader *rd)
{
	return &rd->r->sources.v[rd->r->sources.n - 1];
}

static int too_many(const struct reader *rd, int rc, struct err *e)
{
	if (rc)
		err_at(e, rc, rd->at.file, rd->at.line, rd->at.col,
		       rc == WEIR_ELIMIT ? "more records than can be held" : "out of memory");
	return rc;
}

static int on_vrp(void *ctx, const struct json_row *row, struct err *e)
{
	enum { ASN, PREFIX, MAX_LENGTH, ANCHOR };
	struct reader *rd = ctx;
	const struct record *at = record_place(&rd->at, row);
	struct field anchor = record_field(row, ANCHOR);
	struct vrp v = {.line = (uint32_t)row->line};

	if (!record_asn(at, "asn", record_field(row, ASN), &v.asn) ||
	    !record_prefix(at, record_field(row, PREFIX), &v.prefix) ||
	    !record_max_length(at, record_field(row, MAX_LENGTH), &v.prefix, &v.max_len)) {
		source(rd)->bad++;
		return 0;
	}
	if (anchor.kind == JSON_STRING)
		v.anchor = rpki_anchor(rd->r, anchor.s, anchor.n);
	return too_many(rd, rpki_add_vrp(rd->r, &v), e);
}

static int on_aspa(void *ctx, const struct json_row *row, struct err *e)
{
	enum { CUSTOMER_ASID, CUSTOMER, PROVIDERS };
	struct reader *rd = ctx;
	const struct record *at = record_place(&rd->at, row);
	const bool routinator = row->field[CUSTOMER].kind != JSON_ABSENT;

	return too_many(rd, record_add_aspa(at, row, record_field(row, routinator ? CUSTOMER : CUSTOMER_ASID),
					    &row->field[PROVIDERS], rd->r), e);
}

static int on_key(void *ctx, const struct json_row *row, struct err *e)
{
	enum { ASN, SKI, SPKI };
	struct reader *rd = ctx;
	const struct record *at = record_place(&rd->at, row);
	uint8_t spki[RPKI_SPKI];
	struct router_key k = {.line = (uint32_t)row->line, .spki = spki};

	if (!record_asn(at, "asn", record_field(row, ASN), &k.asn) ||
	    !record_ski(at, record_field(row, SKI), k.ski) ||
	    !record_spki(at, record_field(row, SPKI), spki, &k.nspki)) {
		source(rd)->bad++;
		return 0;
	}
	return too_many(rd, rpki_add_key(rd->r, &k), e);
}

/* rpki-client */
static int on_build_time(void *ctx, const struct json_row *row, struct err *e)
{
	const struct json_field *f = &row->field[0];
	time_t t;

	(void)e;
	if (f->kind == JSON_STRING && date_time_read(json_row_text(row, f), f->n, &t) && t > 0)
		source(ctx)->made = (uint64_t)t;
	return 0;
}

/* Routinator, GoRTR */
static int on_generated(void *ctx, const struct json_row *row, struct err *e)
{
	const struct json_field *f = &row->field[0];
	uint64_t t;

	(void)e;
	if (f->kind == JSON_NUMBER && decimal_parse(json_row_text(row, f), f->n, UINT32_MAX, &t))
		source(ctx)->made = t;
	return 0;
}

static int on_slurm(void *ctx, const struct json_row *row, struct err *e)
{
	struct reader *rd = ctx;

	return err_at(e, WEIR_ESYNTAX, rd->at.file, row->line, row->col,
		      "expected what a relying party writes, found a SLURM file");
}

#define ASPA_FIELDS {"customer_asid", "customer", "providers"}

static const struct json_path paths[] = {
	{"roas", false, {"asn", "prefix", "maxLength", "ta"}, on_vrp},
	{"aspas", false, ASPA_FIELDS, on_aspa},
	{"provider_authorizations.ipv4", false, ASPA_FIELDS, on_aspa},
	{"provider_authorizations.ipv6", false, ASPA_FIELDS, on_aspa},
	{"bgpsec_keys", false, {"asn", "ski", "pubkey"}, on_key},
	{"routerKeys", false, {"asn", "SKI", "routerPublicKey"}, on_key},
	{"router-keys", false, {"asn", "ski", "spki"}, on_key},
	{"slurmVersion", true, {NULL}, on_slurm},
	{"metadata.buildtime", true, {NULL}, on_build_time},
	{"metadata.generated", true, {NULL}, on_generated},
};
enum { RECORDS = (1 << 7) - 1 }; /* of `paths`, those that are no scalars */

int rpki_read_json(struct rpki *r, struct input *in, struct report *report, struct err *e)
{
	struct reader rd = {r, {.file = input_name(in), .report = report}};
	uint32_t seen;
	int rc = json_rows_read(in, paths, sizeof paths / sizeof *paths, &rd, &seen, e);

	if (!rc && !(seen & RECORDS))
		return err_at(e, WEIR_ESYNTAX, input_name(in), 1, 1,
			      "expected a member 'roas', 'aspas' or 'router-keys', found none");
	return rc;
}
