#include <stdbool.h>
#include <string.h>

#include "asgraph/as_graph.h"
#include "base/lines.h"
#include "net/asn.h"

enum { LINE_MAX_BYTES = 1 << 20, LINKS_MAX = 1 << 27, SOURCES_MAX = 4096, INFERENCE_MAX = 32 };

/* The bytes up to the next bar or the end; *s moves behind the bar, or to NULL. */
static size_t next_field(const char **s, const char *end, const char **field)
{
	const char *bar = *s ? memchr(*s, '|', (size_t)(end - *s)) : NULL;
	size_t n = *s ? (size_t)((bar ? bar : end) - *s) : 0;

	*field = *s ? *s : end;
	*s = bar ? bar + 1 : NULL;
	return n;
}

/* -1, the first AS is the provider of the second; 0, they are peers. */
static bool parse_relation(const char *s, size_t n, uint8_t *relation)
{
	if (n == 2 && !memcmp(s, "-1", 2))
		*relation = AS_CUSTOMER;
	else if (n == 1 && *s == '0')
		*relation = AS_PEER;
	else
		return false;
	return true;
}

static bool is_inference(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((s[i] | 0x20) < 'a' || (s[i] | 0x20) > 'z')
			return false;
	return n > 0 && n <= INFERENCE_MAX;
}

static void order_ends(struct as_link *l)
{
	uint32_t t = l->a;

	if (l->a < l->b)
		return;
	l->a = l->b;
	l->b = t;
	if (l->relation == AS_CUSTOMER)
		l->relation = AS_PROVIDER;
}

static enum line_kind parse_line(const struct line *line, struct as_link *l)
{
	const char *end = line->s + line->n, *at = line->s, *field;
	size_t n;

	if (!line->n || *line->s == '#')
		return LINE_EMPTY;
	n = next_field(&at, end, &field);
	if (!asn_parse(field, n, &l->a))
		return line_damaged(line, "an AS number", field, n);
	n = next_field(&at, end, &field);
	if (!asn_parse(field, n, &l->b))
		return line_damaged(line, "a second AS number", field, n);
	if (l->a == l->b)
		return line_damaged(line, "another AS number", field, n);
	n = next_field(&at, end, &field);
	if (!parse_relation(field, n, &l->relation))
		return line_damaged(line, "-1 (provider of) or 0 (peer of)", field, n);
	l->inference = 0;
	if (at) {
		n = next_field(&at, end, &field);
		if (!is_inference(field, n) || at)
			return line_damaged(line, "a word such as bgp and no more", field, (size_t)(end - field));
		l->inference = (uint8_t)*field;
	}
	order_ends(l);
	return LINE_ROW;
}

static int take_line(void *context, const struct line *line)
{
	struct as_graph *g = context;
	struct as_link l = {.source = (uint16_t)g->sources.n, .line = (uint32_t)line->number};
	const enum line_kind kind = parse_line(line, &l);
	int rc = 0;

	if (kind == LINE_ROW)
		rc = vec_push(&g->links, l, LINKS_MAX);
	return rc ? rc : (int)kind;
}

int as_graph_read(struct as_graph *g, struct input *in, struct report *r, struct err *e)
{
	static const struct lines how = {.max = LINE_MAX_BYTES,
					 .take = take_line,
					 .too_many = "too many links",
					 .expected = "AS relationships such as 174|64500|-1"};
	struct as_graph_source source = {.name = strdup(input_name(in))};
	size_t before = g->links.n;
	int rc;

	if (!source.name)
		return err_at(e, WEIR_ENOMEM, input_name(in), 0, 0, "out of memory");
	rc = lines_read(in, &how, g, r, &source.links, e);
	if (!rc) {
		rc = vec_push(&g->sources, source, SOURCES_MAX);
		if (rc)
			err_at(e, rc, source.name, 0, 0,
			       rc == WEIR_ELIMIT ? "too many files of relationships" : "out of memory");
	}
	if (rc) {
		g->links.n = before; /* half a file is no file */
		free(source.name);
	}
	return rc;
}
