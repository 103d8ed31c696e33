#include "net/origin_list.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "net/lengths.h"

int origin_list_add(struct origin_list *l, const struct range *r, uint32_t origin)
{
	const struct origin_range v6 = {*r, origin};
	const struct origin_range4 v4 = {
		range_pack4((uint32_t)(r->hi >> 32), r->len, r->ge, r->le), origin};

	return r->family == IPV4 ? vec_push(&l->v4, v4, RANGE_LIST_MAX)
				 : vec_push(&l->v6, v6, RANGE_LIST_MAX);
}

int origin_list_move(struct origin_list *l, struct origin_list *from)
{
	int rc = 0;

	if (!origin_list_count(l)) {
		struct origin_list empty = *l;

		*l = *from;
		*from = empty;
		return 0;
	}
	rc = vec_reserve(&l->v4, l->v4.n + from->v4.n, RANGE_LIST_MAX);
	for (size_t i = 0; !rc && i < from->v4.n; i++)
		l->v4.v[l->v4.n++] = from->v4.v[i];
	for (size_t i = 0; !rc && i < from->v6.n; i++)
		rc = vec_push(&l->v6, from->v6.v[i], RANGE_LIST_MAX);
	from->v4.n = from->v6.n = 0;
	return rc;
}

static bool has_ranges(const struct origin_list *l)
{
	for (size_t i = 0; i < l->v4.n; i++)
		if ((l->v4.v[i].range >> 16 ^ l->v4.v[i].range >> 8) & 255)
			return true;
	for (size_t i = 0; i < l->v6.n; i++)
		if (l->v6.v[i].range.ge != l->v6.v[i].range.le)
			return true;
	return false;
}

static bool is_wide(const struct range *r)
{
	return r->le > r->ge;
}

/* The ranges of several prefixes that cover where a walk has come to: they nest, so a stack. */
struct wides {
	VEC(struct origin_range) open;
};

static void close_wides(struct wides *w, const struct prefix *at)
{
	while (w->open.n) {
		struct prefix outer = range_prefix(&w->open.v[w->open.n - 1].range);

		if (prefix_covers(&outer, at))
			return;
		w->open.n--;
	}
}

/* Whether another pair of the same origin has all prefixes of this one. */
static bool is_covered(const struct wides *w, const struct origin_range *o)
{
	for (size_t i = 0; i < w->open.n; i++) {
		const struct origin_range *p = &w->open.v[i];

		if (p->origin == o->origin && p->range.ge <= o->range.ge && p->range.le >= o->range.le &&
		    range_cmp(&p->range, &o->range))
			return true;
	}
	return false;
}

static void put_at(struct origin_list *l, size_t i, const struct origin_range *o)
{
	if (i < l->v4.n)
		l->v4.v[i] = (struct origin_range4){range_pack4((uint32_t)(o->range.hi >> 32),
								o->range.len, o->range.ge, o->range.le),
						    o->origin};
	else
		l->v6.v[i - l->v4.n] = *o;
}

/* The pairs of one prefix, from `i` on: open the wide ones; returns the first of the next prefix. */
static int open_group(struct wides *w, const struct origin_list *l, size_t i, size_t end, size_t *next)
{
	struct origin_range first = origin_list_get(l, i);
	struct prefix at = range_prefix(&first.range);
	int rc = 0;

	close_wides(w, &at);
	for (; !rc && i < end; i++) {
		struct origin_range o = origin_list_get(l, i);
		struct prefix p = range_prefix(&o.range);

		if (!prefix_equal(&p, &at))
			break;
		if (is_wide(&o.range))
			rc = vec_push(&w->open, o, RANGE_LIST_MAX);
	}
	*next = i;
	return rc;
}

/* Drop the covered pairs from `first` up to before `end`; *kept is the end of what is left. */
static int reduce_family(struct origin_list *l, size_t first, size_t end, size_t *kept)
{
	struct wides w = {0};
	size_t next = first;
	int rc = 0;

	*kept = first;
	for (size_t i = first; !rc && i < end; i++) {
		struct origin_range o = origin_list_get(l, i);

		if (i == next)
			rc = open_group(&w, l, i, end, &next);
		if (!is_covered(&w, &o))
			put_at(l, (*kept)++, &o);
	}
	vec_free(&w.open);
	return rc;
}

int origin_list_reduce(struct origin_list *l)
{
	int rc = origin_list_normalize(l);
	size_t n4, end;

	if (rc || !has_ranges(l))
		return rc;
	rc = reduce_family(l, l->v4.n, origin_list_count(l), &end);
	l->v6.n = end - l->v4.n;
	if (!rc)
		rc = reduce_family(l, 0, l->v4.n, &n4);
	if (!rc)
		l->v4.n = n4;
	return rc;
}

/* A walk along the spans of one family, beside pairs in order of address. */
struct walk {
	const struct spans *spans;
	size_t i; /* spans that begin at or before the last address */
};

static bool walk_has(struct walk *w, const struct prefix *p)
{
	const struct spans *s = w->spans;

	while (w->i < s->s.n && u128_make(s->s.v[w->i].hi, s->s.v[w->i].lo) <= prefix_first(p))
		w->i++;
	return w->i && lengths_has(s->s.v[w->i - 1].lengths, p->len);
}

/* What the set has of a range of several prefixes. */
static int keep_part(const struct origin_range *o, const struct prefix_set *set,
		     struct origin_list *kept)
{
	struct prefix_set part = {0};
	struct range_list few = {0};
	int rc = prefix_set_within(&part, set, &o->range);

	if (!rc)
		rc = prefix_set_aggregate(&part, &few);
	for (size_t i = 0; !rc && i < range_list_count(&few); i++) {
		struct range r = range_list_get(&few, i);

		rc = origin_list_add(kept, &r, o->origin);
	}
	prefix_set_release(&part);
	range_list_release(&few);
	return rc;
}

int origin_list_within(const struct origin_list *l, const struct prefix_set *set,
		       struct origin_list *kept)
{
	struct walk walks[] = {{&set->v4, 0}, {&set->v6, 0}};
	int rc = vec_reserve(&kept->v4, kept->v4.n + l->v4.n, RANGE_LIST_MAX);

	if (!rc)
		rc = vec_reserve(&kept->v6, kept->v6.n + l->v6.n, RANGE_LIST_MAX);

	for (size_t i = 0; !rc && i < origin_list_count(l); i++) {
		struct origin_range o = origin_list_get(l, i);
		struct prefix p = range_prefix(&o.range);

		if (is_wide(&o.range) || o.range.ge > o.range.len)
			rc = keep_part(&o, set, kept);
		else if (walk_has(&walks[o.range.family == IPV6], &p))
			rc = origin_list_add(kept, &o.range, o.origin);
	}
	return rc;
}

int origin_list_ranges(const struct origin_list *l, struct range_list *to)
{
	int rc = vec_reserve(&to->v4, to->v4.n + l->v4.n, RANGE_LIST_MAX);

	for (size_t i = 0; !rc && i < l->v4.n; i++)
		to->v4.v[to->v4.n++] = l->v4.v[i].range;
	for (size_t i = 0; !rc && i < l->v6.n; i++)
		rc = range_list_add(to, &l->v6.v[i].range);
	return rc;
}

void origin_list_release(struct origin_list *l)
{
	vec_free(&l->v4);
	vec_free(&l->v6);
}
