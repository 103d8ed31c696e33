#ifndef WEIR_BASE_JSON_SHAPE_H
#define WEIR_BASE_JSON_SHAPE_H

#include "base/json_plain.h"

/*
 * The rows of a table are written by one line of somebody's program: what stands between their
 * values is the same in all of them, byte for byte. That is their shape. It is learned from
 * one plain object (json_plain.h); what has the same bytes between plain values is plain as well, with the
 * same members, and to compare is to read. A row that differs anywhere is left to json_plain_read().
 */
enum { JSON_SHAPE_TEXT = 512 };

/* The text up to a value, or behind the last one, and of what kind that value is. */
struct json_gap {
	uint32_t at, n; /* in the text of the shape */
	enum json_kind kind;
};

struct json_shape {
	size_t n; /* of members; 0: nothing is of this shape */
	uint32_t open;   /* bytes up to behind the brace */
	uint32_t lines;  /* line ends among these */
	uint32_t indent; /* bytes from the last of them to behind the brace */
	bool one_line;   /* there are no line ends behind the brace */
	struct json_gap gap[JSON_PLAIN_MEMBERS + 1];
	char text[JSON_SHAPE_TEXT]; /* the object that it was learned from */
};

/*
 * Learn the shape of `o`, which json_plain_read() found in [s, end). An object of more than
 * JSON_SHAPE_TEXT bytes has none. The names of `o` are from now on those in the shape's text.
 */
void json_shape_learn(struct json_shape *shape, const char *s, const char *end, struct json_plain *o);

/*
 * Read an object of the shape and the comma behind it from [s, end): what json_plain_read() would say
 * of it, but for the names, which stay as they are in `o`. Returns the byte behind the comma;
 * NULL where it is of another shape, or not all there. O(bytes), some hundred instructions a row.
 */
const char *json_shape_read(const struct json_shape *shape, const char *s, const char *end, struct json_plain *o);

#endif
