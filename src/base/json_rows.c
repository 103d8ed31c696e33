#include "base/json_rows.h"

#include <stdio.h>
#include <string.h>

#include "base/json_plain.h"

/*
 * How this works: outside rows, the keys from the top to here are kept joined by
 * dots, and looked up in the table at each key; an array adds "[]", so that
 * nothing inside one matches. Inside rows only depths are compared: `base` is
 * the depth of the array, base + 1 that of a row's members, base + 2 that of the
 * items of a member that is an array.
 *
 * The text of a row is copied as it comes, in pieces; that of a plain object is all there, and is
 * taken where it stands.
 */
enum { PATH_MAX_BYTES = 128, NONE = -1 };

struct reader {
	struct json_in *in;
	const struct json_path *paths;
	size_t npaths;
	void *ctx;
	struct err *e;
	uint32_t seen;
	unsigned depth;
	char path[PATH_MAX_BYTES + 1];
	size_t end[JSON_IN_DEPTH + 1]; /* of the path, for each depth */
	size_t used;                   /* of the path, with the key at hand */
	int wanted;                    /* the table row of the value to come */
	int rows;                      /* the table row whose array we are in */
	int field;                     /* of the member to come */
	unsigned base;
	int nfields; /* of that table row */
	size_t field_len[JSON_FIELDS];
	struct json_row row;
	VEC(char) text; /* of the row */
	uint64_t shape; /* of the plain object that `members` were found for, in the rows of … */
	int shape_rows; /* … this table row */
	int members[JSON_PLAIN_MEMBERS]; /* the field of each, or NONE */
};

static int fail(struct reader *r, int code, const char *msg)
{
	return json_in_error(r->in, r->e, code, msg);
}

/* A row that cannot grow: for its size, or for want of memory. */
static int too_large(struct reader *r, int code, const char *expected)
{
	return fail(r, code, code == WEIR_ENOMEM ? "out of memory" : expected);
}

static int wrong_shape(struct reader *r, const char *found)
{
	const struct json_path *p = &r->paths[r->wanted];
	char msg[160];

	snprintf(msg, sizeof msg, "%.60s: expected %s, found %s", p->path,
		 p->scalar ? "a number or a string" : "an array", found);
	return fail(r, WEIR_ESYNTAX, msg);
}

static int find_path(const struct reader *r)
{
	for (size_t i = 0; i < r->npaths; i++)
		if (strlen(r->paths[i].path) == r->used &&
		    !memcmp(r->paths[i].path, r->path, r->used))
			return (int)i;
	return NONE;
}

/* Join a step to the path of the container at hand; what does not fit matches nothing anyway. */
static void extend_path(struct reader *r, const char *s, size_t n)
{
	size_t at = r->end[r->depth];

	if (r->depth > 1 && at < PATH_MAX_BYTES)
		r->path[at++] = '.';
	if (n > PATH_MAX_BYTES - at) {
		r->used = PATH_MAX_BYTES + 1;
		return;
	}
	if (n)
		memcpy(r->path + at, s, n);
	r->used = at + n;
}

/* The path at hand becomes that of the container that just opened. */
static void hold_path(struct reader *r)
{
	r->end[r->depth] = r->used <= PATH_MAX_BYTES ? r->used : PATH_MAX_BYTES;
}

static void enter_rows(struct reader *r, int path)
{
	const char *const *fields = r->paths[path].fields;

	r->rows = path;
	r->base = r->depth;
	r->nfields = 0;
	while (r->nfields < JSON_FIELDS && fields[r->nfields]) {
		r->field_len[r->nfields] = strlen(fields[r->nfields]);
		r->nfields++;
	}
}

/* Rows mostly have their members in the order of the table: the next one is tried first. */
static int find_field(const struct reader *r, const char *s, size_t n)
{
	const char *const *fields = r->paths[r->rows].fields;
	int i = r->field + 1;

	for (int tries = 0; tries < r->nfields; tries++, i++) {
		if (i >= r->nfields)
			i = 0;
		if (r->field_len[i] == n && !memcmp(fields[i], s, n))
			return i;
	}
	return NONE;
}

static int on_key(void *ctx, const char *s, size_t n)
{
	struct reader *r = ctx;

	if (r->rows != NONE) {
		if (r->depth == r->base + 1)
			r->field = find_field(r, s, n);
		return 0;
	}
	extend_path(r, s, n);
	r->wanted = r->used <= PATH_MAX_BYTES ? find_path(r) : NONE;
	return 0;
}

static int keep_text(struct reader *r, struct json_field *f, enum json_kind kind, const char *s,
		     size_t n)
{
	int rc = vec_reserve(&r->text, r->text.n + n, JSON_ROW_TEXT);

	if (rc)
		return too_large(r, rc, "expected a record of at most 4 MiB, found a longer one");
	*f = (struct json_field){kind, (uint32_t)r->text.n, (uint32_t)n};
	if (n)
		memcpy(r->text.v + r->text.n, s, n);
	r->text.n += n;
	return 0;
}

static int keep_item(struct reader *r, enum json_kind kind, const char *s, size_t n)
{
	struct json_field item;
	int rc = keep_text(r, &item, kind, s, n);

	if (rc)
		return rc;
	rc = vec_push(&r->row.items, item, JSON_ROW_ITEMS);
	if (rc)
		return too_large(r, rc, "expected an array of fewer items");
	r->row.field[r->field].n++;
	return 0;
}

static void start_row(struct reader *r)
{
	/* those that the table has, or a scalar's one: to clear all takes longer than to read a row */
	memset(r->row.field, 0, (size_t)(r->nfields ? r->nfields : 1) * sizeof *r->row.field);
	r->text.n = r->row.items.n = 0;
	r->field = NONE;
	json_in_place(r->in, &r->row.line, &r->row.col);
}

