#include "publish/publish.h"

#include <stdlib.h>
#include <string.h>

#include "publish/gather.h"
#include "publish/judge.h"

/*
 * How this works: gather.c collects what is announced and registered, rows are the union of
 * their prefixes, and each judge_*() looks at one kind of thing and tells its findings.
 */
static int add_row(struct publication *p, const struct prefix *prefix)
{
	return vec_push(&p->rows, (struct publish_row){.prefix = *prefix}, PUBLISH_MAX);
}

static int by_prefix(const void *a, const void *b)
{
	const struct publish_row *x = a, *y = b;

	return prefix_cmp(&x->prefix, &y->prefix);
}

static int add_rows(struct publication *p)
{
	const struct border_prefixes *intended = &p->border->network.prefixes;
	int rc = 0;

	for (size_t i = 0; i < intended->items.n && !rc; i++)
		rc = add_row(p, &intended->items.v[i].prefix);
	for (size_t i = 0; i < p->announced.n && !rc; i++)
		rc = add_row(p, &p->announced.v[i].prefix);
	for (size_t i = 0; i < p->objects.n && !rc; i++)
		rc = add_row(p, &p->objects.v[i].prefix);
	for (size_t i = 0; i < p->vrps.n && !rc; i++)
		rc = add_row(p, &p->vrps.v[i].vrp.prefix);
	return rc;
}

static void drop_equal_rows(struct publication *p)
{
	size_t kept = 0;

	if (p->rows.n)
		qsort(p->rows.v, p->rows.n, sizeof *p->rows.v, by_prefix);
	for (size_t i = 0; i < p->rows.n; i++)
		if (!kept || !prefix_equal(&p->rows.v[kept - 1].prefix, &p->rows.v[i].prefix))
			p->rows.v[kept++] = p->rows.v[i];
	p->rows.n = kept;
}

struct publish_row *publish_row_find(const struct publication *p, const struct prefix *prefix)
{
	struct publish_row key = {.prefix = *prefix};

	if (!p->rows.n)
		return NULL;
	return bsearch(&key, p->rows.v, p->rows.n, sizeof key, by_prefix);
}

uint32_t publish_row_number(const struct publication *p, const struct prefix *prefix)
{
	const struct publish_row *r = publish_row_find(p, prefix);

	return r ? (uint32_t)(r - p->rows.v) : (uint32_t)PUBLISH_NO_ROW;
}

/* The VRP that decides: the longest that matches, or else that covers. */
static void find_vrp(const struct publication *p, struct publish_row *r)
{
	struct rpki_cover c;
	struct vrp v;

	if (!p->known.vrps)
		return;
	r->state = rov_validate(p->snapshot->rov, &r->prefix, p->asn);
	rpki_cover_start(&c, &r->prefix);
	while (rpki_cover_next(&p->snapshot->rpki, &c, &v)) {
		bool matches = v.asn == p->asn && v.max_len >= r->prefix.len;

		if (!r->has_vrp || matches)
			r->vrp = v;
		r->has_vrp = true;
		if (matches)
			return;
	}
}

static void fill_rows(struct publication *p)
{
	const struct border_prefixes *intended = &p->border->network.prefixes;
	struct publish_row *r;

	for (size_t i = 0; i < intended->items.n; i++)
		publish_row_find(p, &intended->items.v[i].prefix)->intended = &intended->items.v[i];
	for (size_t i = 0; i < p->announced.n; i++)
		publish_row_find(p, &p->announced.v[i].prefix)->announced = &p->announced.v[i];
	for (size_t i = 0; i < p->objects.n; i++) {
		r = publish_row_find(p, &p->objects.v[i].prefix);
		if (!r->nobjects++)
			r->first_object = i;
	}
	for (size_t i = 0; i < p->rows.n; i++) {
		p->rows.v[i].state = ROV_NOT_FOUND;
		find_vrp(p, &p->rows.v[i]);
	}
}

static int make_rows(struct publication *p)
{
	int rc = add_rows(p);

	if (rc)
		return rc;
	drop_equal_rows(p);
	fill_rows(p);
	return 0;
}

static void find_known(struct publication *p)
{
	const struct snapshot *s = p->snapshot;

	p->known.intended = p->border->network.prefixes.items.n;
	p->known.vrps = s->rov && rpki_vrp_count(&s->rpki);
	p->known.aspas = s->rpki.customers.n;
	for (size_t i = 0; s->irr && i < irr_dump_count(s->irr); i++) {
		struct irr_dump d = irr_dump_get(s->irr, i);

		p->known.sets |= d.as_sets > 0;
		p->known.aut_nums |= d.aut_nums > 0;
	}
}

