#ifndef WEIR_BASE_JSON_OUT_H
#define WEIR_BASE_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/out.h"

/*
 * JSON written as it comes: commas and quotes are kept right here, so that
 * every `--json` looks alike. Each call names its key inside an object and
 * gives NULL inside an array or at the top. Bytes that are not UTF-8 are
 * written as U+FFFD.
 */
enum { JSON_DEPTH = 32 };

struct json_out {
	struct out *o;
	unsigned depth;
	bool some[JSON_DEPTH]; /* the container at that depth has a member already */
	bool line;             /* the next value begins a line */
};

void json_out_init(struct json_out *j, struct out *o);

void json_open_object(struct json_out *j, const char *key);
void json_close_object(struct json_out *j);
void json_open_array(struct json_out *j, const char *key);
void json_close_array(struct json_out *j);

void json_str(struct json_out *j, const char *key, const char *value); /* NULL: null */
void json_strn(struct json_out *j, const char *key, const char *value, size_t n);
void json_u64(struct json_out *j, const char *key, uint64_t value);
void json_bool(struct json_out *j, const char *key, bool value);
void json_null(struct json_out *j, const char *key);

/*
 * Room for a value that the caller writes as JSON, at most `n` bytes; NULL on error, else its end is
 * told to json_raw_end().
 */
char *json_raw(struct json_out *j, size_t n);

static inline void json_raw_end(struct json_out *j, const char *end)
{
	out_used(j->o, (size_t)(end - (j->o->s + j->o->n)));
}

/* Begin a line with the next value, for files that people compare. */
void json_line(struct json_out *j);

/* The line end after the top value; with it a stream of values is JSON lines. */
void json_end(struct json_out *j);

#endif
