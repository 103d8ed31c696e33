#ifndef WEIR_BASE_JSON_IN_H
#define WEIR_BASE_JSON_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/input.h"

/*
 * JSON read as it comes (RFC 8259), of any size, in constant memory: an event
 * for each key, scalar, and bracket. Malformed and truncated text, text after
 * the value, nesting deeper than JSON_IN_DEPTH and tokens much above JSON_IN_TOKEN
 * bytes are errors with their line and column (of bytes). A byte order mark is
 * skipped; bytes in strings are not asked to be UTF-8, for comments in
 * real files are not.
 */
enum json_kind {
	JSON_ABSENT, /* never an event: what a reader has before one came */
	JSON_NULL,
	JSON_BOOL,   /* "true" or "false" */
	JSON_NUMBER, /* its text as it stands */
	JSON_STRING, /* unescaped; may hold NUL */
	JSON_ARRAY,
	JSON_OBJECT
};

enum { JSON_IN_DEPTH = 64, JSON_IN_TOKEN = 1 << 20 };

struct json_in;
struct json_plain;

/*
 * What the parse calls, each with `ctx`; 0 goes on, a negative code stops it and
 * is returned (the callback has filled the error). `s` is valid during the call
 * and not NUL-terminated. `kind` is JSON_ARRAY or JSON_OBJECT in open and close.
 */
struct json_in_events {
	int (*key)(void *ctx, const char *s, size_t n);
	int (*scalar)(void *ctx, enum json_kind kind, const char *s, size_t n);
	int (*open)(void *ctx, enum json_kind kind);
	int (*close)(void *ctx, enum json_kind kind);
	/*
	 * Or NULL. Most objects of an array that are plain (json_plain.h) come whole, as one event in the place
	 * of those of their brackets, keys and scalars; it stands where the opening bracket does. `shape` is a
	 * number: the names of objects of one number are the same, in the same order.
	 */
	int (*object)(void *ctx, const struct json_plain *o, uint64_t shape);
};

/*
 * Make a parse over an input that stays the caller's, run it to the end of the
 * input, release it. json_in_run() returns 0, WEIR_ESYNTAX, WEIR_ELIMIT,
 * WEIR_ENOMEM, or what the input or a callback returned.
 */
struct json_in *json_in_make(struct input *in, const struct json_in_events *events, void *ctx);
int json_in_run(struct json_in *j, struct err *e);
void json_in_release(struct json_in *j);

/* Where the last byte of the event at hand stands: line and column from 1. Amortised O(bytes). */
void json_in_place(struct json_in *j, size_t *line, size_t *col);

/* Fill the error with that place; returns `code`. */
int json_in_error(struct json_in *j, struct err *e, int code, const char *msg);

#endif