static int end_row(struct reader *r, int path)
{
	r->row.text = r->text.v ? r->text.v : ""; /* no text at all yet */
	return r->paths[path].row(r->ctx, &r->row, r->e);
}

/* A value for the path that the key at hand completed. */
static int wanted_scalar(struct reader *r, enum json_kind kind, const char *s, size_t n)
{
	const int path = r->wanted;
	int rc;

	r->seen |= 1u << path;
	if (!r->paths[path].scalar)
		return kind == JSON_NULL ? 0 : wrong_shape(r, "a single value");
	start_row(r);
	rc = keep_text(r, &r->row.field[0], kind, s, n);
	return rc ? rc : end_row(r, path);
}

static int on_scalar(void *ctx, enum json_kind kind, const char *s, size_t n)
{
	struct reader *r = ctx;
	int rc = 0;

	if (!r->depth)
		return fail(r, WEIR_ESYNTAX, "expected an object, found a single value");
	if (r->rows == NONE) {
		if (r->wanted != NONE)
			rc = wanted_scalar(r, kind, s, n);
		r->wanted = NONE;
	} else if (r->depth == r->base) {
		start_row(r);
		if (!r->nfields)
			rc = keep_text(r, &r->row.field[0], kind, s, n);
		if (!rc)
			rc = end_row(r, r->rows);
	} else if (r->field != NONE && r->depth == r->base + 1) {
		rc = keep_text(r, &r->row.field[r->field], kind, s, n);
	} else if (r->field != NONE && r->depth == r->base + 2 &&
		   r->row.field[r->field].kind == JSON_ARRAY) {
		rc = keep_item(r, kind, s, n);
	}
	return rc;
}

/* A container opens; `depth` is its own. */
static int open_in_rows(struct reader *r, enum json_kind kind, unsigned depth)
{
	depth -= r->base;
	if (depth == 1) {
		start_row(r); /* of an array in place of a row, nothing will be kept */
	} else if (depth == 2 && r->field != NONE) {
		r->row.field[r->field] =
			(struct json_field){kind, (uint32_t)r->row.items.n, 0};
	} else if (depth == 3 && r->field != NONE && r->row.field[r->field].kind == JSON_ARRAY) {
		return keep_item(r, kind, "", 0);
	}
	return 0;
}

static int on_open(void *ctx, enum json_kind kind)
{
	struct reader *r = ctx;

	if (!r->depth && kind != JSON_OBJECT)
		return fail(r, WEIR_ESYNTAX, "expected an object, found an array");
	r->depth++;
	if (r->rows != NONE)
		return open_in_rows(r, kind, r->depth);
	if (r->wanted != NONE) {
		if (kind != JSON_ARRAY || r->paths[r->wanted].scalar)
			return wrong_shape(r, kind == JSON_ARRAY ? "an array" : "an object");
		r->seen |= 1u << r->wanted;
		enter_rows(r, r->wanted);
		r->wanted = NONE;
		return 0;
	}
	hold_path(r);
	if (kind == JSON_ARRAY) {
		extend_path(r, "[]", 2);
		hold_path(r);
	}
	return 0;
}

static int on_close(void *ctx, enum json_kind kind)
{
	struct reader *r = ctx;
	int rc = 0;

	(void)kind;
	if (r->rows != NONE) {
		if (r->depth == r->base + 1)
			rc = end_row(r, r->rows);
		else if (r->depth == r->base)
			r->rows = NONE;
	}
	r->depth--;
	if (r->rows == NONE)
		r->used = r->end[r->depth];
	return rc;
}

/* Which field each member of a shape is. */
static void find_members(struct reader *r, const struct json_plain *o, uint64_t shape)
{
	r->field = NONE;
	for (size_t i = 0; i < o->n; i++)
		r->members[i] = r->field = find_field(r, o->name[i].s, (size_t)(o->name[i].end - o->name[i].s));
	r->shape = shape;
	r->shape_rows = r->rows;
}

static int plain_row(struct reader *r, const struct json_plain *o, uint64_t shape)
{
	start_row(r);
	if (r->shape != shape || r->shape_rows != r->rows)
		find_members(r, o, shape);
	for (size_t i = 0; i < o->n; i++) {
		const struct json_plain_token *v = &o->value[i];

		if (r->members[i] != NONE)
			r->row.field[r->members[i]] = (struct json_field){v->kind, (uint32_t)(v->s - o->open),
									  (uint32_t)(v->end - v->s)};
	}
	r->row.text = o->open;
	return r->paths[r->rows].row(r->ctx, &r->row, r->e);
}

/* Only rows are looked into; in a member that is an array, one more object has come. */
static int on_object(void *ctx, const struct json_plain *o, uint64_t shape)
{
	struct reader *r = ctx;

	if (r->rows == NONE)
		return 0;
	return r->depth == r->base ? plain_row(r, o, shape) : open_in_rows(r, JSON_OBJECT, r->depth + 1);
}

int json_rows_read(struct input *in, const struct json_path *paths, size_t npaths, void *ctx,
		   uint32_t *seen, struct err *e)
{
	static const struct json_in_events events = {on_key, on_scalar, on_open, on_close, on_object};
	struct reader r = {.paths = paths,
			   .npaths = npaths,
			   .ctx = ctx,
			   .e = e,
			   .wanted = NONE,
			   .rows = NONE,
			   .field = NONE};
	int rc;

	r.in = json_in_make(in, &events, &r);
	if (!r.in)
		return err_at(e, WEIR_ENOMEM, input_name(in), 0, 0, "out of memory");
	rc = json_in_run(r.in, e);
	json_in_release(r.in);
	vec_free(&r.text);
	vec_free(&r.row.items);
	*seen = r.seen;
	return rc;
}
