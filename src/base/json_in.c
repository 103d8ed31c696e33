#include "base/json_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "base/json_memory.h"
#include "base/json_shape.h"

/*
 * How this works: yajl parses chunk by chunk as the input gives them, and knows
 * during each callback how much of its piece it consumed. Line ends are counted
 * from there only when someone asks for a place, or when a chunk is done with,
 * so that each byte is looked at once.
 *
 * Most bytes of a large document are plain objects in an array (json_plain.h), and most of these look
 * like the one before (json_shape.h). Where yajl has taken an object of an array and the comma behind
 * it, and nothing else, it waits for a value; as many plain objects with commas behind them as follow
 * are passed to the reader without it, and leave it waiting for a value. So yajl gets its chunk in
 * pieces that end with "},".
 */
struct json_in {
	const struct json_in_events *events;
	void *ctx;
	struct input *in;
	yajl_handle yajl;
	struct json_memory memory; /* all of yajl's */
	const unsigned char *chunk;
	size_t piece;        /* of the chunk: where yajl's begins */
	size_t plain;        /* during the event of a plain object: bytes up to behind its brace; else 0 */
	struct json_plain object; /* the latest plain object, … */
	struct json_shape shape;  /* … what it looks like, … */
	uint64_t shapes;          /* … and how many were learned up to that */
	size_t closed;       /* bytes of the chunk up to the last object that yajl closed */
	bool between;        /* yajl has just taken the comma between objects of an array */
	size_t counted;      /* bytes of the chunk whose line ends are in `line` */
	size_t line;         /* line ends seen */
	uint64_t line_start; /* offset of the first byte of this line */
	uint64_t chunk_at;   /* offset of the chunk */
	size_t silent; /* bytes of whole chunks since the last one with an event */
	bool event;    /* the chunk at hand gave one */
	unsigned depth;
	uint64_t arrays; /* bit d - 1: whether the container at depth d is an array */
	int status; /* of the callback that stopped the parse */
	bool too_deep;
};

static void count_lines(struct json_in *j, size_t upto)
{
	const unsigned char *at = j->chunk + j->counted, *end = j->chunk + upto;

	while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		at++;
		j->line++;
		j->line_start = j->chunk_at + (uint64_t)(at - j->chunk);
	}
	j->counted = upto;
}

/* Bytes of the chunk up to the end of the event at hand. */
static size_t bytes_used(const struct json_in *j)
{
	if (j->plain)
		return j->plain;
	return j->yajl ? j->piece + yajl_get_bytes_consumed(j->yajl) : 0;
}

void json_in_place(struct json_in *j, size_t *line, size_t *col)
{
	const size_t used = bytes_used(j);

	if (used > j->counted)
		count_lines(j, used);
	*line = j->line + 1;
	*col = (size_t)(j->chunk_at + used - j->line_start);
	if (!*col)
		*col = 1;
}

int json_in_error(struct json_in *j, struct err *e, int code, const char *msg)
{
	size_t line, col;

	json_in_place(j, &line, &col);
	return err_at(e, code, input_name(j->in), line, col, "%s", msg);
}

/* yajl goes on while a callback returns non-zero. */
static int go_on(struct json_in *j, int status)
{
	j->event = true;
	j->status = status;
	return !status;
}

static int on_null(void *ctx)
{
	struct json_in *j = ctx;

	return go_on(j, j->events->scalar(j->ctx, JSON_NULL, "null", 4));
}

static int on_bool(void *ctx, int value)
{
	struct json_in *j = ctx;
	const char *s = value ? "true" : "false";

	return go_on(j, j->events->scalar(j->ctx, JSON_BOOL, s, strlen(s)));
}

static int on_number(void *ctx, const char *s, size_t n)
{
	struct json_in *j = ctx;

	return go_on(j, j->events->scalar(j->ctx, JSON_NUMBER, s, n));
}

static int on_string(void *ctx, const unsigned char *s, size_t n)
{
	struct json_in *j = ctx;

	return go_on(j, j->events->scalar(j->ctx, JSON_STRING, (const char *)s, n));
}

static int on_key(void *ctx, const unsigned char *s, size_t n)
{
	struct json_in *j = ctx;

	return go_on(j, j->events->key(j->ctx, (const char *)s, n));
}

