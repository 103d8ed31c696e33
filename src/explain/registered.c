/*
 * Route objects and members of sets. How this works: the registry tells what a range is registered
 * by (irr/why.h), and each object is then put through the rules about single objects that the
 * list itself was put through, so that nothing is called a reason that was none.
 */
#include <stdio.h>

#include "explain/objects.h"
#include "filter/fit.h"
#include "filter/validity.h"

/* What became of one object. */
enum counted { COUNTS, IS_INVALID, IS_TOO_LONG, IS_REJECTED, IS_ELSEWHERE };

void origins_note(struct origins_found *found, const struct facts_told *t, const uint32_t *origin)
{
	if (!found->objects++)
		found->first = t->facts.n;
	if (!origin) {
		found->any = true;
		return;
	}
	for (size_t i = 0; i < found->n && i < ORIGINS_SHOWN; i++)
		if (found->asns[i] == *origin)
			return;
	if (found->n < ORIGINS_SHOWN)
		found->asns[found->n] = *origin;
	found->n++;
}

static bool meets_any(const struct origin_list *l, const struct range *wanted)
{
	for (size_t i = 0; i < origin_list_count(l); i++) {
		struct origin_range o = origin_list_get(l, i);

		if (range_meets(&o.range, wanted))
			return true;
	}
	return false;
}

/* The rules about single objects, in their order (filter/import.h). */
static int apply(struct origin_list *one, const struct explain *x, const struct border_policy *policy,
		 bool is_route, const struct range *wanted, enum counted *how)
{
	struct range_list too_long = {0};
	int rc = is_route ? validity_apply(one, x->snapshot, NULL) : 0;

	*how = IS_INVALID;
	if (!rc && origin_list_count(one)) {
		rc = fit_origins(one, policy, &too_long);
		*how = IS_TOO_LONG;
	}
	if (!rc && origin_list_count(one)) {
		*how = meets_any(one, wanted) ? IS_INVALID : IS_ELSEWHERE;
		if (is_route && policy->more_specifics == SWITCH_YES)
			rc = validity_apply(one, x->snapshot, NULL);
	}
	if (!rc && meets_any(one, wanted))
		*how = COUNTS;
	range_list_release(&too_long);
	return rc;
}

static int judge(const struct explain *x, const struct explain_list *l, const struct irr_reason *r,
		 const struct range *wanted, enum counted *how)
{
	const struct border_policy policy = border_policy(x->border, l->list.neighbor);
	struct origin_list one = {0};
	int rc;

	*how = IS_REJECTED;
	if (r->is_route && asn_set_has(&l->list.exceptions.rejected_asns, r->origin))
		return 0;
	rc = origin_list_add(&one, &r->gives, r->origin);
	if (!rc)
		rc = apply(&one, x, &policy, r->is_route, wanted, how);
	origin_list_release(&one);
	return rc;
}

static const char *counted_text(enum counted how)
{
	static const char *const texts[] = {
		[COUNTS] = "",
		[IS_INVALID] = ": RPKI-invalid, so it does not count",
		[IS_TOO_LONG] = ": longer than max-length, so it does not count",
		[IS_REJECTED] = ": an exception rejects its origin",
		[IS_ELSEWHERE] = ": it lets in no more specifics"};

	return texts[how];
}

static void tell_route(const struct irr_reason *r, const char *then, bool idle, struct facts_told *t)
{
	char text[PREFIX_TEXT], owner[OWNER_TEXT];
	struct fact *f = facts_tell(t, FACT_ROUTE, 0, "route object %s AS%u (%s)%s",
				    prefix_text(&r->prefix, text), r->origin,
				    chain_owner_text(&r->place, owner), then);

	fact_place(f, &r->place);
	f->range = range_exact(&r->prefix);
	f->asn = r->origin;
	f->has_range = f->has_asn = true;
	f->idle = idle;
}

/* ", by an operator above it 10.0.0.0/8^16-24": what an operator of a set makes of an object. */
static const char *widened(const struct irr_reason *r, char to[96])
{
	struct range own = range_exact(&r->prefix);
	char text[RANGE_TEXT];

	*to = '\0';
	if (range_cmp(&own, &r->gives))
		snprintf(to, 96, ", by an operator above it %s", range_text(&r->gives, text));
	return to;
}

static int tell_reason(const struct explain *x, const struct explain_list *l,
		       const struct irr_reason *r, enum counted how, bool again, struct facts_told *t)
{
	char wide[96], then[160];
	size_t first = t->facts.n;
	int rc;

	/* a member of a set is told by its chain alone */
	snprintf(then, sizeof then, "%s%s", widened(r, wide), counted_text(how));
	if (r->is_route)
		tell_route(r, then, how != COUNTS, t);
	rc = chain_tell(x, l, r->way, r->is_route && again, r->is_route, t);
	if (r->is_route)
		roas_tell_about(x, &r->prefix, r->origin, 1, t);
	for (size_t i = first; i < t->facts.n && how != COUNTS; i++)
		t->facts.v[i].idle = true;
	return rc;
}

