/*
 * How this works: libyaml gives events, and a stack of open maps and lists, no
 * deeper than YAML_DEPTH_MAX, hangs each value behind the last member of the
 * one on top. Nothing recurses. libyaml's own sentences name its grammar, not
 * what the writer of the file should do, so the usual ones are said again in
 * words of expected and found, with the text that stands at the place.
 */
#include "base/yaml.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/input.h"
#include "base/vec.h"

struct open_value {
	struct yaml_value *value, *last;
	struct yaml_value *key; /* of a map: read, its value still to come */
};

struct builder {
	struct yaml_tree *tree;
	const char *name;
	const uint8_t *bytes;
	size_t n, values;
	struct open_value stack[YAML_DEPTH_MAX];
	unsigned depth;
	yaml_parser_t parser;
	struct err *e;
};

const char *yaml_kind_text(enum yaml_kind kind)
{
	static const char *const names[] = {"a text", "a list", "a map"};

	return names[kind];
}

static int fail_at(const struct builder *b, yaml_mark_t at, int code, const char *text)
{
	return err_at(b->e, code, b->name, at.line + 1, at.column + 1, "%s", text);
}

/* What stands at a mark, for "found …": to the end of the line, not too much of it. */
static void text_at(const struct builder *b, yaml_mark_t at, char *to, size_t size)
{
	size_t i = 0, n = 0;

	for (size_t line = 0; line < at.line && i < b->n; i++)
		line += b->bytes[i] == '\n';
	/* A column counts characters: skip as many bytes that begin one. */
	for (size_t col = 0; i < b->n && b->bytes[i] != '\n'; i++)
		if ((b->bytes[i] & 0xc0) != 0x80 && col++ == at.column)
			break;
	while (i + n < b->n && n + 3 < size && b->bytes[i + n] >= ' ')
		n++;
	if (n)
		snprintf(to, size, "'%.*s'", (int)n, (const char *)b->bytes + i);
	else if (i >= b->n)
		snprintf(to, size, "the end of the file");
	else
		snprintf(to, size, b->bytes[i] == '\t' ? "a tab" : "the end of the line");
}

/* libyaml's sentence for what is wrong, and ours for what would be right. */
static const char *const sentences[][2] = {
	{"did not find expected key", "expected a key at the indentation of the map"},
	{"did not find expected '-' indicator", "expected '- ' at the indentation of the list"},
	{"did not find expected ',' or '}'", "expected ',' or '}'"},
	{"did not find expected ',' or ']'", "expected ',' or ']'"},
	{"could not find expected ':'", "expected ': ' after the key"},
	{"mapping values are not allowed in this context",
	 "expected no second ': ' here (is the indentation of this line right?)"},
	{"block sequence entries are not allowed in this context", "expected no list here"},
	{"found character that cannot start any token", "expected a value or blanks (no tabs)"},
	{"found a tab character that violates indentation", "expected blanks for indentation"},
	{"found unexpected end of stream", "expected a closing quote before the end of the file"},
	{"did not find expected <document start>", "expected one document"},
};

static const char *our_sentence(const char *problem)
{
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
		if (!strcmp(problem, sentences[i][0]))
			return sentences[i][1];
	return problem;
}

