#include "explain/registered.h"

#include <stdio.h>
#include <string.h>

#include "rpki/rov.h"

/* The source and maintainers of an object as a message has them: "RIPE, MNT-A MNT-B". */
static const char *owner_text(const struct irr_place *p, char to[128])
{
	snprintf(to, 128, "%s%s%.80s", *p->source ? p->source : "no source",
		 *p->mnt_by ? ", " : "", p->mnt_by);
	return to;
}

/* The name in the border file that a chain begins with. */
static void tell_named(const struct explain *x, const struct explain_list *l,
		       const struct irr_step *s, unsigned level, struct facts_told *t)
{
	const struct border_text *name = &l->names.v[s->object];
	struct fact *f;

	if (name->text)
		f = facts_tell(t, FACT_BORDER, level, "%s: its as-set is %s",
			       l->list.neighbor ? "the neighbor" : "the network", name->text);
	else
		f = facts_tell(t, FACT_BORDER, level,
			       "it has neither as-set nor prefixes: what is registered for AS%u",
			       l->list.asn);
	f->file = x->border->path;
	f->line = name->line;
	f->name = name->text;
	f->asn = l->list.asn;
	f->has_asn = true;
}

static void tell_step(const struct explain *x, const struct explain_list *l,
		      const struct irr_step *s, unsigned level, struct facts_told *t)
{
	char text[IRR_STEP_TEXT], owner[128];
	const char *name;
	struct fact *f;

	if (!s->set) {
		tell_named(x, l, s, level, t);
		return;
	}
	name = facts_keep(t, irr_step_text(s, text));
	if (s->by_ref)
		f = facts_tell(t, FACT_REFERENCE, level, "%s has %s by reference (%s)", s->set, name,
			       owner_text(&s->place, owner));
	else
		f = facts_tell(t, FACT_MEMBER, level, "%s has the member %s (%s)", s->set, name,
			       owner_text(&s->place, owner));
	fact_place(f, &s->place);
	f->set = s->set;
	f->name = name;
	f->asn = s->asn;
	f->has_asn = s->kind == IRR_STEP_ASN || s->by_ref;
}

/* The chain of a way; `again` where it was told before. */
static int tell_way(const struct explain *x, const struct explain_list *l, size_t way, bool again,
		    unsigned level, struct facts_told *t)
{
	struct irr_path path = {0};
	size_t first = t->facts.n;
	int rc = irr_why_path(l->why, way, &path);

	for (size_t i = 0; !rc && i < path.steps.n; i++)
		tell_step(x, l, &path.steps.v[i], level, t);
	for (size_t i = first; i < t->facts.n; i++)
		t->facts.v[i].again = again;
	irr_path_release(&path);
	return rc;
}

bool registered_tell_asn(const struct explain *x, const struct explain_list *l, uint32_t asn,
			 unsigned level, struct facts_told *t)
{
	size_t way;

	if (!l->why || !irr_why_asn(l->why, asn, &way))
		return false;
	if (tell_way(x, l, way, false, level, t))
		t->failed = true;
	return true;
}

static void tell_vrp(const struct explain *x, const struct vrp *v, unsigned level,
		     const char *then, struct facts_told *t)
{
	struct range r = range_make(&v->prefix, v->prefix.len, v->max_len);
	char text[PREFIX_TEXT];
	struct fact *f = facts_tell(t, FACT_ROA, level, "a ROA lets AS%u originate %s up to /%u%s",
				    v->asn, prefix_text(&v->prefix, text), v->max_len, then);

	f->file = x->snapshot->rpki.sources.v[v->source].name;
	f->line = v->line;
	f->range = r;
	f->asn = v->asn;
	f->has_range = f->has_asn = true;
}

void registered_tell_roas(const struct explain *x, const struct prefix *p, uint32_t origin,
			  unsigned level, struct facts_told *t)
{
	enum rov_state state = x->snapshot->rov ? rov_validate(x->snapshot->rov, p, origin) : ROV_NOT_FOUND;
	char then[48];
	struct rpki_cover cover;
	struct vrp v;

	if (state == ROV_NOT_FOUND)
		return;
	snprintf(then, sizeof then, ": %s", rov_state_text(state));
	rpki_cover_start(&cover, p);
	while (rpki_cover_next(&x->snapshot->rpki, &cover, &v))
		if (state != ROV_VALID || (v.asn == origin && v.max_len >= p->len))
			tell_vrp(x, &v, level, then, t);
}

void registered_tell_covering(const struct explain *x, const struct prefix *p, struct facts_told *t)
{
	struct rpki_cover cover;
	struct vrp v;

	rpki_cover_start(&cover, p);
	while (rpki_cover_next(&x->snapshot->rpki, &cover, &v))
		tell_vrp(x, &v, 0, "", t);
}

static struct fact *tell_route(const struct irr_reason *r, const char *then, struct facts_told *t)
{
	char text[PREFIX_TEXT], owner[128];
	struct fact *f = facts_tell(t, FACT_ROUTE, 0, "route object %s AS%u (%s)%s",
				    prefix_text(&r->prefix, text), r->origin,
				    owner_text(&r->place, owner), then);

	fact_place(f, &r->place);
	f->range = range_exact(&r->prefix);
	f->asn = r->origin;
	f->has_range = f->has_asn = true;
	return f;
}