/* Tell those reasons that count, or those that do not. */
static int tell_reasons(const struct explain *x, const struct explain_list *l,
			const struct irr_reasons *reasons, const struct range *wanted, bool counting,
			struct facts_told *t, struct origins_found *found)
{
	size_t last = SIZE_MAX;
	int rc = 0;

	for (size_t i = 0; !rc && i < reasons->items.n; i++) {
		const struct irr_reason *r = &reasons->items.v[i];
		enum counted how;

		rc = judge(x, l, r, wanted, &how);
		if (rc || (how == COUNTS) != counting || how == IS_ELSEWHERE)
			continue;
		if (counting)
			origins_note(found, t, r->is_route ? &r->origin : NULL);
		rc = tell_reason(x, l, r, how, r->way == last, t);
		last = r->way;
	}
	return rc;
}

static unsigned more_to(const struct explain *x, const struct explain_list *l, const struct range *r)
{
	const struct border_policy p = border_policy(x->border, l->list.neighbor);
	bool v4 = r->family == IPV4;
	unsigned max = v4 ? p.max_length.v4 : p.max_length.v6;

	if (p.more_specifics != SWITCH_YES)
		return 0;
	return max ? max : v4 ? MAX_LENGTH_IPV4 : MAX_LENGTH_IPV6;
}

int registered_tell(const struct explain *x, const struct explain_list *l, const struct range *r,
		    struct facts_told *t, struct origins_found *found)
{
	struct irr_reasons reasons = {0};
	int rc = l->why ? irr_why_range(l->why, r, more_to(x, l, r), &reasons) : 0;

	if (!rc)
		rc = tell_reasons(x, l, &reasons, r, true, t, found);
	if (!rc)
		rc = tell_reasons(x, l, &reasons, r, false, t, found);
	if (reasons.total > reasons.items.n)
		facts_tell(t, FACT_NOTE, 0, "and %zu more objects", reasons.total - reasons.items.n);
	irr_reasons_release(&reasons);
	return rc;
}

/* The name under which a neighbor's list can be made longer, with its place. */
static void tell_where_to_add(const struct explain *x, const struct explain_list *l,
			      uint32_t origin, struct facts_told *t)
{
	const struct border_neighbor *n = l->list.neighbor;
	const struct border_texts *sets = explain_as_sets(x, n);
	const char *name = sets->items.n ? sets->items.v[0].text : NULL;
	struct irr_place place;

	if (name && irr_set_at(x->snapshot->irr, name, &place))
		facts_tell_change(t, "AS%u becomes a member of %s (%s:%u%s%.80s)", origin, name,
				  place.file, place.line, *place.mnt_by ? ", " : "", place.mnt_by);
	else if (n)
		facts_tell_change(t, "AS%u is a customer of AS%u: an as-set with both, named at %s:%u",
				  origin, n->asn, x->border->path, n->line);
}

static void tell_invalid_change(const struct irr_reason *r, struct facts_told *t)
{
	char text[PREFIX_TEXT];

	facts_tell_change(t, "a ROA lets AS%u originate %s up to /%u", r->origin,
			  prefix_text(&r->prefix, text), r->gives.le);
}

static void tell_registering(const struct explain_list *l, const struct range *r, struct facts_told *t)
{
	struct prefix p = range_prefix(r);
	char text[PREFIX_TEXT];

	facts_tell_change(t, "a route object or a ROA is made for %s with an origin of the cone%s",
			  prefix_text(&p, text),
			  l->list.neighbor ? ", such as that of the neighbor" : "");
}

/* One registered object that does not bring the range in, and what would; false where it would not. */
static int tell_missing(const struct explain *x, const struct explain_list *l, const struct irr_reason *r,
			const struct range *wanted, struct facts_told *t, bool *changes)
{
	struct range own = range_exact(&r->prefix);
	bool reached = chain_reaches(l, r->origin);
	enum counted how = COUNTS;
	char then[96];
	int rc = judge(x, l, r, wanted, &how);

	snprintf(then, sizeof then, ": AS%u is not in the cone", r->origin);
	tell_route(r, reached || how == IS_REJECTED ? counted_text(how) : then, true, t);
	roas_tell_about(x, &r->prefix, r->origin, 1, t);
	for (size_t i = t->facts.n; i-- && t->facts.v[i].level;)
		t->facts.v[i].idle = true;
	if (rc || *changes || !range_meets(&own, wanted))
		return rc;
	if (how == IS_INVALID)
		tell_invalid_change(r, t);
	else if (!reached)
		tell_where_to_add(x, l, r->origin, t);
	*changes = how == IS_INVALID || !reached;
	return 0;
}

int registered_tell_missing(const struct explain *x, const struct explain_list *l,
			    const struct range *r, struct facts_told *t)
{
	struct irr_reasons all = {0};
	bool changes = false;
	int rc = x->snapshot->irr ? irr_registered(x->snapshot->irr, r, &all) : 0;

	for (size_t i = 0; !rc && i < all.items.n; i++)
		rc = tell_missing(x, l, &all.items.v[i], r, t, &changes);
	if (!rc && !all.total)
		facts_tell(t, FACT_NOTE, 0, "no route object is registered for it, nor around it");
	if (!rc && !changes)
		tell_registering(l, r, t);
	irr_reasons_release(&all);
	return rc;
}
