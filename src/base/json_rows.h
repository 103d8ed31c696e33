#ifndef WEIR_BASE_JSON_ROWS_H
#define WEIR_BASE_JSON_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "base/json_in.h"
#include "base/vec.h"

/*
 * Records out of a JSON document, streaming: a table says at which paths arrays
 * of objects are wanted ("roas", "provider_authorizations.ipv4") and which
 * members of each object; everything else in the document, of any shape, is
 * passed over. A path may also name one scalar ("slurmVersion").
 */
enum { JSON_FIELDS = 8, JSON_ROW_TEXT = 4 << 20, JSON_ROW_ITEMS = 1 << 17 };

/* A member of a row: its text, or for an array the scalars in it. */
struct json_field {
	enum json_kind kind; /* JSON_ABSENT where the row has no such member */
	uint32_t at, n;      /* bytes of the row's text; for an array, items */
};

struct json_row {
	size_t line, col; /* of its opening brace */
	struct json_field field[JSON_FIELDS];
	const char *text;
	VEC(struct json_field) items; /* nested arrays and objects among them have no text */
};

static inline const char *json_row_text(const struct json_row *r, const struct json_field *f)
{
	return r->text + f->at;
}

struct json_path {
	const char *path;
	bool scalar;                     /* the path names a scalar, given as field 0 */
	const char *fields[JSON_FIELDS]; /* ends with NULL where fewer; none: scalars, as field 0 */
	/* 0, or a negative code after filling `e`. An element that is no object has no fields. */
	int (*row)(void *ctx, const struct json_row *row, struct err *e);
};

/*
 * Read the whole input, which must hold one object. Bit i of *seen tells whether
 * paths[i] was there (null counts as an empty array). Something else than what a
 * path asks for is WEIR_ESYNTAX with its place; other errors as json_in_run().
 */
int json_rows_read(struct input *in, const struct json_path *paths, size_t npaths, void *ctx,
		   uint32_t *seen, struct err *e);

#endif