static void note_origin(struct origins_found *found, const struct irr_reason *r)
{
	found->objects++;
	if (!r->is_route) {
		found->any = true;
		return;
	}
	for (size_t i = 0; i < found->n && i < ORIGINS_SHOWN; i++)
		if (found->asns[i] == r->origin)
			return;
	if (found->n < ORIGINS_SHOWN)
		found->asns[found->n] = r->origin;
	found->n++;
}

/* What an operator of a set above makes of an object: ", which an operator widens to …". */
static const char *widened(const struct irr_reason *r, char to[96])
{
	struct range own = range_exact(&r->prefix);
	char text[RANGE_TEXT];

	*to = '\0';
	if (range_cmp(&own, &r->gives))
		snprintf(to, 96, ", by an operator above it %s", explain_range_text(&r->gives, text));
	return to;
}

static int tell_reason(const struct explain *x, const struct explain_list *l,
		       const struct irr_reason *r, bool again, struct facts_told *t)
{
	char then[96];
	int rc;

	/* a member of a set is told by its chain */
	if (r->is_route)
		tell_route(r, widened(r, then), t);
	rc = tell_way(x, l, r->way, r->is_route && again, r->is_route, t);
	if (r->is_route)
		registered_tell_roas(x, &r->prefix, r->origin, 1, t);
	return rc;
}

/* The prefixes that the border file itself has for the neighbor. */
static void tell_prefixes(const struct explain *x, const struct explain_list *l,
			  const struct range *r, struct facts_told *t, struct origins_found *found)
{
	const struct border_prefixes *from = explain_prefixes(x, l->list.neighbor);

	for (size_t i = 0; i < from->items.n; i++) {
		const struct border_prefix *p = &from->items.v[i];
		struct range has = range_exact(&p->prefix);
		char text[PREFIX_TEXT];
		struct fact *f;

		if (!range_meets(&has, r))
			continue;
		f = facts_tell(t, FACT_BORDER, 0, "%s is among the %s prefixes",
			       prefix_text(&p->prefix, text),
			       l->list.neighbor ? "neighbor's" : "network's");
		f->file = x->border->path;
		f->line = p->line;
		f->range = has;
		f->has_range = true;
		found->any = true;
		found->objects++;
	}
}

int registered_tell(const struct explain *x, const struct explain_list *l, const struct range *r,
		    struct facts_told *t, struct origins_found *found)
{
	struct irr_reasons reasons = {0};
	size_t last = SIZE_MAX, first = t->facts.n;
	int rc = l->why ? irr_why_range(l->why, r, &reasons) : 0;

	*found = (struct origins_found){0};
	tell_prefixes(x, l, r, t, found);
	for (size_t i = 0; !rc && i < reasons.items.n; i++) {
		const struct irr_reason *reason = &reasons.items.v[i];

		note_origin(found, reason);
		rc = tell_reason(x, l, reason, reason->way == last, t);
		last = reason->way;
	}
	if (reasons.total > reasons.items.n)
		facts_tell(t, FACT_NOTE, 0, "and %zu more objects", reasons.total - reasons.items.n);
	if (found->objects == 1 && t->facts.n > first)
		found->one = t->facts.v[first].kind == FACT_ROUTE ? &t->facts.v[first]
								  : &t->facts.v[t->facts.n - 1];
	irr_reasons_release(&reasons);
	return rc;
}

static bool is_in_cone(const struct explain_list *l, uint32_t asn)
{
	size_t way;

	return l->why && irr_why_asn(l->why, asn, &way);
}

/* Why a route object is not taken. */
static const char *why_not(const struct explain_list *l, const struct irr_reason *r,
			   const struct range *wanted, char to[96])
{
	struct range own = range_exact(&r->prefix);

	if (!is_in_cone(l, r->origin))
		snprintf(to, 96, ": AS%u is not in the cone", r->origin);
	else if (!range_meets(&own, wanted))
		snprintf(to, 96, ": it lets in no more specifics");
	else
		*to = '\0';
	return to;
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

/* What would put the range into the list. */
static void tell_registering(const struct explain *x, const struct explain_list *l,
			     const struct irr_reasons *all, const struct range *r, struct facts_told *t)
{
	struct prefix p = range_prefix(r);
	char text[PREFIX_TEXT];
	bool known = false;

	for (size_t i = 0; i < all->items.n; i++) {
		const struct irr_reason *one = &all->items.v[i];
		struct range own = range_exact(&one->prefix);

		if (!range_meets(&own, r) || known || is_in_cone(l, one->origin))
			continue;
		tell_where_to_add(x, l, one->origin, t);
		known = true;
	}
	if (!known)
		facts_tell_change(t, "a route object is registered for %s with an origin of the cone%s",
				  prefix_text(&p, text),
				  l->list.neighbor ? ", such as that of the neighbor" : "");
}

int registered_tell_missing(const struct explain *x, const struct explain_list *l,
			    const struct range *r, struct facts_told *t)
{
	struct irr_reasons all = {0};
	char then[96];
	int rc = x->snapshot->irr ? irr_registered(x->snapshot->irr, r, &all) : 0;

	for (size_t i = 0; !rc && i < all.items.n; i++) {
		const struct irr_reason *one = &all.items.v[i];

		tell_route(one, why_not(l, one, r, then), t);
		registered_tell_roas(x, &one->prefix, one->origin, 1, t);
	}
	if (!rc && !all.total)
		facts_tell(t, FACT_NOTE, 0, "no route object is registered for it, nor around it");
	if (!rc)
		tell_registering(x, l, &all, r, t);
	irr_reasons_release(&all);
	return rc;
}
