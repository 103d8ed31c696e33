#include "fetch/metadata.h"

#include <stdbool.h>
#include <string.h>

#include "base/decimal.h"
#include "base/json_rows.h"

struct reader {
	struct metadata *m;
	const char *name;
	bool records; /* they began: all that is wanted was before */
};

static int unexpected(const struct reader *r, const struct json_row *row, const char *what, struct err *e)
{
	return err_at(e, WEIR_ESYNTAX, r->name, row->line, row->col, "metadata: expected %s", what);
}

static int take_count(const struct reader *r, const struct json_row *row, uint64_t *to, struct err *e)
{
	const struct json_field *f = &row->field[0];

	if (f->kind != JSON_NUMBER || f->n > 18 || !decimal_parse(json_row_text(row, f), f->n, DECIMAL_18, to))
		return unexpected(r, row, "a count", e);
	return 0;
}

#define COUNT_OF(member)                                                         \
	static int on_##member(void *ctx, const struct json_row *row, struct err *e) \
	{                                                                        \
		const struct reader *r = ctx;                                    \
                                                                                 \
		return take_count(r, row, &r->m->member, e);                     \
	}

COUNT_OF(manifests)
COUNT_OF(failed_manifests)
COUNT_OF(stale_manifests)
COUNT_OF(repositories)
COUNT_OF(vrps)

static int on_build_time(void *ctx, const struct json_row *row, struct err *e)
{
	const struct reader *r = ctx;
	const struct json_field *f = &row->field[0];

	if (f->kind != JSON_STRING || f->n != strlen("YYYY-MM-DDThh:mm:ssZ"))
		return unexpected(r, row, "a time such as 2026-11-22T08:32:34Z", e);
	memcpy(r->m->build_time, json_row_text(row, f), f->n);
	r->m->build_time[f->n] = '\0';
	return 0;
}

/* Enough was read: any code that is none of the reader's own. */
enum { ENOUGH = -1000 };

static int on_records(void *ctx, const struct json_row *row, struct err *e)
{
	struct reader *r = ctx;

	(void)row;
	(void)e;
	r->records = true;
	return ENOUGH;
}

static const struct json_path paths[] = {
	{"metadata.manifests", true, {NULL}, on_manifests},
	{"metadata.failedmanifests", true, {NULL}, on_failed_manifests},
	{"metadata.stalemanifests", true, {NULL}, on_stale_manifests},
	{"metadata.repositories", true, {NULL}, on_repositories},
	{"metadata.uniquevrps", true, {NULL}, on_vrps},
	{"metadata.buildtime", true, {NULL}, on_build_time},
	{"roas", false, {"asn"}, on_records},
};

int metadata_read(struct metadata *m, struct input *in, struct err *e)
{
	enum { WANTED = sizeof paths / sizeof *paths - 1 };
	struct reader r = {.m = m, .name = input_name(in)};
	uint32_t seen = 0;
	int rc;

	*m = (struct metadata){.manifests = 0};
	rc = json_rows_read(in, paths, sizeof paths / sizeof *paths, &r, &seen, e);
	if (rc && !r.records)
		return rc;
	for (size_t i = 0; i < WANTED; i++)
		if (!(seen >> i & 1))
			return err_at(e, WEIR_ESYNTAX, input_name(in), 1, 1,
				      "expected a member '%s' before the records, found none", paths[i].path);
	return 0;
}
