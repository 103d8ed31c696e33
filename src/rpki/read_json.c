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

/* The providers of a row into `to`; false if one is wrong, which spoils the record. */
static bool read_providers(const struct record *at, const struct json_row *row,
			   const struct json_field *list, uint32_t customer, uint32_t *to)
{
	for (uint32_t i = 0; i < list->n; i++) {
		const struct json_field *f = &row->items.v[list->at + i];
		struct field item = {f->kind, f->n, json_row_text(row, f)};

		if (!record_asn(at, "providers", item, &to[i]))
			return false;
		if (to[i] == customer) {
			record_note(at, "providers", "no customer among its own providers", item);
			return false;
		}
	}
	return true;
}

static int add_aspa(struct reader *rd, const struct json_row *row, struct field customer,
		    const struct json_field *list, struct err *e)
{
	uint32_t asn, providers[RPKI_ASPA_PROVIDERS];
	const struct record *at = record_place(&rd->at, row);
	int rc = 0;

	source(rd)->bad++; /* until it is seen to be good */
	if (!record_asn(at, "customer", customer, &asn))
		return 0;
	if (!asn || list->kind != JSON_ARRAY || !list->n || list->n > RPKI_ASPA_PROVIDERS) {
		report_note(at->report, at->file, at->line, at->col,
			    "expected an AS number other than 0 with 1 to %d providers, found AS%u "
			    "with %u", RPKI_ASPA_PROVIDERS, asn,
			    list->kind == JSON_ARRAY ? list->n : 0);
		return 0;
	}
	if (!read_providers(at, row, list, asn, providers))
		return 0;
	for (uint32_t i = 0; !rc && i < list->n; i++)
		rc = rpki_add_aspa(rd->r, asn, providers[i], (uint32_t)row->line);
	source(rd)->bad--;
	source(rd)->aspas++;
	return too_many(rd, rc, e);
}

static int on_aspa(void *ctx, const struct json_row *row, struct err *e)
{
	enum { CUSTOMER_ASID, CUSTOMER, PROVIDERS };
	const bool routinator = row->field[CUSTOMER].kind != JSON_ABSENT;

	return add_aspa(ctx, row, record_field(row, routinator ? CUSTOMER : CUSTOMER_ASID),
			&row->field[PROVIDERS], e);
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
};

int rpki_read_json(struct rpki *r, struct input *in, struct report *report, struct err *e)
{
	struct reader rd = {r, {.file = input_name(in), .report = report}};
	uint32_t seen;
	int rc = json_rows_read(in, paths, sizeof paths / sizeof *paths, &rd, &seen, e);

	if (!rc && !seen)
		return err_at(e, WEIR_ESYNTAX, input_name(in), 1, 1,
			      "expected a member 'roas', 'aspas' or 'router-keys', found none");
	return rc;
}
