#ifndef WEIR_RPKI_RECORD_H
#define WEIR_RPKI_RECORD_H

#include "base/json_rows.h"
#include "base/report.h"
#include "rpki/rpki.h"

/*
 * What every reader of RPKI facts checks of one record, whatever its format: a
 * field that is wrong is noted with its place, and the record is passed over by
 * the reader. Nothing is guessed.
 */
struct record {
	const char *file;
	size_t line, col;
	struct report *report;
};

/*
 * A field as its format gives it. kind: JSON_ABSENT, JSON_NULL, JSON_NUMBER (digits only), JSON_STRING.
 * 16 bytes, which are passed in registers.
 */
struct field {
	enum json_kind kind;
	uint32_t n;
	const char *s;
};

/* True, and *to is filled; or false, and it was noted. */
bool record_asn(const struct record *at, const char *name, struct field f, uint32_t *asn);
bool record_prefix(const struct record *at, struct field f, struct prefix *p);

/* Absent, null and "" mean the prefix's own length (RFC 9582 section 4.3.2.2). */
bool record_max_length(const struct record *at, struct field f, const struct prefix *p,
		       uint8_t *max_len);

/* A subject key identifier, in hexadecimal or base64. */
bool record_ski(const struct record *at, struct field f, uint8_t ski[20]);

/* A public key in base64 into `to`, RPKI_SPKI bytes. */
bool record_spki(const struct record *at, struct field f, uint8_t *to, uint16_t *n);

/*
 * The ASPA of a JSON row into the latest source of `r`; or it was noted, and counted there as bad.
 * 0, WEIR_ENOMEM or WEIR_ELIMIT.
 */
int record_add_aspa(const struct record *at, const struct json_row *row, struct field customer,
		    const struct json_field *providers, struct rpki *r);

/* "<name>: expected <expected>, found <the field>". */
void record_note(const struct record *at, const char *name, const char *expected, struct field f);

/* The record at hand becomes this JSON row; returns it. */
static inline const struct record *record_place(struct record *at, const struct json_row *row)
{
	at->line = row->line;
	at->col = row->col;
	return at;
}

/* The field of a JSON row. */
static inline struct field record_field(const struct json_row *row, unsigned i)
{
	const struct json_field *f = &row->field[i];

	return (struct field){f->kind, f->n, f->n ? json_row_text(row, f) : ""};
}

#endif
