#include "cmd/check_drop.h"

#include <stdlib.h>

#include "cmd/count.h"

struct finding {
	struct drop *drop;
	uint32_t neighbor;
	int rc;
};

static void take_route(void *context, const struct check_route *r)
{
	struct finding *f = context;
	struct drop_route going = {.number = r->number, .neighbor = f->neighbor, .rov = r->rov};

	if (f->rc || r->rule != RULE_NONE)
		return;
	if (r->rov == ROV_INVALID_ASN || r->rov == ROV_INVALID_LENGTH)
		f->rc = vec_push(&f->drop->routes, going, BGP_TABLE_MAX);
	else
		f->rc = vec_push(&f->drop->staying, r->route.prefix, BGP_TABLE_MAX);
}

static int cmp_prefix(const void *a, const void *b)
{
	return prefix_cmp(a, b);
}

static void sort_staying(struct drop *d)
{
	size_t kept = 0;

	if (d->staying.n)
		qsort(d->staying.v, d->staying.n, sizeof *d->staying.v, cmp_prefix);
	for (size_t i = 0; i < d->staying.n; i++)
		if (!kept || !prefix_equal(&d->staying.v[kept - 1], &d->staying.v[i]))
			d->staying.v[kept++] = d->staying.v[i];
	d->staying.n = kept;
}

static struct prefix find_instead(const struct drop *d, const struct prefix *p)
{
	for (unsigned len = p->len + 1u; len-- > 0;) {
		struct prefix around = prefix_make(p->family, prefix_first(p), len);

		if (d->staying.n && bsearch(&around, d->staying.v, d->staying.n, sizeof around, cmp_prefix))
			return around;
	}
	return (struct prefix){.family = 0};
}

/* They come neighbor by neighbor. */
static int divide(struct drop *d, size_t neighbors)
{
	d->neighbors = neighbors;
	d->of_neighbor = calloc(neighbors + 1, sizeof *d->of_neighbor);
	if (!d->of_neighbor)
		return WEIR_ENOMEM;
	for (size_t i = 0; i < d->routes.n; i++) {
		struct drop_part *p = &d->of_neighbor[d->routes.v[i].neighbor];

		if (!p->end)
			p->first = i;
		p->end = i + 1;
		p->lost += !d->routes.v[i].instead.family;
	}
	return 0;
}

int drop_find(struct drop *d, struct check *c)
{
	struct finding f = {.drop = d};
	int rc = check_judge(c, UINT32_MAX);

	for (; !rc && f.neighbor < c->border.neighbors.n; f.neighbor++) {
		check_each(c, f.neighbor, take_route, &f);
		rc = f.rc;
	}
	sort_staying(d);
	for (size_t i = 0; !rc && i < d->routes.n; i++) {
		struct prefix p = bgp_table_prefix(&c->snapshot.routes, d->routes.v[i].number);

		d->routes.v[i].instead = find_instead(d, &p);
	}
	return rc ? rc : divide(d, c->border.neighbors.n);
}

struct drop_part drop_part(const struct drop *d, uint32_t neighbor)
{
	struct drop_part all = {.end = d->routes.n};

	if (neighbor != UINT32_MAX)
		return d->of_neighbor[neighbor];
	for (size_t i = 0; i < d->neighbors; i++)
		all.lost += d->of_neighbor[i].lost;
	return all;
}

static void put_path(struct out *o, const struct as_path *path)
{
	if (path->n)
		as_path_put(path, o);
	else
		out_ch(o, '-');
}

static void put_example(struct out *o, const struct drop_route *d, const struct bgp_table *t)
{
	struct bgp_table_route r = bgp_table_get(t, d->number);
	char text[PREFIX_TEXT];

	out_printf(o, "  %s path ", prefix_text(&r.prefix, text));
	put_path(o, &r.path);
	out_printf(o, " is %s, ", rov_state_text(d->rov));
	if (!d->instead.family)
		out_str(o, "and no other route leads there\n");
	else if (d->instead.len == r.prefix.len)
		out_str(o, "another route to it stays\n");
	else
		out_printf(o, "%s stays\n", prefix_text(&d->instead, text));
}

