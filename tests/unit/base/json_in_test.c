#include "../check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_in.h"
#include "base/json_plain.h"
#include "base/out.h"

/*
 * Documents are read twice: as they are meant to be, plain objects whole and many by their shape, and event by event, by
 * yajl alone. What both were told is written down in the same words, with the place of each opening bracket.
 */
struct log {
	struct out o;
	struct json_in *j;
};

static void put(struct log *l, const char *what, const char *s, size_t n)
{
	out_str(&l->o, what);
	out_write(&l->o, s, n);
	out_str(&l->o, "\n");
}

static int on_key(void *ctx, const char *s, size_t n)
{
	put(ctx, "key ", s, n);
	return 0;
}

static int on_scalar(void *ctx, enum json_kind kind, const char *s, size_t n)
{
	char what[16];

	snprintf(what, sizeof what, "scalar %d ", (int)kind);
	put(ctx, what, s, n);
	return 0;
}

static int on_open(void *ctx, enum json_kind kind)
{
	struct log *l = ctx;
	char place[64];
	size_t line, col;

	json_in_place(l->j, &line, &col);
	put(l, "open ", place, (size_t)snprintf(place, sizeof place, "%d %zu:%zu", (int)kind, line, col));
	return 0;
}

static int on_close(void *ctx, enum json_kind kind)
{
	put(ctx, kind == JSON_ARRAY ? "close array" : "close object", "", 0);
	return 0;
}

static int on_object(void *ctx, const struct json_plain *o, uint64_t shape)
{
	(void)shape;
	on_open(ctx, JSON_OBJECT);
	for (size_t i = 0; i < o->n; i++) {
		on_key(ctx, o->name[i].s, (size_t)(o->name[i].end - o->name[i].s));
		on_scalar(ctx, o->value[i].kind, o->value[i].s, (size_t)(o->value[i].end - o->value[i].s));
	}
	return on_close(ctx, JSON_OBJECT);
}

/* What a read of `n` bytes tells, and last how it ended. */
static void read_all(struct log *l, const char *text, size_t n, bool whole_objects)
{
	const struct json_in_events events = {on_key, on_scalar, on_open, on_close, whole_objects ? on_object : NULL};
	struct err e = {.code = 0};
	char end[ERR_SHOWN + 512];
	struct input *in;
	int rc;

	out_mem(&l->o, 64 << 20);
	assert_int_equal(input_open_mem(&in, "t", text, n, &e), 0);
	l->j = json_in_make(in, &events, l);
	assert_non_null(l->j);
	rc = json_in_run(l->j, &e);
	put(l, "end ", end, (size_t)snprintf(end, sizeof end, "%d %zu:%zu %s", rc, e.line, e.col, rc ? e.msg : ""));
	json_in_release(l->j);
	input_close(in);
}

/* Both reads agree. */
static void check_same(const char *text, size_t n)
{
	struct log a, b;

	read_all(&a, text, n, true);
	read_all(&b, text, n, false);
	if (a.o.n != b.o.n || memcmp(a.o.s, b.o.s, a.o.n))
		print_error("of %.*s\n", (int)(n < 2000 ? n : 2000), text);
	assert_int_equal(a.o.n, b.o.n);
	assert_memory_equal(a.o.s, b.o.s, a.o.n);
	out_release(&a.o);
	out_release(&b.o);
}

