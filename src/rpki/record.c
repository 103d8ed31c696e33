#include "rpki/record.h"

#include <string.h>

#include "base/base64.h"
#include "net/asn.h"

void record_note(const struct record *at, const char *name, const char *expected, struct field f)
{
	static const char *const kinds[] = {[JSON_ABSENT] = "none", [JSON_NULL] = "null",
					    [JSON_BOOL] = "true or false", [JSON_ARRAY] = "an array",
					    [JSON_OBJECT] = "an object"};
	char shown[ERR_SHOWN];

	if (f.kind == JSON_STRING || f.kind == JSON_NUMBER)
		report_note(at->report, at->file, at->line, at->col, "%s: expected %s, found '%s'",
			    name, expected, err_shown(f.s, f.n, shown));
	else
		report_note(at->report, at->file, at->line, at->col, "%s: expected %s, found %s",
			    name, expected, kinds[f.kind]);
}

static bool is_text(struct field f)
{
	return f.kind == JSON_STRING || f.kind == JSON_NUMBER;
}

bool record_asn(const struct record *at, const char *name, struct field f, uint32_t *asn)
{
	/* asdot is for strings: the number 1.10 is none */
	if (f.kind == JSON_NUMBER ? asn_parse_plain(f.s, f.n, asn)
				  : f.kind == JSON_STRING && asn_parse(f.s, f.n, asn))
		return true;
	record_note(at, name, "an AS number", f);
	return false;
}

bool record_prefix(const struct record *at, struct field f, struct prefix *p)
{
	enum prefix_status st;
	char shown[ERR_SHOWN];

	if (f.kind != JSON_STRING) {
		record_note(at, "prefix", "a prefix", f);
		return false;
	}
	st = prefix_parse(f.s, f.n, p);
	if (st != PREFIX_OK)
		report_note(at->report, at->file, at->line, at->col, "prefix: %s, found '%s'",
			    prefix_status_text(st), err_shown(f.s, f.n, shown));
	return st == PREFIX_OK;
}

bool record_max_length(const struct record *at, struct field f, const struct prefix *p,
		       uint8_t *max_len)
{
	unsigned v = 0;
	size_t i = 0;

	*max_len = p->len;
	if (f.kind == JSON_ABSENT || f.kind == JSON_NULL || (f.kind == JSON_STRING && !f.n))
		return true;
	if (is_text(f) && f.n <= 3)
		for (; i < f.n && f.s[i] >= '0' && f.s[i] <= '9'; i++)
			v = v * 10 + (unsigned)(f.s[i] - '0');
	if (i && i == f.n && v >= p->len && v <= family_bits(p->family)) {
		*max_len = (uint8_t)v;
		return true;
	}
	if (i && i == f.n && v < p->len)
		record_note(at, "maxLength", "no less than the prefix's length", f);
	else
		record_note(at, "maxLength", "a length of the prefix's family", f);
	return false;
}

bool record_ski(const struct record *at, struct field f, uint8_t ski[20])
{
	int64_t n = 0;

	if (f.kind == JSON_STRING) {
		n = f.n >= 40 ? hex_decode(f.s, f.n, ski, 20) : base64_decode(f.s, f.n, ski, 20);
		if (n == 20)
			return true;
	}
	record_note(at, "SKI", "20 bytes in hexadecimal or base64", f);
	return false;
}

bool record_spki(const struct record *at, struct field f, uint8_t *to, uint16_t *n)
{
	int64_t made = 0;

	if (f.kind == JSON_STRING)
		made = base64_decode(f.s, f.n, to, RPKI_SPKI);
	if (made > 0) {
		*n = (uint16_t)made;
		return true;
	}
	record_note(at, "public key", "base64", f);
	return false;
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

int record_add_aspa(const struct record *at, const struct json_row *row, struct field customer,
		    const struct json_field *list, struct rpki *r)
{
	struct rpki_source *source = &r->sources.v[r->sources.n - 1];
	uint32_t asn, providers[RPKI_ASPA_PROVIDERS];
	int rc = 0;

	source->bad++; /* until it is seen to be good */
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
		rc = rpki_add_aspa(r, asn, providers[i], (uint32_t)row->line);
	source->bad--;
	source->aspas++;
	return rc;
}
