#ifndef WEIR_BASE_JSON_PLAIN_H
#define WEIR_BASE_JSON_PLAIN_H

#include <stddef.h>

#include "base/json_in.h"

/*
 * The rows of large tables are plain objects: flat, of strings without escapes and of
 * integers. Such a one is told and taken apart in a fifth of the time that a JSON parser
 * needs; all that is not plain, damage too, is left to the parser.
 */
enum { JSON_PLAIN_MEMBERS = 16 };

/* A name or a value: what stands in the text, without its quotes, and where it ends there. */
struct json_plain_token {
	enum json_kind kind; /* JSON_STRING or JSON_NUMBER */
	const char *s, *end;
};

struct json_plain {
	const char *open; /* behind the brace */
	size_t n;         /* of members */
	struct json_plain_token name[JSON_PLAIN_MEMBERS], value[JSON_PLAIN_MEMBERS];
};

/*
 * Read an object and the comma behind it, blanks before and between allowed, from [s, end).
 * Returns the byte behind the comma; NULL where it is not plain, or not all there. O(bytes).
 */
const char *json_plain_read(const char *s, const char *end, struct json_plain *o);

#endif
