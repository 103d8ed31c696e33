#include "irr/trace.h"

#include <stdlib.h>

/*
 * How this works: the routes of an AS stand in order of prefix_cmp(), so that those inside a
 * block are one run. Those around it matter only where an operator lets more specifics
 * in; there are no more of them than address bits, and each is one search.
 */
struct search {
	const struct irr_why *why;
	const struct dump *dump;
	struct range wanted;
	unsigned more_to; /* more specifics count up to this length; 0: not so */
	const struct event *event;
	size_t way;
	struct irr_reasons *found;
};

static int add(struct irr_reasons *found, const struct irr_reason *reason)
{
	if (found->total++ >= IRR_REASONS_MAX)
		return 0;
	return vec_push(&found->items, *reason, IRR_REASONS_MAX);
}

/* Whether the range, with its more specifics where they count, has anything that is wanted. */
static bool is_wanted(const struct search *s, const struct range *gives)
{
	struct range r = *gives;

	if (r.ge <= s->more_to && r.le < s->more_to)
		r.le = (uint8_t)s->more_to;
	return range_meets(&r, &s->wanted);
}

static uint16_t route_source(const struct dump *d, unsigned family, size_t i)
{
	size_t n;
	const uint16_t *source =
		index_array(&d->index, family == IPV4 ? INDEX_SOURCE4 : INDEX_SOURCE6, sizeof *source, &n);

	return source[i];
}

/* A row of the routes, as a reason; false for a forged one. */
static bool read_route(const struct irr *irr, const struct dump *d, unsigned family, size_t i,
		       struct irr_reason *r)
{
	size_t n;
	const struct index_from *from =
		index_array(&d->index, family == IPV4 ? INDEX_FROM4 : INDEX_FROM6, sizeof *from, &n);

	r->is_route = true;
	r->dump = (uint32_t)(d - irr->dumps);
	r->prefix = dump_route_prefix(&d->index, family, i);
	r->gives = range_exact(&r->prefix);
	r->place = dump_place(irr, d, route_source(d, family, i), from[i].line, from[i].mnt_by);
	return expander_is_sound(&r->gives);
}

static int try_route(struct search *s, size_t i)
{
	struct irr_reason r = {.origin = s->event->asn, .way = s->way};
	struct range plain;

	if (!expander_uses(&s->why->x, s->dump, route_source(s->dump, s->wanted.family, i), s->event->only) ||
	    !read_route(s->why->x.irr, s->dump, s->wanted.family, i, &r))
		return 0;
	plain = r.gives;
	if (!chain_apply(s->event->chain, &plain, &r.gives) || !is_wanted(s, &r.gives))
		return 0;
	return add(s->found, &r);
}

/* The routes of a run that are the prefix itself, or inside it where `inside`. */
static int try_run(struct search *s, struct index_run run, const struct prefix *p, bool inside)
{
	const struct index *ix = &s->dump->index;
	int rc = 0;

	for (size_t i = dump_first_route(ix, p, run); !rc && i < run.first + run.n; i++) {
		struct prefix q = dump_route_prefix(ix, p->family, i);

		if (!(inside ? prefix_covers(p, &q) : prefix_equal(p, &q)))
			break;
		rc = try_route(s, i);
	}
	return rc;
}

static int try_asn(struct search *s)
{
	struct prefix wanted = range_prefix(&s->wanted);
	bool around = s->more_to || !chain_is_none(s->event->chain);
	struct index_run v4, v6, run;
	int rc = 0;

	index_routes(&s->dump->index, s->event->asn, &v4, &v6);
	run = wanted.family == IPV4 ? v4 : v6;
	if (!run.n)
		return 0;
	for (unsigned len = 0; !rc && around && len < wanted.len; len++) {
		struct prefix p = prefix_make(wanted.family, prefix_first(&wanted), len);

		rc = try_run(s, run, &p, false);
	}
	return rc ? rc : try_run(s, run, &wanted, true);
}

static int try_range(struct search *s)
{
	const struct event *event = s->event;
	struct irr_reason r = {.is_route = event->foot.by_ref,
			       .prefix = range_prefix(&event->range),
			       .origin = event->foot.origin,
			       .place = trace_place(s->why, &event->foot),
			       .way = s->way};

	if (!chain_apply(event->chain, &event->range, &r.gives) || !is_wanted(s, &r.gives))
		return 0;
	return add(s->found, &r);
}

/* By prefix; equal ones in the order met. */
static int cmp_reason(const void *a, const void *b)
{
	const struct irr_reason *x = a, *y = b;
	int cmp = prefix_cmp(&x->prefix, &y->prefix);

	if (!cmp)
		cmp = (x->way > y->way) - (x->way < y->way);
	if (!cmp)
		cmp = (x->dump > y->dump) - (x->dump < y->dump);
	return cmp ? cmp : (x->place.line > y->place.line) - (x->place.line < y->place.line);
}

static void sort(struct irr_reasons *found)
{
	if (found->items.n)
		qsort(found->items.v, found->items.n, sizeof *found->items.v, cmp_reason);
}

int irr_why_range(const struct irr_why *w, const struct range *r, unsigned more_to,
		  struct irr_reasons *found)
{
	struct search s = {.why = w, .wanted = *r, .more_to = more_to, .found = found};
	int rc = 0;

	for (s.way = 0; !rc && s.way < w->trace.events.n; s.way++) {
		s.event = &w->trace.events.v[s.way];
		if (s.event->is_range)
			rc = try_range(&s);
		for (size_t i = 0; !rc && !s.event->is_range && i < w->x.irr->n; i++) {
			s.dump = &w->x.irr->dumps[i];
			rc = try_asn(&s);
		}
	}
	sort(found);
	return rc;
}

/* The AS whose run of routes a row is in; false for none. O(log origins). */
static bool origin_of(const struct index *ix, unsigned family, size_t row, uint32_t *asn)
{
	size_t n, low = 0, high;
	const struct index_origin *o = index_array(ix, INDEX_ORIGINS, sizeof *o, &n);

	for (high = n; low < high;) {
		size_t mid = low + (high - low) / 2;

		if ((family == IPV4 ? o[mid].first4 : o[mid].first6) <= row)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low)
		return false;
	*asn = o[low - 1].asn;
	return true;
}

static bool is_about(const struct prefix *route, const struct range *wanted)
{
	struct prefix p = range_prefix(wanted);
	struct range exact = range_exact(route);

	return prefix_covers(route, &p) || range_meets(&exact, wanted);
}

static int find_in_dump(const struct irr *irr, const struct dump *d, const struct range *wanted,
			struct irr_reasons *found)
{
	unsigned family = wanted->family;
	size_t n;
	int rc = 0;

	index_array(&d->index, family == IPV4 ? INDEX_LEN4 : INDEX_LEN6, 1, &n);
	for (size_t i = 0; !rc && i < n; i++) {
		struct prefix p = dump_route_prefix(&d->index, family, i);
		struct irr_reason r = {0};

		if (is_about(&p, wanted) && origin_of(&d->index, family, i, &r.origin) &&
		    read_route(irr, d, family, i, &r))
			rc = add(found, &r);
	}
	return rc;
}

int irr_registered(const struct irr *irr, const struct range *r, struct irr_reasons *found)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < irr->n; i++)
		rc = find_in_dump(irr, &irr->dumps[i], r, found);
	sort(found);
	return rc;
}