/* Bytes that are not text have an offset and no mark. */
static int fail_reader(const struct builder *b)
{
	size_t line = 1, start = 0, at = b->parser.problem_offset;

	for (size_t i = 0; i < at && i < b->n; i++) {
		if (b->bytes[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	return err_at(b->e, WEIR_ESYNTAX, b->name, line, at - start + 1,
		      "expected text in UTF-8, found a byte 0x%02x: %s",
		      (unsigned)b->parser.problem_value & 0xff,
		      b->parser.problem ? b->parser.problem : "unreadable");
}

static int fail_parser(const struct builder *b)
{
	const yaml_parser_t *p = &b->parser;
	const char *what = our_sentence(p->problem ? p->problem : "unreadable");
	char found[32];

	if (p->error == YAML_MEMORY_ERROR)
		return err_at(b->e, WEIR_ENOMEM, b->name, 0, 0, "out of memory");
	if (p->error == YAML_READER_ERROR)
		return fail_reader(b);
	text_at(b, p->problem_mark, found, sizeof found);
	if (p->context && p->context_mark.line != p->problem_mark.line)
		return err_at(b->e, WEIR_ESYNTAX, b->name, p->problem_mark.line + 1,
			      p->problem_mark.column + 1, "%s %s from line %zu, found %s", what,
			      p->context, p->context_mark.line + 1, found);
	return err_at(b->e, WEIR_ESYNTAX, b->name, p->problem_mark.line + 1,
		      p->problem_mark.column + 1, "%s, found %s", what, found);
}

static struct yaml_value *new_value(struct builder *b, enum yaml_kind kind, yaml_mark_t at)
{
	struct yaml_value *v;

	if (++b->values > YAML_VALUES_MAX) {
		fail_at(b, at, WEIR_ELIMIT, "more values than a file may have");
		return NULL;
	}
	v = arena_alloc(&b->tree->memory, sizeof *v);
	if (!v) {
		fail_at(b, at, WEIR_ENOMEM, "out of memory");
		return NULL;
	}
	*v = (struct yaml_value){.kind = kind, .line = (uint32_t)at.line + 1,
				 .col = (uint32_t)at.column + 1};
	return v;
}

/* Hang a value where it belongs: as the root, a key, or the member of what is open. */
static int attach(struct builder *b, struct yaml_value *v)
{
	struct open_value *top = b->depth ? &b->stack[b->depth - 1] : NULL;

	if (!top) {
		b->tree->root = v;
		return 0;
	}
	if (top->value->kind == YAML_MAP && !top->key) {
		if (v->kind != YAML_TEXT)
			return err_at(b->e, WEIR_ESYNTAX, b->name, v->line, v->col,
				      "expected a key, found %s", yaml_kind_text(v->kind));
		top->key = v;
		return 0;
	}
	v->key = top->key;
	top->key = NULL;
	if (top->last)
		top->last->next = v;
	else
		top->value->first = v;
	top->last = v;
	top->value->members++;
	return 0;
}

/* The newline that ends a block, as in `>`, is no part of what it says: `>-` is the same text. */
static size_t text_length(const yaml_event_t *ev)
{
	const size_t n = ev->data.scalar.length;
	const bool block = ev->data.scalar.style == YAML_FOLDED_SCALAR_STYLE ||
			   ev->data.scalar.style == YAML_LITERAL_SCALAR_STYLE;

	return block && n && ev->data.scalar.value[n - 1] == '\n' ? n - 1 : n;
}

static int add_text(struct builder *b, const yaml_event_t *ev)
{
	struct yaml_value *v = new_value(b, YAML_TEXT, ev->start_mark);

	if (!v)
		return b->e->code;
	v->len = text_length(ev);
	v->plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	if (memchr(ev->data.scalar.value, '\0', v->len))
		return fail_at(b, ev->start_mark, WEIR_ESYNTAX, "expected text, found a NUL byte in it");
	v->text = arena_strndup(&b->tree->memory, (const char *)ev->data.scalar.value, v->len);
	if (!v->text)
		return fail_at(b, ev->start_mark, WEIR_ENOMEM, "out of memory");
	return attach(b, v);
}

static int open_container(struct builder *b, const yaml_event_t *ev, enum yaml_kind kind)
{
	struct yaml_value *v = new_value(b, kind, ev->start_mark);
	int rc;

	if (!v)
		return b->e->code;
	rc = attach(b, v);
	if (rc)
		return rc;
	if (b->depth == YAML_DEPTH_MAX)
		return fail_at(b, ev->start_mark, WEIR_ELIMIT, "lists and maps are nested too deep");
	b->stack[b->depth++] = (struct open_value){.value = v};
	return 0;
}

static bool has_anchor(const yaml_event_t *ev)
{
	return (ev->type == YAML_SCALAR_EVENT && ev->data.scalar.anchor) ||
	       (ev->type == YAML_SEQUENCE_START_EVENT && ev->data.sequence_start.anchor) ||
	       (ev->type == YAML_MAPPING_START_EVENT && ev->data.mapping_start.anchor);
}

static bool has_tag(const yaml_event_t *ev)
{
	return (ev->type == YAML_SCALAR_EVENT && ev->data.scalar.tag) ||
	       (ev->type == YAML_SEQUENCE_START_EVENT && ev->data.sequence_start.tag) ||
	       (ev->type == YAML_MAPPING_START_EVENT && ev->data.mapping_start.tag);
}

static int take(struct builder *b, const yaml_event_t *ev)
{
	if (ev->type == YAML_ALIAS_EVENT || has_anchor(ev))
		return fail_at(b, ev->start_mark, WEIR_ESYNTAX,
			       "expected a value written out, found an anchor or alias");
	if (has_tag(ev))
		return fail_at(b, ev->start_mark, WEIR_ESYNTAX, "expected a value, found a tag");
	switch (ev->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (b->tree->root)
			return fail_at(b, ev->start_mark, WEIR_ESYNTAX,
				       "expected one document, found a second");
		return 0;
	case YAML_SCALAR_EVENT:
		return add_text(b, ev);
	case YAML_SEQUENCE_START_EVENT:
		return open_container(b, ev, YAML_LIST);
	case YAML_MAPPING_START_EVENT:
		return open_container(b, ev, YAML_MAP);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		return 0;
	default:
		return 0;
	}
}

static int build(struct builder *b)
{
	bool ended = false;
	int rc = 0;

	while (!rc && !ended) {
		yaml_event_t ev;

		if (!yaml_parser_parse(&b->parser, &ev))
			return fail_parser(b);
		rc = take(b, &ev);
		ended = ev.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&ev);
	}
	return rc;
}

/* A byte order mark, which editors of another system write, is no part of the text. */
static void skip_byte_order_mark(const void **bytes, size_t *n)
{
	if (*n < 3 || memcmp(*bytes, "\xef\xbb\xbf", 3))
		return;
	*bytes = (const uint8_t *)*bytes + 3;
	*n -= 3;
}

static int read_bytes(struct yaml_tree *t, const char *name, const void *bytes, size_t n,
		      struct err *e)
{
	struct err unseen;
	struct builder b = {.tree = t, .name = name, .bytes = bytes, .n = n, .e = e ? e : &unseen};
	int rc;

	if (n > YAML_BYTES_MAX)
		return err_at(e, WEIR_ELIMIT, name, 0, 0, "expected at most %d bytes, found %zu",
			      YAML_BYTES_MAX, n);
	if (!yaml_parser_initialize(&b.parser))
		return err_at(e, WEIR_ENOMEM, name, 0, 0, "out of memory");
	yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&b.parser, bytes, n);
	rc = build(&b);
	yaml_parser_delete(&b.parser);
	return rc;
}

int yaml_read_mem(struct yaml_tree *t, const char *name, const void *bytes, size_t n,
		  struct err *e)
{
	skip_byte_order_mark(&bytes, &n);
	return read_bytes(t, name, bytes, n, e);
}

int yaml_read(struct yaml_tree *t, const char *path, struct err *e)
{
	struct input *in;
	const uint8_t *bytes;
	int64_t n;
	int rc = input_open(&in, path, e);

	if (rc)
		return rc;
	n = input_peek(in, YAML_BYTES_MAX + 1, &bytes, e);
	rc = n < 0 ? (int)n : yaml_read_mem(t, input_name(in), bytes, (size_t)n, e);
	input_close(in);
	return rc;
}

void yaml_release(struct yaml_tree *t)
{
	arena_release(&t->memory);
	t->root = NULL;
}
