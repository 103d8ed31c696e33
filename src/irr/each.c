#include "irr/irr.h"

#include <string.h>

#include "irr/dump.h"
#include "irr/value.h"

/*
 * How this works: an index holds its routes by origin, so one walk over the origins
 * meets every route. What a forged index says is bounded before it is used.
 */
struct walk {
	const struct irr *irr;
	const struct dump *dump;
	int (*visit)(void *context, const struct irr_route *r);
	void *context;
};

static bool is_prefix(const struct prefix *p)
{
	return p->len <= family_bits(p->family) && !(prefix_first(p) & ~u128_mask(p->len));
}

static int walk_routes(const struct walk *w, uint32_t origin, bool v4, struct index_run run)
{
	const struct index *ix = &w->dump->index;
	size_t n;
	const struct index_from *from = index_array(ix, v4 ? INDEX_FROM4 : INDEX_FROM6, sizeof *from, &n);
	const uint16_t *source = index_array(ix, v4 ? INDEX_SOURCE4 : INDEX_SOURCE6, sizeof *source, &n);
	int rc = 0;

	for (size_t i = run.first; i < run.first + run.n && !rc; i++) {
		struct irr_route r = {.prefix = dump_route_prefix(ix, v4 ? IPV4 : IPV6, i), .origin = origin};

		if (!is_prefix(&r.prefix))
			continue;
		r.place = dump_place(w->irr, w->dump, source[i], from[i].line, from[i].mnt_by);
		rc = w->visit(w->context, &r);
	}
	return rc;
}

static int walk_dump(const struct walk *w)
{
	size_t n;
	const struct index_origin *o = index_array(&w->dump->index, INDEX_ORIGINS, sizeof *o, &n);
	int rc = 0;

	for (size_t i = 0; i + 1 < n && !rc; i++) {
		struct index_run v4, v6;

		index_routes(&w->dump->index, o[i].asn, &v4, &v6);
		rc = walk_routes(w, o[i].asn, true, v4);
		if (!rc)
			rc = walk_routes(w, o[i].asn, false, v6);
	}
	return rc;
}

int irr_each_route(const struct irr *irr, int (*visit)(void *context, const struct irr_route *r),
		   void *context)
{
	struct walk w = {.irr = irr, .visit = visit, .context = context};
	int rc = 0;

	for (size_t i = 0; i < irr->n && !rc; i++) {
		w.dump = &irr->dumps[i];
		rc = walk_dump(&w);
	}
	return rc;
}

size_t irr_sets_at(const struct irr *irr, const char *name, struct irr_place *places, size_t room)
{
	char folded[RPSL_NAME_MAX + 1];
	size_t found = 0, len = strlen(name);

	if (len > RPSL_NAME_MAX)
		return 0;
	rpsl_fold(name, len, folded);
	for (size_t i = 0; i < irr->n; i++) {
		const struct dump *d = &irr->dumps[i];
		struct index_run run = index_sets(&d->index, folded);
		size_t n;
		const struct fact_set *all = index_array(&d->index, INDEX_SETS, sizeof *all, &n);

		for (size_t k = run.first; k < run.first + run.n; k++, found++)
			if (found < room)
				places[found] = dump_place(irr, d, all[k].source, all[k].line,
							     all[k].mnt_by);
	}
	return found;
}

static struct irr_member member_of(const struct index *ix, const struct fact_member *m)
{
	return (struct irr_member){.asn = m->value,
				   .name = m->kind == FACT_ASN ? NULL : index_string(ix, m->value),
				   .damaged = m->kind == FACT_DAMAGED || m->kind == FACT_ENDLESS,
				   .line = m->line};
}

int irr_each_member(const struct irr *irr, const char *name,
		    int (*visit)(void *context, const struct irr_member *m), void *context)
{
	const struct dump *d = NULL;
	const struct fact_set *set = irr_best_set(irr, name, &d);
	const struct fact_member *all;
	size_t n, end;
	int rc = 0;

	if (!set)
		return 0;
	all = index_array(&d->index, INDEX_MEMBERS, sizeof *all, &n);
	end = set->first + (size_t)set->members;
	for (size_t i = set->first; i < end && i < n && !rc; i++) {
		struct irr_member m = member_of(&d->index, &all[i]);

		if (all[i].kind != FACT_RANGE)
			rc = visit(context, &m);
	}
	return rc;
}