static int gather(struct publication *p)
{
	static int (*const steps[])(struct publication *p) = {
		gather_cone,	gather_sets,	gather_announced, gather_space,
		gather_inside,	gather_objects, gather_vrps,	  make_rows,
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof steps / sizeof *steps && !rc; i++)
		rc = steps[i](p);
	return rc;
}

static int tell(struct publication *p, const char *what, const char *why)
{
	return vec_push(&p->unknown, ((struct publish_unknown){what, why}), PUBLISH_MAX);
}

static const char *why_not_announced(const struct publication *p, unsigned family)
{
	if (!bgp_table_count(&p->snapshot->routes))
		return "the border has no routes";
	if (!p->announced.n)
		return "no route of the table has the network's origin";
	return family ? "the table has no IPv6 routes" : "the table has no IPv4 routes";
}

static const char *why_no(bool source, const char *without, const char *empty)
{
	return source ? empty : without;
}

/* Whether anything is told about a family: else it is of no interest. */
static bool has_family(const struct publication *p, unsigned family)
{
	for (size_t i = 0; i < p->rows.n; i++)
		if (publish_family(&p->rows.v[i].prefix) == family)
			return true;
	return !p->rows.n;
}

/* What cannot be told, and why. */
static int tell_unknown(struct publication *p)
{
	static const char *const announced[] = {"announced IPv4 prefixes", "announced IPv6 prefixes"};
	static const char *const objects[] = {"route objects", "route6 objects"};
	static const char no_irr[] = "the border has no irr source", no_rpki[] = "the border has no rpki source";
	bool irr = p->snapshot->irr, rpki = p->snapshot->rov;
	int rc = 0;

	if (!p->known.intended)
		rc |= tell(p, "intended prefixes", "the border file names no prefixes of the network");
	for (unsigned i = 0; i < 2; i++)
		if (!p->known.announced[i] && has_family(p, i))
			rc |= tell(p, announced[i], why_not_announced(p, i));
	for (unsigned i = 0; i < 2; i++)
		if (!p->known.objects[i] && has_family(p, i))
			rc |= tell(p, objects[i], why_no(irr, no_irr, "the irr sources have none at all"));
	if (!p->known.sets)
		rc |= tell(p, "as-sets", why_no(irr, no_irr, "the irr sources have none at all"));
	if (!p->known.aut_nums)
		rc |= tell(p, "aut-num", why_no(irr, no_irr, "the irr sources have none at all"));
	if (!p->known.vrps)
		rc |= tell(p, "ROAs", why_no(rpki, no_rpki, "the rpki sources have none at all"));
	if (!p->known.aspas)
		rc |= tell(p, "ASPA", why_no(rpki, no_rpki, "the rpki sources have none at all"));
	return rc ? WEIR_ENOMEM : 0;
}

int publication_make(struct publication *p, const struct snapshot *s, const struct border *b)
{
	static void (*const judges[])(struct publication *p) = {judge_roas,   judge_rows, judge_others,
								judge_sets,   judge_policy, judge_aspa};
	int rc;

	*p = (struct publication){.snapshot = s, .border = b, .asn = b->network.asn};
	find_known(p);
	rc = gather(p);
	if (!rc)
		rc = tell_unknown(p);
	for (size_t i = 0; i < sizeof judges / sizeof *judges && !rc; i++) {
		judges[i](p);
		rc = p->findings.rc;
	}
	if (!rc)
		publish_findings_sort(&p->findings);
	return rc ? rc : p->findings.rc;
}

void publication_release(struct publication *p)
{
	vec_free(&p->unknown);
	vec_free(&p->rows);
	vec_free(&p->announced);
	vec_free(&p->inside);
	vec_free(&p->carried);
	vec_free(&p->objects);
	vec_free(&p->inside_objects);
	vec_free(&p->vrps);
	vec_free(&p->space);
	vec_free(&p->sets);
	asn_set_release(&p->reached);
	asn_set_release(&p->grouped);
	for (size_t i = 0; p->neighbors && i < p->border->neighbors.n; i++)
		asn_set_release(&p->neighbors[i]);
	free(p->neighbors);
	asn_set_release(&p->customers);
	asn_set_release(&p->cone);
	publish_findings_release(&p->findings);
	arena_release(&p->memory);
	*p = (struct publication){0};
}
