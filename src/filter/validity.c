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
	struct origin_list kept;
};

static int note_invalid(struct applying *a, const struct origin_range *o, enum rov_state state)
{
	const struct invalid_object object = {o->range, o->origin, state};

	return a->invalid ? vec_push(&a->invalid->v, object, RANGE_LIST_MAX) : 0;
}

static int settle_single(struct applying *a, const struct origin_range *o, enum rov_state state)
{
	if (state != ROV_INVALID_ASN && state != ROV_INVALID_LENGTH)
		return origin_list_add(&a->kept, &o->range, o->origin);
	return note_invalid(a, o, state);
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

		rc = origin_list_add(&a->kept, &r, o->origin);
	}
	prefix_set_release(&whole);
	prefix_set_release(&rest);
	range_list_release(&one);
	range_list_release(&few);
	return rc;
}

static int settle_wide(struct applying *a, const struct origin_range *o)
{
	struct touching t = {.range = o};
	struct prefix_set invalid = {0};
	int rc = touch_all(&t, &a->snapshot->rpki);

	if (!rc)
		rc = invalid_part(&t, &invalid);
	if (!rc && !prefix_set_is_empty(&invalid))
		rc = note_invalid(a, o, t.own ? ROV_INVALID_LENGTH : ROV_INVALID_ASN);
	if (!rc)
		rc = prefix_set_is_empty(&invalid) ? origin_list_add(&a->kept, &o->range, o->origin)
						   : keep_rest(a, o, &invalid);
	prefix_set_release(&invalid);
	range_list_release(&t.covered);
	range_list_release(&t.authorized);
	return rc;
}

static bool is_single(const struct range *r)
{
	return r->ge == r->len && r->le == r->len;
}

static int settle_batch(struct applying *a, const struct origin_range *o, size_t n)
{
	struct rov_route routes[BATCH];
	uint8_t states[BATCH];
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		routes[i] = (struct rov_route){range_prefix(&o[i].range), o[i].origin};
	rov_validate_many(a->snapshot->rov, routes, n, states);
	for (size_t i = 0; !rc && i < n; i++)
		rc = is_single(&o[i].range) ? settle_single(a, &o[i], states[i]) : settle_wide(a, &o[i]);
	return rc;
}

int validity_apply(struct origin_list *l, const struct snapshot *s, struct invalid_objects *invalid)
{
	struct applying a = {.snapshot = s, .invalid = invalid};
	struct origin_range batch[BATCH];
	size_t n = origin_list_count(l), filled = 0;
	int rc = 0;

	if (!s->rov)
		return 0;
	for (size_t i = 0; !rc && i < n; i++) {
		batch[filled++] = origin_list_get(l, i);
		if (filled < BATCH && i + 1 < n)
			continue;
		rc = settle_batch(&a, batch, filled);
		filled = 0;
	}
	origin_list_release(l);
	*l = a.kept;
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
