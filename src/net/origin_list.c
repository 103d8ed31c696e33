#include "net/origin_list.h"

#include <stdlib.h>

int origin_list_add(struct origin_list *l, const struct range *r, uint32_t origin)
{
	const struct origin_range v6 = {*r, origin};
	const struct origin_range4 v4 = {
		range_pack4((uint32_t)(r->hi >> 32), r->len, r->ge, r->le), origin};

	return r->family == IPV4 ? vec_push(&l->v4, v4, RANGE_LIST_MAX)
				 : vec_push(&l->v6, v6, RANGE_LIST_MAX);
}

static int compare4(const void *a, const void *b)
{
	const struct origin_range4 *x = a, *y = b;

	if (x->range != y->range)
		return x->range < y->range ? -1 : 1;
	return (x->origin > y->origin) - (x->origin < y->origin);
}

static int compare6(const void *a, const void *b)
{
	const struct origin_range *x = a, *y = b;
	int c = range_cmp(&x->range, &y->range);

	return c ? c : (x->origin > y->origin) - (x->origin < y->origin);
}

void origin_list_normalize(struct origin_list *l)
{
	size_t kept = 0;

	if (l->v4.n)
		qsort(l->v4.v, l->v4.n, sizeof *l->v4.v, compare4);
	for (size_t i = 0; i < l->v4.n; i++)
		if (!kept || compare4(&l->v4.v[kept - 1], &l->v4.v[i]))
			l->v4.v[kept++] = l->v4.v[i];
	l->v4.n = kept;
	kept = 0;
	if (l->v6.n)
		qsort(l->v6.v, l->v6.n, sizeof *l->v6.v, compare6);
	for (size_t i = 0; i < l->v6.n; i++)
		if (!kept || compare6(&l->v6.v[kept - 1], &l->v6.v[i]))
			l->v6.v[kept++] = l->v6.v[i];
	l->v6.n = kept;
}

size_t origin_list_count(const struct origin_list *l)
{
	return l->v4.n + l->v6.n;
}

struct origin_range origin_list_get(const struct origin_list *l, size_t i)
{
	if (i < l->v4.n)
		return (struct origin_range){range_unpack4(l->v4.v[i].range), l->v4.v[i].origin};
	return l->v6.v[i - l->v4.n];
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