static int open_container(struct json_in *j, enum json_kind kind)
{
	if (++j->depth > JSON_IN_DEPTH) {
		j->too_deep = true;
		return 0;
	}
	j->arrays &= ~((uint64_t)1 << (j->depth - 1));
	j->arrays |= (uint64_t)(kind == JSON_ARRAY) << (j->depth - 1);
	return go_on(j, j->events->open(j->ctx, kind));
}

static int close_container(struct json_in *j, enum json_kind kind)
{
	j->depth--;
	return go_on(j, j->events->close(j->ctx, kind));
}

static int on_open_object(void *ctx)
{
	return open_container(ctx, JSON_OBJECT);
}

static int on_close_object(void *ctx)
{
	struct json_in *j = ctx;

	j->closed = bytes_used(j);
	return close_container(j, JSON_OBJECT);
}

static int on_open_array(void *ctx)
{
	return open_container(ctx, JSON_ARRAY);
}

static int on_close_array(void *ctx)
{
	return close_container(ctx, JSON_ARRAY);
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_bool,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_open_object,
	.yajl_map_key = on_key,
	.yajl_end_map = on_close_object,
	.yajl_start_array = on_open_array,
	.yajl_end_array = on_close_array,
};

static bool start(struct json_in *j)
{
	yajl_alloc_funcs functions = json_memory_functions(&j->memory);

	if (setjmp(j->memory.escape))
		return false;
	j->yajl = yajl_alloc(&callbacks, &functions, j);
	yajl_config(j->yajl, yajl_dont_validate_strings, 1);
	return true;
}

struct json_in *json_in_make(struct input *in, const struct json_in_events *events, void *ctx)
{
	struct json_in *j = calloc(1, sizeof *j);

	if (!j)
		return NULL;
	j->events = events;
	j->ctx = ctx;
	j->in = in;
	if (!start(j)) {
		json_in_release(j);
		return NULL;
	}
	return j;
}

void json_in_release(struct json_in *j)
{
	if (!j)
		return;
	json_memory_release(&j->memory);
	free(j);
}

static unsigned char *error_text(struct json_in *j)
{
	if (setjmp(j->memory.escape))
		return NULL;
	return yajl_get_error(j->yajl, 0, NULL, 0);
}

/* yajl says "lexical error: invalid char in json text.\n"; what it found is the middle part. */
static int syntax_error(struct json_in *j, struct err *e)
{
	unsigned char *text = error_text(j);
	const char *found = text ? strchr((const char *)text, ':') : NULL;
	char msg[160];
	size_t n;

	found = found ? found + 1 + (found[1] == ' ') : "damage";
	n = strcspn(found, ".\n");
	snprintf(msg, sizeof msg, "expected JSON, found: %.*s", (int)(n < 100 ? n : 100), found);
	if (text)
		yajl_free_error(j->yajl, text);
	return json_in_error(j, e, WEIR_ESYNTAX, msg);
}

static int stopped(struct json_in *j, yajl_status st, struct err *e)
{
	if (st == yajl_status_error)
		return syntax_error(j, e);
	if (j->too_deep)
		return json_in_error(j, e, WEIR_ELIMIT,
				     "expected at most 64 levels of nesting, found more");
	return j->status;
}

/* `n` bytes of the chunk, or where there are none the end. False without memory; yajl is gone then. */
static bool parse(struct json_in *j, size_t n, yajl_status *st)
{
	if (setjmp(j->memory.escape)) {
		j->yajl = NULL;
		return false;
	}
	*st = n ? yajl_parse(j->yajl, j->chunk + j->piece, n) : yajl_complete_parse(j->yajl);
	return true;
}

static int no_memory(struct json_in *j, struct err *e)
{
	return err_at(e, WEIR_ENOMEM, input_name(j->in), j->line + 1, 0, "out of memory");
}

static int skip_byte_order_mark(struct json_in *j, struct err *e)
{
	const uint8_t *p;
	int64_t n = input_peek(j->in, 3, &p, e);

	if (n < 0)
		return (int)n;
	if (n >= 3 && !memcmp(p, "\xef\xbb\xbf", 3)) {
		input_skip(j->in, 3);
		j->chunk_at = j->line_start = 3;
	}
	return 0;
}

/* Count the line ends of an object of the shape, which ends before `used`; all before it are counted. */
static void count_shape_lines(struct json_in *j, const char *s, size_t used)
{
	if (!j->shape.one_line)
		return; /* they are looked for, as others are */
	if (j->shape.lines) {
		j->line += j->shape.lines;
		j->line_start = j->chunk_at + (uint64_t)(s - (const char *)j->chunk) + j->shape.open - j->shape.indent;
	}
	j->counted = used;
}

