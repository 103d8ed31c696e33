#include "gate/last.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/input.h"
#include "base/json_rows.h"

/* The members of an entry in the JSON file, in the order of the paths below. */
enum { PREFIX, GE, LE };

static int damaged(struct err *e, const struct json_row *row, const char *what)
{
	return err_set(e, WEIR_ESYNTAX, "line %zu: expected %s of an entry", row->line, what);
}

/* A length of 0 to 128; absent means `absent`. False for anything else. */
static bool read_length(const struct json_row *row, unsigned i, unsigned absent, unsigned *length)
{
	const struct json_field *f = &row->field[i];
	char text[8] = "";

	*length = absent;
	if (f->kind == JSON_ABSENT)
		return true;
	if (f->kind != JSON_NUMBER || f->n >= sizeof text)
		return false;
	snprintf(text, sizeof text, "%.*s", (int)f->n, json_row_text(row, f));
	*length = (unsigned)strtoul(text, NULL, 10);
	return true;
}

static int read_entry(void *ctx, const struct json_row *row, struct err *e)
{
	struct gate_last *last = ctx;
	const struct json_field *f = &row->field[PREFIX];
	struct prefix p;
	struct range r;
	unsigned ge, le;
	int rc;

	if (f->kind != JSON_STRING || prefix_parse(json_row_text(row, f), f->n, &p) != PREFIX_OK)
		return damaged(e, row, "the prefix");
	if (!read_length(row, GE, p.len, &ge) || !read_length(row, LE, ge, &le) || ge < p.len ||
	    le < ge || le > family_bits(p.family))
		return damaged(e, row, "the lengths");
	r = range_make(&p, ge, le);
	rc = range_list_add(&last->entries, &r);
	return rc ? err_set(e, rc, "more entries than a list may have") : 0;
}

static int read_number(uint64_t *to, const struct json_row *row, struct err *e)
{
	const struct json_field *f = &row->field[0];
	char text[24];

	if (f->kind != JSON_NUMBER || f->n >= sizeof text)
		return err_set(e, WEIR_ESYNTAX, "line %zu: expected a number", row->line);
	snprintf(text, sizeof text, "%.*s", (int)f->n, json_row_text(row, f));
	*to = strtoull(text, NULL, 10);
	return 0;
}

static int read_gaps(void *ctx, const struct json_row *row, struct err *e)
{
	return read_number(&((struct gate_last *)ctx)->gaps, row, e);
}

static int read_damage(void *ctx, const struct json_row *row, struct err *e)
{
	return read_number(&((struct gate_last *)ctx)->damage, row, e);
}

static int read_empty(void *ctx, const struct json_row *row, struct err *e)
{
	return read_number(&((struct gate_last *)ctx)->empty, row, e);
}

static int read_asn(struct asn_set *to, const struct json_row *row, struct err *e)
{
	uint64_t asn = 0;
	int rc = read_number(&asn, row, e);

	if (!rc && asn > UINT32_MAX)
		rc = err_set(e, WEIR_ESYNTAX, "line %zu: expected an AS number", row->line);
	if (rc)
		return rc;
	rc = asn_set_add(to, (uint32_t)asn);
	return rc ? err_set(e, rc, "more AS numbers than a list may have") : 0;
}

static int read_origin(void *ctx, const struct json_row *row, struct err *e)
{
	return read_asn(&((struct gate_last *)ctx)->cone, row, e);
}

static int read_never(void *ctx, const struct json_row *row, struct err *e)
{
	return read_asn(&((struct gate_last *)ctx)->never, row, e);
}

int gate_list_read(struct gate_last *last, struct input *in, struct err *e)
{
	static const struct json_path paths[] = {
		{.path = "ipv4", .fields = {"prefix", "ge", "le"}, .row = read_entry},
		{.path = "ipv6", .fields = {"prefix", "ge", "le"}, .row = read_entry},
		{.path = "gaps", .scalar = true, .row = read_gaps},
		{.path = "damage", .scalar = true, .row = read_damage},
		{.path = "origins", .row = read_origin},
		{.path = "path.never", .row = read_never},
		{.path = "empty", .scalar = true, .row = read_empty},
	};
	enum { PATHS = sizeof paths / sizeof *paths, REQUIRED = (1 << 4) - 1 };
	uint32_t seen;
	int rc;

	*last = (struct gate_last){0};
	rc = json_rows_read(in, paths, PATHS, last, &seen, e);
	if (!rc && (seen & REQUIRED) != REQUIRED)
		rc = err_at(e, WEIR_ESYNTAX, input_name(in), 0, 0, "expected a list made by weir build");
	if (!rc)
		rc = range_list_normalize(&last->entries);
	asn_set_normalize(&last->cone);
	asn_set_normalize(&last->never);
	last->exists = !rc;
	return rc;
}

int gate_last_read(struct gate_last *last, const char *path, struct err *e)
{
	struct input *in;
	int rc;

	*last = (struct gate_last){0};
	rc = input_open_some(&in, path, e);
	if (rc || !in)
		return rc;
	rc = gate_list_read(last, in, e);
	input_close(in);
	return rc;
}

void gate_last_release(struct gate_last *last)
{
	range_list_release(&last->entries);
	asn_set_release(&last->cone);
	asn_set_release(&last->never);
}