static uint64_t next(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

static size_t some(uint64_t *seed, size_t n)
{
	return (size_t)(next(seed) % n);
}

/* Rows as relying parties write them: their members, order and blanks are the document's, some rows are others. */
static const char *const layouts[] = {
	"\n\t\t{ \"asn\": %u, \"prefix\": \"%s\", \"maxLength\": %u, \"ta\": \"%s\", \"expires\": 4102444800 }",
	"\n  {\"asn\":\"AS%u\",\"prefix\":\"%s\",\"maxLength\":%u,\"ta\":\"%s\"}",
	"{\"asn\":%u,\"prefix\":\"%s\",\"maxLength\":%u,\"ta\":\"%s\"}",
	"\n {\n  \"asn\": %u,\n  \"prefix\": \"%s\",\r\n  \"maxLength\": %u,\n  \"ta\": \"%s\"\n }",
	"\n{\"asn\":%u, \"prefix\" : \"%s\", \"maxLength\":%u, \"ta\":\"\\u0061%s\"}",
	"\n{\"asn\":%u, \"prefix\" : \"%s\", \"maxLength\":%u, \"providers\":[{\"a\":1},{\"a\":2},{\"a\":%s}]}",
};

static size_t make_document(char *to, uint64_t *seed)
{
	static const char *const prefixes[] = {"192.0.2.0/24", "2001:db8::/32", "10.0.0.0/8", "", "a\\\"b\\\\", "\\u0061", "\xc3\xa9", "\x7f"};
	static const char *const anchors[] = {"ripe", "arin", "7", "lacnic-with-a-long-name"};
	const size_t layout = some(seed, 6), rows = some(seed, 30);
	char *p = to + sprintf(to, "{ \"m\": {\"a\": 1},%s\"roas\": [", some(seed, 2) ? "\n" : " ");

	for (size_t i = 0; i < rows; i++) {
		const char *row = layouts[some(seed, 8) ? layout : some(seed, 6)];

		p += sprintf(p, "%s", i ? some(seed, 9) ? "," : " ," : "");
		p += sprintf(p, row, (unsigned)some(seed, 500000), prefixes[some(seed, 4) ? some(seed, 4) : some(seed, 8)], (unsigned)some(seed, 129),
			     anchors[some(seed, 4)]);
	}
	return (size_t)(p + sprintf(p, "\n] , \"n\": [{\"a\":1},{\"a\":2}] }\n") - to);
}

/* Change, drop or repeat some bytes, or cut it off; returns the new length. */
static size_t spoil(char *text, size_t n, uint64_t *seed)
{
	static const char bytes[] = "\"\\{}[]:, \n\t0123-.eE/*atn\x7f\x01\xc3";

	for (size_t k = some(seed, 3); k; k--) {
		const size_t at = some(seed, n), len = some(seed, 12) % (n - at);

		switch (some(seed, 4)) {
		case 0:
			text[at] = bytes[some(seed, sizeof bytes)];
			break;
		case 1:
			memmove(text + at, text + at + len, n - at - len);
			n -= len;
			break;
		case 2:
			memmove(text + at + len, text + at, n - at);
			n += len;
			break;
		default:
			n -= some(seed, 40) ? 0 : some(seed, n);
		}
	}
	return n;
}

static void the_same_as_by_events(void **state)
{
	enum { DOCUMENTS = 3000 };
	static char text[16384];
	uint64_t seed = 7;

	(void)state;
	for (int i = 0; i < DOCUMENTS; i++)
		check_same(text, spoil(text, make_document(text, &seed), &seed));
}

/* Every place where a chunk may end, moved through the rows by a longer and longer string before them. */
static void the_same_over_chunks(void **state)
{
	enum { ROWS = 4000, LONG = 160 };
	static char text[LONG + ROWS * 128];

	(void)state;
	for (int pad = 0; pad < LONG; pad += 13) {
		char *p = text + sprintf(text, "{\"pad\":\"%0*d\",\"rows\":[", pad + 1, 0);

		for (int i = 0; i < ROWS; i++)
			p += sprintf(p, "%s\n\t\t{ \"asn\": %d, \"prefix\": \"10.%d.%d.0/24\", \"maxLength\": 24, \"ta\": \"ripe\" }", i ? "," : "",
				     64500 + i % 777, i / 256, i % 256);
		p += sprintf(p, pad % 2 ? "]}" : "]x");
		check_same(text, (size_t)(p - text));
	}
}

/* Names of one number of a shape are the same, wherever they stand. */
struct names {
	char of[64][32];
	unsigned objects;
};

static int on_named_object(void *ctx, const struct json_plain *o, uint64_t shape)
{
	struct names *names = ctx;
	char *of, found[32] = "";

	assert_true(shape < 64);
	of = names->of[shape];
	for (size_t i = 0; i < o->n; i++)
		strncat(found, o->name[i].s, (size_t)(o->name[i].end - o->name[i].s));
	if (!*of)
		strcpy(of, found);
	assert_string_equal(of, found);
	names->objects++;
	return 0;
}

static int ignore_key(void *ctx, const char *s, size_t n)
{
	(void)ctx, (void)s, (void)n;
	return 0;
}

static int ignore_scalar(void *ctx, enum json_kind kind, const char *s, size_t n)
{
	(void)kind;
	return ignore_key(ctx, s, n);
}

static int ignore_bracket(void *ctx, enum json_kind kind)
{
	(void)ctx, (void)kind;
	return 0;
}

static void shapes_have_numbers(void **state)
{
	static const char text[] = "{\"x\":[{\"a\":1,\"b\":1},{\"a\":2,\"b\":2},{\"a\":3,\"b\":3},{\"b\":4,\"a\":4},{\"b\":5,\"a\":5}],"
				   "\"y\":[{\"b\":1,\"a\":1},{\"b\":2,\"a\":2},{\"a\":true},{\"b\":3,\"a\":3},{\"a\":4,\"b\":4},{}]}";
	static const struct json_in_events events = {ignore_key, ignore_scalar, ignore_bracket, ignore_bracket, on_named_object};
	struct names names = {.objects = 0};
	struct json_in *j;
	struct input *in;
	struct err e;

	(void)state;
	assert_int_equal(input_open_mem(&in, "t", text, sizeof text - 1, &e), 0);
	j = json_in_make(in, &events, &names);
	assert_int_equal(json_in_run(j, &e), 0);
	assert_int_equal(names.objects, 6); /* all that a comma of objects stands before, and one behind */
	json_in_release(j);
	input_close(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_as_by_events),
		cmocka_unit_test(the_same_over_chunks),
		cmocka_unit_test(shapes_have_numbers),
	};

	return check_main(tests);
}