static void put_neighbor(struct out *o, const struct drop *d, const struct check *c, uint32_t neighbor)
{
	const struct border_neighbor *n = &c->border.neighbors.v[neighbor];
	const struct drop_part part = drop_part(d, neighbor);
	size_t going = part.end - part.first, shown = going < CHECK_EXAMPLES ? going : CHECK_EXAMPLES;

	if (!going)
		return;
	out_printf(o, "\nAS%u%s%s\n", n->asn, n->name.text ? ", " : "", n->name.text ? n->name.text : "");
	for (size_t i = part.first; i < part.first + shown; i++)
		put_example(o, &d->routes.v[i], &c->snapshot.routes);
	if (going == shown)
		return;
	out_str(o, "  … and ");
	count_put(o, going - shown, 0);
	out_str(o, " more\n");
}

static void put_row(struct out *o, const struct drop *d, const struct check *c, uint32_t neighbor)
{
	const struct border_neighbor *n = &c->border.neighbors.v[neighbor];
	const struct check_tally *t = &c->tallies[neighbor];
	const struct drop_part part = drop_part(d, neighbor);
	char words[128];

	out_printf(o, "  AS%-10u %-20s", n->asn, relationships_text(n->relationships, words, sizeof words));
	if (t->failed) {
		out_str(o, "  not judged\n");
		return;
	}
	count_put(o, t->rules[RULE_NONE], 10);
	count_put(o, part.end - part.first, 10);
	count_put(o, part.lost, 10);
	out_ch(o, '\n');
}

void drop_summary(struct out *o, const struct drop *d, const struct check *c, uint32_t only)
{
	out_printf(o, "routes that AS%u accepts today and would lose by dropping invalid ones, by %s\n",
		   c->border.network.asn, c->border.path);
	out_printf(o, "\n  %-12s %-20s%10s%10s%10s\n", "neighbor", "", "accepted", "going", "with no");
	out_printf(o, "  %-12s %-20s%10s%10s%10s\n", "", "", "", "", "other");
	for (uint32_t i = 0; i < c->border.neighbors.n; i++)
		if (check_is_asked(only, i))
			put_row(o, d, c, i);
	for (uint32_t i = 0; i < c->border.neighbors.n; i++)
		if (check_is_asked(only, i))
			put_neighbor(o, d, c, i);
}

void drop_lines(struct out *o, const struct drop *d, const struct check *c, uint32_t only)
{
	const struct drop_part part = drop_part(d, only);
	char text[PREFIX_TEXT];

	for (size_t i = part.first; i < part.end; i++) {
		const struct drop_route *going = &d->routes.v[i];
		struct bgp_table_route r = bgp_table_get(&c->snapshot.routes, going->number);

		out_printf(o, "AS%u\t%s\t", c->border.neighbors.v[going->neighbor].asn,
			   prefix_text(&r.prefix, text));
		put_path(o, &r.path);
		out_printf(o, "\t%s\t%s\n", rov_state_text(going->rov),
			   going->instead.family ? prefix_text(&going->instead, text) : "-");
	}
}

static void put_json_route(struct json_out *j, const struct drop_route *going, const struct check *c)
{
	struct bgp_table_route r = bgp_table_get(&c->snapshot.routes, going->number);
	char text[PREFIX_TEXT];

	json_line(j);
	json_open_object(j, NULL);
	json_u64(j, "neighbor", c->border.neighbors.v[going->neighbor].asn);
	json_str(j, "prefix", prefix_text(&r.prefix, text));
	check_json_path(j, &r.path);
	json_str(j, "rov", rov_state_text(going->rov));
	json_str(j, "instead", going->instead.family ? prefix_text(&going->instead, text) : NULL);
	json_str(j, "file", r.file);
	json_u64(j, r.text ? "line" : "record", r.record);
	json_close_object(j);
}

void drop_json(struct json_out *j, const struct drop *d, const struct check *c, uint32_t only)
{
	const struct drop_part part = drop_part(d, only);

	json_open_object(j, NULL);
	json_str(j, "border", c->border.path);
	json_u64(j, "going", part.end - part.first);
	json_u64(j, "with_no_other", part.lost);
	json_open_array(j, "routes");
	for (size_t i = part.first; i < part.end; i++)
		put_json_route(j, &d->routes.v[i], c);
	json_close_array(j);
	json_close_object(j);
	json_end(j);
}

void drop_release(struct drop *d)
{
	vec_free(&d->routes);
	vec_free(&d->staying);
	free(d->of_neighbor);
}
