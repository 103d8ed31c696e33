/*
 * How this works: single prefixes are asked of the table of origin validation, many at a
 * time. A range of several prefixes is a set, and so is what the VRPs that touch it cover, and
 * what they authorize: invalid is what is covered and not authorized.
 */
#include "filter/validity.h"

enum { BATCH = 1024 };

struct applying {
	const struct snapshot *snapshot;
	struct invalid_objects *invalid; /* NULL: not asked for */
	struct origin_list parts;        /* what is left of ranges that are invalid in part */
};

static int note_invalid(struct applying *a, const struct origin_range *o, enum rov_state state)
{
	const struct invalid_object object = {o->range, o->origin, state};

	return a->invalid ? vec_push(&a->invalid->v, object, RANGE_LIST_MAX) : 0;
}

/* What the VRPs that touch a range say about it, for one origin. */
struct touching {
	const struct origin_range *range;
	struct range_list covered, authorized;
	bool own; /* one of them has the origin */
};

static int touch(struct touching *t, const struct vrp *v)
{
	const struct range *r = &t->range->range;
	struct prefix p = v->prefix.len > r->len ? v->prefix : range_prefix(r);
	unsigned ge = p.len > r->ge ? p.len : r->ge;
	unsigned le = v->max_len < r->le ? v->max_len : r->le;
	bool own = v->asn == t->range->origin;
	struct range covered = range_make(&p, ge, r->le), authorized = range_make(&p, ge, le);
	int rc;

	if (ge > r->le)
		return 0;
	t->own |= own;
	rc = range_list_add(&t->covered, &covered);
	if (!rc && own && v->asn && ge <= le)
		rc = range_list_add(&t->authorized, &authorized);
	return rc;
}

static int touch_all(struct touching *t, const struct rpki *rpki)
{
	struct prefix p = range_prefix(&t->range->range);
	struct rpki_touch at;
	struct vrp v;
	int rc = 0;

	rpki_touch_start(&at, &p);
	while (!rc && rpki_touch_next(rpki, &at, &v))
		rc = touch(t, &v);
	return rc;
}

static int set_of(struct prefix_set *set, struct range_list *l)
{
	int rc = range_list_normalize(l);

	return rc ? rc : prefix_set_make(set, l);
}

/* The prefixes of the range that are invalid. */
static int invalid_part(struct touching *t, struct prefix_set *invalid)
{
	struct prefix_set covered = {0}, authorized = {0};
	int rc = set_of(&covered, &t->covered);

	if (!rc)
		rc = set_of(&authorized, &t->authorized);
	if (!rc)
		rc = prefix_set_subtract(invalid, &covered, &authorized);
	prefix_set_release(&covered);
	prefix_set_release(&authorized);
	return rc;
}

static int keep_rest(struct applying *a, const struct origin_range *o, const struct prefix_set *invalid)
{
	struct range_list one = {0}, few = {0};
	struct prefix_set whole = {0}, rest = {0};
	int rc = range_list_add(&one, &o->range);

	if (!rc)
		rc = prefix_set_make(&whole, &one);
	if (!rc)
		rc = prefix_set_subtract(&rest, &whole, invalid);
	if (!rc)
		rc = prefix_set_aggregate(&rest, &few);
	for (size_t i = 0; !rc && i < range_list_count(&few); i++) {
		struct range r = range_list_get(&few, i);

		rc = origin_list_add(&a->parts, &r, o->origin);
	}
	prefix_set_release(&whole);
	prefix_set_release(&rest);
	range_list_release(&one);
	range_list_release(&few);
	return rc;
}

static int settle_wide(struct applying *a, const struct origin_range *o, bool *keep)
{
	struct touching t = {.range = o};
	struct prefix_set invalid = {0};
	int rc = touch_all(&t, &a->snapshot->rpki);

	if (!rc)
		rc = invalid_part(&t, &invalid);
	*keep = prefix_set_is_empty(&invalid);
	if (!rc && !*keep)
		rc = note_invalid(a, o, t.own ? ROV_INVALID_LENGTH : ROV_INVALID_ASN);
	if (!rc && !*keep)
		rc = keep_rest(a, o, &invalid);
	prefix_set_release(&invalid);
	range_list_release(&t.covered);
	range_list_release(&t.authorized);
	return rc;
}

static bool is_single(const struct range *r)
{
	return r->ge == r->len && r->le == r->len;
}

/* Whether a pair stays as it is; `state` is that of its prefix. */
static int settle(struct applying *a, const struct origin_range *o, enum rov_state state, bool *keep)
{
	if (!is_single(&o->range))
		return settle_wide(a, o, keep);
	*keep = state != ROV_INVALID_ASN && state != ROV_INVALID_LENGTH;
	return *keep ? 0 : note_invalid(a, o, state);
}

/* `n` pairs from `first` on are asked for at a time; those that stay move down to *kept. */
static int settle_batch(struct applying *a, struct origin_list *l, size_t first, size_t n, size_t *kept)
{
	struct rov_route routes[BATCH];
	uint8_t states[BATCH];
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		struct origin_range o = origin_list_get(l, first + i);

		routes[i] = (struct rov_route){range_prefix(&o.range), o.origin};
	}
	rov_validate_many(a->snapshot->rov, routes, n, states);
	for (size_t i = 0; !rc && i < n; i++) {
		struct origin_range o = origin_list_get(l, first + i);
		bool keep;

		rc = settle(a, &o, states[i], &keep);
		if (!rc && keep)
			origin_list_copy(l, (*kept)++, first + i);
	}
	return rc;
}

/* The pairs of one family; *n is how many of them are left. */
static int settle_family(struct applying *a, struct origin_list *l, size_t first, size_t *n)
{
	size_t kept = first, end = first + *n;
	int rc = 0;

	for (size_t i = first; !rc && i < end; i += BATCH)
		rc = settle_batch(a, l, i, end - i < BATCH ? end - i : BATCH, &kept);
	*n = kept - first;
	return rc;
}

int validity_apply(struct origin_list *l, const struct snapshot *s, struct invalid_objects *invalid)
{
	struct applying a = {.snapshot = s, .invalid = invalid};
	size_t n4 = l->v4.n, n6 = l->v6.n;
	int rc = 0;

	if (!s->rov)
		return 0;
	rc = settle_family(&a, l, 0, &n4);
	if (!rc)
		rc = settle_family(&a, l, l->v4.n, &n6);
	l->v4.n = n4;
	l->v6.n = n6;
	if (!rc)
		rc = origin_list_merge(l, &a.parts);
	origin_list_release(&a.parts);
	return rc;
}

struct vrp invalid_object_cause(const struct rpki *rpki, const struct invalid_object *o)
{
	const struct prefix p = range_prefix(&o->range);
	struct vrp v, cause = {0};
	bool found = false, own = false;
	struct rpki_touch at;

	rpki_touch_start(&at, &p);
	while (rpki_touch_next(rpki, &at, &v)) {
		bool better = v.asn == o->origin && (!own || v.max_len > cause.max_len);

		if (found && v.prefix.len > p.len)
			break;
		if (!found || better)
			cause = v;
		own |= better;
		found = true;
	}
	return cause;
}

void invalid_objects_release(struct invalid_objects *i)
{
	vec_free(&i->v);
}
