/* Putting pairs of range and origin in order; lists that are in order are left as they are. */
#include <stdbool.h>

#include "base/radix.h"
#include "net/origin_list.h"

static int compare4(const struct origin_range4 *x, const struct origin_range4 *y)
{
	if (x->range != y->range)
		return x->range < y->range ? -1 : 1;
	return (x->origin > y->origin) - (x->origin < y->origin);
}

static int compare6(const struct origin_range *x, const struct origin_range *y)
{
	int c = range_cmp(&x->range, &y->range);

	return c ? c : (x->origin > y->origin) - (x->origin < y->origin);
}

/* In order, and each once: a list that was normalized before. */
static bool is_normal4(const struct origin_range4 *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (v[i - 1].range > v[i].range ||
		    (v[i - 1].range == v[i].range && v[i - 1].origin >= v[i].origin))
			return false;
	return true;
}

static void drop_equal4(struct origin_list *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->v4.n; i++)
		if (!kept || compare4(&l->v4.v[kept - 1], &l->v4.v[i]))
			l->v4.v[kept++] = l->v4.v[i];
	l->v4.n = kept;
}

/* By range first: few ranges have several origins, which are sorted where they stand. */
static int sort4(struct origin_list *l)
{
	static const struct radix_key by_range = {
		sizeof(struct origin_range4), 8, {RADIX_U64(offsetof(struct origin_range4, range))}};
	static const struct radix_key by_origin = {
		sizeof(struct origin_range4), 4, {RADIX_U32(offsetof(struct origin_range4, origin))}};
	struct origin_range4 *v = l->v4.v;
	size_t n = l->v4.n;
	int rc = radix_sort(v, n, &by_range);

	for (size_t i = 0, end; !rc && i < n; i = end) {
		for (end = i + 1; end < n && v[end].range == v[i].range;)
			end++;
		if (end - i > 1)
			rc = radix_sort(v + i, end - i, &by_origin);
	}
	return rc;
}

static bool is_normal6(const struct origin_range *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (compare6(&v[i - 1], &v[i]) >= 0)
			return false;
	return true;
}

static void drop_equal6(struct origin_list *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->v6.n; i++)
		if (!kept || compare6(&l->v6.v[kept - 1], &l->v6.v[i]))
			l->v6.v[kept++] = l->v6.v[i];
	l->v6.n = kept;
}

static int sort6(struct origin_list *l)
{
	static const struct radix_key by_range = {
		sizeof(struct origin_range),
		19,
		{offsetof(struct origin_range, range.le), offsetof(struct origin_range, range.ge),
		 offsetof(struct origin_range, range.len), RADIX_U64(offsetof(struct origin_range, range.lo)),
		 RADIX_U64(offsetof(struct origin_range, range.hi))}};
	static const struct radix_key by_origin = {
		sizeof(struct origin_range), 4, {RADIX_U32(offsetof(struct origin_range, origin))}};
	struct origin_range *v = l->v6.v;
	size_t n = l->v6.n;
	int rc = radix_sort(v, n, &by_range);

	for (size_t i = 0, end; !rc && i < n; i = end) {
		for (end = i + 1; end < n && !range_cmp(&v[end].range, &v[i].range);)
			end++;
		if (end - i > 1)
			rc = radix_sort(v + i, end - i, &by_origin);
	}
	return rc;
}

static int normalize4(struct origin_list *l)
{
	int rc;

	if (is_normal4(l->v4.v, l->v4.n))
		return 0;
	rc = sort4(l);
	if (!rc)
		drop_equal4(l);
	return rc;
}

static int normalize6(struct origin_list *l)
{
	int rc;

	if (is_normal6(l->v6.v, l->v6.n))
		return 0;
	rc = sort6(l);
	if (!rc)
		drop_equal6(l);
	return rc;
}

int origin_list_normalize(struct origin_list *l)
{
	int rc = normalize4(l);

	return rc ? rc : normalize6(l);
}

static int merge4(struct origin_list *to, const struct origin_list *a, const struct origin_list *b)
{
	size_t i = 0, j = 0;
	int rc = vec_reserve(&to->v4, a->v4.n + b->v4.n, RANGE_LIST_MAX);

	while (!rc && (i < a->v4.n || j < b->v4.n)) {
		int c = i == a->v4.n ? 1 : j == b->v4.n ? -1 : compare4(&a->v4.v[i], &b->v4.v[j]);

		to->v4.v[to->v4.n++] = c > 0 ? b->v4.v[j] : a->v4.v[i];
		i += c <= 0;
		j += c >= 0;
	}
	return rc;
}

static int merge6(struct origin_list *to, const struct origin_list *a, const struct origin_list *b)
{
	size_t i = 0, j = 0;
	int rc = vec_reserve(&to->v6, a->v6.n + b->v6.n, RANGE_LIST_MAX);

	while (!rc && (i < a->v6.n || j < b->v6.n)) {
		int c = i == a->v6.n ? 1 : j == b->v6.n ? -1 : compare6(&a->v6.v[i], &b->v6.v[j]);

		to->v6.v[to->v6.n++] = c > 0 ? b->v6.v[j] : a->v6.v[i];
		i += c <= 0;
		j += c >= 0;
	}
	return rc;
}

int origin_list_merge(struct origin_list *l, struct origin_list *from)
{
	struct origin_list both = {0};
	int rc = origin_list_normalize(l);

	if (!rc)
		rc = origin_list_normalize(from);
	if (rc || !origin_list_count(from))
		return rc;
	rc = merge4(&both, l, from);
	if (!rc)
		rc = merge6(&both, l, from);
	origin_list_release(from);
	if (rc) {
		origin_list_release(&both);
		return rc;
	}
	origin_list_release(l);
	*l = both;
	return 0;
}
