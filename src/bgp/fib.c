/*
 * How this works: each line appends its next hops to one array and a route that
 * points at them. Finishing sorts the routes, then copies the hops in that order,
 * joining those of one prefix.
 */
#include "bgp/fib.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/lines.h"
#include "net/asn.h"

enum { LINE_BYTES = 1 << 14 };

struct reader {
	struct fib *f;
	const struct line *line;
	const char *at, *end;
	struct prefix prefix;
	uint32_t hops[FIB_LINE_HOPS];
	size_t nhops;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next word, 0 bytes long at the end. */
static size_t next_word(struct reader *r, const char **word)
{
	while (r->at < r->end && is_blank(*r->at))
		r->at++;
	*word = r->at;
	while (r->at < r->end && !is_blank(*r->at))
		r->at++;
	return (size_t)(r->at - *word);
}

static enum line_kind parse_hops(struct reader *r)
{
	const char *word;
	size_t n;

	r->nhops = 0;
	while ((n = next_word(r, &word))) {
		uint32_t asn;

		if (!asn_parse(word, n, &asn) || !asn)
			return line_damaged(r->line, "the AS number of a next hop", word, n);
		if (r->nhops == FIB_LINE_HOPS)
			return line_damaged(r->line, "at most 256 next hops", word, n);
		r->hops[r->nhops++] = asn;
	}
	return r->nhops ? LINE_ROW : line_damaged(r->line, "the AS number of a next hop", word, 0);
}

static enum line_kind parse_line(struct reader *r)
{
	const char *comment = memchr(r->at, '#', (size_t)(r->end - r->at)), *word;
	enum prefix_status status;
	size_t n;

	if (comment)
		r->end = comment;
	n = next_word(r, &word);
	if (!n)
		return LINE_EMPTY;
	status = prefix_parse(word, n, &r->prefix);
	if (status != PREFIX_OK)
		return line_damaged(r->line, prefix_status_text(status) + strlen("expected "), word, n);
	return parse_hops(r);
}

static int add_route(const struct reader *r)
{
	struct fib *f = r->f;
	struct fib_route route = {.prefix = r->prefix,
				  .hops = (uint32_t)f->hops.n,
				  .nhops = (uint32_t)r->nhops,
				  .line = (uint32_t)r->line->number,
				  .source = (uint32_t)f->sources.n};
	int rc = vec_reserve(&f->hops, f->hops.n + r->nhops, FIB_HOPS_MAX);

	if (rc)
		return rc;
	memcpy(f->hops.v + f->hops.n, r->hops, r->nhops * sizeof *r->hops);
	f->hops.n += r->nhops;
	return vec_push(&f->routes, route, FIB_MAX);
}

static int take_line(void *context, const struct line *line)
{
	struct reader *r = context;
	enum line_kind kind;
	int rc = 0;

	r->line = line;
	r->at = line->s;
	r->end = line->s + line->n;
	kind = parse_line(r);
	if (kind == LINE_ROW)
		rc = add_route(r);
	return rc ? rc : (int)kind;
}

int fib_read(struct fib *f, struct input *in, struct report *r, struct err *e)
{
	static const struct lines how = {.max = LINE_BYTES,
					 .take = take_line,
					 .too_many = "expected a smaller forwarding table",
					 .expected = "routes such as 192.0.2.0/24 64501"};
	struct fib_source source = {.name = strdup(input_name(in))};
	struct reader reader = {.f = f};
	size_t routes = f->routes.n, hops = f->hops.n;
	int rc;

	if (!source.name)
		return err_at(e, WEIR_ENOMEM, input_name(in), 0, 0, "out of memory");
	rc = lines_read(in, &how, &reader, r, &source.routes, e);
	if (!rc) {
		rc = vec_push(&f->sources, source, FIB_SOURCES_MAX);
		if (rc)
			err_at(e, rc, source.name, 0, 0,
			       rc == WEIR_ELIMIT ? "too many forwarding tables" : "out of memory");
	}
	if (rc) {
		f->routes.n = routes;
		f->hops.n = hops;
		free(source.name);
	}
	return rc;
}

/* By prefix, then as they were read. */
static int by_prefix(const void *a, const void *b)
{
	const struct fib_route *x = a, *y = b;
	int order = prefix_cmp(&x->prefix, &y->prefix);

	return order ? order : (x->hops > y->hops) - (x->hops < y->hops);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Sort the hops from `first` on, each once; returns how many are left. */
static size_t settle_hops(uint32_t *hops, size_t n)
{
	size_t kept = 0;

	qsort(hops, n, sizeof *hops, by_number);
	for (size_t i = 0; i < n; i++)
		if (!kept || hops[kept - 1] != hops[i])
			hops[kept++] = hops[i];
	return kept;
}

int fib_finish(struct fib *f)
{
	uint32_t *hops = malloc((f->hops.n + 1) * sizeof *hops);
	size_t kept = 0, used = 0;

	if (!hops)
		return WEIR_ENOMEM;
	if (f->routes.n)
		qsort(f->routes.v, f->routes.n, sizeof *f->routes.v, by_prefix);
	for (size_t i = 0; i < f->routes.n;) {
		struct fib_route r = f->routes.v[i];
		size_t first = used;

		for (; i < f->routes.n && prefix_equal(&f->routes.v[i].prefix, &r.prefix); i++) {
			const struct fib_route *same = &f->routes.v[i];

			memcpy(hops + used, f->hops.v + same->hops, same->nhops * sizeof *hops);
			used += same->nhops;
		}
		used = first + settle_hops(hops + first, used - first);
		r.hops = (uint32_t)first;
		r.nhops = (uint32_t)(used - first);
		f->routes.v[kept++] = r;
	}
	f->routes.n = kept;
	if (used)
		memcpy(f->hops.v, hops, used * sizeof *hops);
	f->hops.n = used;
	free(hops);
	return 0;
}

void fib_release(struct fib *f)
{
	for (size_t i = 0; i < f->sources.n; i++)
		free(f->sources.v[i].name);
	vec_free(&f->routes);
	vec_free(&f->hops);
	vec_free(&f->sources);
}
