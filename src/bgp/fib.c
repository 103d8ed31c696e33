/*
 * How this works: each line appends its next hops to one array and a route that
 * points at them. Finishing sorts the routes, then copies the hops in that order,
 * joining those of one prefix.
 */
#include "bgp/fib.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "net/asn.h"

enum { LINE_BYTES = 1 << 14 };

/* What a line was found to be. */
enum verdict { LINE_ROUTE, LINE_EMPTY, LINE_DAMAGED };

struct line {
	const char *file;
	size_t number;
	const char *s, *end, *at;
	struct report *report;
	struct prefix prefix;
	uint32_t hops[FIB_LINE_HOPS];
	size_t nhops;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next word, 0 bytes long at the end. */
static size_t next_word(struct line *l, const char **word)
{
	while (l->at < l->end && is_blank(*l->at))
		l->at++;
	*word = l->at;
	while (l->at < l->end && !is_blank(*l->at))
		l->at++;
	return (size_t)(l->at - *word);
}

static enum verdict damaged(const struct line *l, const char *expected, const char *word, size_t n)
{
	char shown[ERR_SHOWN];

	report_note(l->report, l->file, l->number, (size_t)(word - l->s) + 1,
		    "expected %s, found '%s'", expected, err_shown(word, n, shown));
	return LINE_DAMAGED;
}

static enum verdict parse_hops(struct line *l)
{
	const char *word;
	size_t n;

	l->nhops = 0;
	while ((n = next_word(l, &word))) {
		uint32_t asn;

		if (!asn_parse(word, n, &asn) || !asn)
			return damaged(l, "the AS number of a next hop", word, n);
		if (l->nhops == FIB_LINE_HOPS)
			return damaged(l, "at most 256 next hops", word, n);
		l->hops[l->nhops++] = asn;
	}
	return l->nhops ? LINE_ROUTE : damaged(l, "the AS number of a next hop", word, 0);
}

static enum verdict parse_line(struct line *l)
{
	const char *comment = memchr(l->s, '#', (size_t)(l->end - l->s)), *word;
	enum prefix_status status;
	size_t n;

	if (comment)
		l->end = comment;
	n = next_word(l, &word);
	if (!n)
		return LINE_EMPTY;
	status = prefix_parse(word, n, &l->prefix);
	if (status != PREFIX_OK)
		return damaged(l, prefix_status_text(status) + strlen("expected "), word, n);
	return parse_hops(l);
}

static int add_route(struct fib *f, const struct line *l)
{
	struct fib_route r = {.prefix = l->prefix,
			      .hops = (uint32_t)f->hops.n,
			      .nhops = (uint32_t)l->nhops,
			      .line = (uint32_t)l->number,
			      .source = (uint32_t)f->sources.n};
	int rc = vec_reserve(&f->hops, f->hops.n + l->nhops, FIB_HOPS_MAX);

	if (rc)
		return rc;
	memcpy(f->hops.v + f->hops.n, l->hops, l->nhops * sizeof *l->hops);
	f->hops.n += l->nhops;
	return vec_push(&f->routes, r, FIB_MAX);
}

static int read_lines(struct fib *f, struct input *in, struct report *report, size_t *routes,
		      struct err *e)
{
	struct line l = {.file = input_name(in), .report = report};
	size_t n, first_damaged = 0;
	int rc;

	while ((rc = input_line(in, LINE_BYTES, &l.s, &n, e)) > 0) {
		enum verdict v;

		l.number = input_line_number(in);
		l.at = l.s;
		l.end = l.s + n;
		v = parse_line(&l);
		if (v == LINE_DAMAGED && !first_damaged)
			first_damaged = l.number;
		if (v != LINE_ROUTE)
			continue;
		rc = add_route(f, &l);
		if (rc)
			return err_at(e, rc, l.file, l.number, 0,
				      rc == WEIR_ELIMIT ? "expected a smaller forwarding table"
							: "out of memory");
		++*routes;
	}
	if (!rc && first_damaged && !*routes)
		rc = err_at(e, WEIR_ESYNTAX, l.file, first_damaged, 0,
			    "expected routes such as 192.0.2.0/24 64501, found none");
	return rc;
}

int fib_read(struct fib *f, struct input *in, struct report *r, struct err *e)
{
	struct fib_source source = {.name = strdup(input_name(in))};
	size_t routes = f->routes.n, hops = f->hops.n;
	int rc;

	if (!source.name)
		return err_at(e, WEIR_ENOMEM, input_name(in), 0, 0, "out of memory");
	rc = read_lines(f, in, r, &source.routes, e);
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