/* The plain object at `s`; returns the byte behind its comma, or NULL. */
static const char *read_plain(struct json_in *j, const char *s, const char *end)
{
	const size_t at = (size_t)(s - (const char *)j->chunk);
	const char *behind = json_shape_read(&j->shape, s, end, &j->object);

	if (behind) {
		count_lines(j, at);
		count_shape_lines(j, s, (size_t)(behind - (const char *)j->chunk));
		return behind;
	}
	behind = json_plain_read(s, end, &j->object);
	if (behind) {
		json_shape_learn(&j->shape, s, behind, &j->object);
		j->shapes++;
	} else {
		j->shape.n = 0; /* its names are gone */
	}
	return behind;
}

/* Plain objects from *at on, which moves behind the comma of the last. 0 or what the callback returned. */
static int take_plain(struct json_in *j, size_t *at, size_t n)
{
	const char *chunk = (const char *)j->chunk, *s = chunk + *at;
	int rc = 0;

	while (!rc && (s = read_plain(j, s, chunk + n))) {
		j->plain = (size_t)(j->object.open - chunk);
		rc = j->events->object(j->ctx, &j->object, j->shapes);
		*at = (size_t)(s - chunk);
		j->event = true;
	}
	j->plain = 0;
	return rc;
}

/* What is read is bounded by the input's window; what yajl keeps of a token over chunks, by this. */
static int check_token(struct json_in *j, size_t n, struct err *e)
{
	j->silent = j->event ? 0 : j->silent + n;
	j->event = false;
	if (j->silent <= JSON_IN_TOKEN)
		return 0;
	return json_in_error(j, e, WEIR_ELIMIT,
			     "expected a token of at most 1 MiB, found a longer one");
}

/* Behind the next "},", or all of the chunk. */
static size_t piece_end(const struct json_in *j, size_t n)
{
	const unsigned char *s = j->chunk + j->piece, *end = j->chunk + n;

	while (s < end && (s = memchr(s, '}', (size_t)(end - s))))
		if (++s < end && *s == ',')
			return (size_t)(s + 1 - j->chunk);
	return n;
}

static bool is_in_array(const struct json_in *j)
{
	return j->depth && j->arrays >> (j->depth - 1) & 1;
}

/*
 * One chunk. Where a "}," was none, but stood in a string, yajl gets the rest whole: it reads
 * a token that comes in pieces from its beginning for each of them.
 */
static int read_chunk(struct json_in *j, size_t n, struct err *e)
{
	bool whole = false;
	int rc = 0;

	j->counted = j->closed = 0;
	for (size_t at = 0; at < n;) {
		yajl_status st;

		if (j->between)
			rc = take_plain(j, &at, n);
		if (rc || at == n)
			return rc;
		j->piece = at;
		at = whole ? n : piece_end(j, n);
		if (!parse(j, at - j->piece, &st))
			return no_memory(j, e);
		if (st != yajl_status_ok)
			return stopped(j, st, e);
		whole = j->closed + 1 != at;
		j->between = !whole && j->chunk[at - 1] == ',' && is_in_array(j) && j->events->object;
	}
	return 0;
}

int json_in_run(struct json_in *j, struct err *e)
{
	int rc = skip_byte_order_mark(j, e);
	yajl_status st;
	int64_t n;

	while (!rc) {
		n = input_peek(j->in, 1, &j->chunk, e);
		if (n <= 0) {
			rc = (int)n;
			break;
		}
		rc = read_chunk(j, (size_t)n, e);
		if (rc)
			return rc;
		count_lines(j, (size_t)n);
		rc = check_token(j, (size_t)n, e);
		j->chunk_at += (uint64_t)n;
		input_skip(j->in, (size_t)n);
	}
	if (rc)
		return rc;
	j->counted = (size_t)-1; /* the chunk is gone: no more counting */
	if (!parse(j, 0, &st))
		return no_memory(j, e);
	if (st == yajl_status_ok)
		return 0;
	return err_at(e, WEIR_ESYNTAX, input_name(j->in), j->line + 1,
		      (size_t)(j->chunk_at - j->line_start) + 1,
		      "expected more JSON, found the end of the file");
}
