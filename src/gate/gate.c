#include "gate/gate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/input.h"
#include "base/json_rows.h"
#include "net/prefix_set.h"

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

int gate_last_read(struct gate_last *last, const char *path, struct err *e)
{
	static const struct json_path paths[] = {
		{.path = "ipv4", .fields = {"prefix", "ge", "le"}, .row = read_entry},
		{.path = "ipv6", .fields = {"prefix", "ge", "le"}, .row = read_entry},
		{.path = "gaps", .scalar = true, .row = read_gaps},
		{.path = "damage", .scalar = true, .row = read_damage},
	};
	enum { PATHS = sizeof paths / sizeof *paths };
	struct input *in;
	uint32_t seen;
	int rc;

	*last = (struct gate_last){0};
	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	rc = input_open(&in, path, e);
	if (rc)
		return rc;
	rc = json_rows_read(in, paths, PATHS, last, &seen, e);
	input_close(in);
	if (!rc && seen != (1u << PATHS) - 1)
		rc = err_at(e, WEIR_ESYNTAX, path, 0, 0, "expected a list made by weir build");
	if (!rc)
		rc = range_list_normalize(&last->entries);
	last->exists = !rc;
	return rc;
}

void gate_last_release(struct gate_last *last)
{
	range_list_release(&last->entries);
}

static void hold(struct gate_verdict *v, const char *reason)
{
	v->held = true;
	snprintf(v->reason, sizeof v->reason, "%s", reason);
}

/* How many entries it takes to say what `last` has and the candidate has not. */
static int count_lost(const struct range_list *candidate, const struct range_list *last, size_t *lost)
{
	struct prefix_set now = {0}, then = {0}, gone = {0};
	struct range_list entries = {0};
	int rc = prefix_set_make(&now, candidate);

	if (!rc)
		rc = prefix_set_make(&then, last);
	if (!rc)
		rc = prefix_set_subtract(&gone, &then, &now);
	if (!rc)
		rc = prefix_set_aggregate(&gone, &entries);
	*lost = range_list_count(&entries);
	range_list_release(&entries);
	prefix_set_release(&gone);
	prefix_set_release(&then);
	prefix_set_release(&now);
	return rc;
}

static int judge_loss(struct gate_verdict *v, const struct gate_candidate *c,
		      const struct gate_last *last)
{
	size_t lost;
	int rc;

	if (c->gaps <= last->gaps && c->damage <= last->damage)
		return 0;
	rc = count_lost(c->entries, &last->entries, &lost);
	if (rc || !lost)
		return rc;
	v->held = true;
	snprintf(v->reason, sizeof v->reason,
		 "prefixes of the last good list are gone (entries: %zu), and registry data is "
		 "missing or damaged that was not then",
		 lost);
	return 0;
}

int gate_judge(struct gate_verdict *v, const struct gate_candidate *c,
	       const struct gate_last *last)
{
	size_t n = range_list_count(c->entries);

	*v = (struct gate_verdict){0};
	if (n < c->min_entries && !n)
		hold(v, "the list is empty");
	else if (n < c->min_entries)
		snprintf(v->reason, sizeof v->reason, "only %zu of the %u entries that gate.min-entries asks for",
			 n, c->min_entries);
	else if (last->exists && last->entries.v4.n && !c->entries->v4.n)
		hold(v, "no IPv4 prefix is left, the last good list has some");
	else if (last->exists && last->entries.v6.n && !c->entries->v6.n)
		hold(v, "no IPv6 prefix is left, the last good list has some");
	v->held = v->reason[0];
	return v->held || !last->exists ? 0 : judge_loss(v, c, last);
}
