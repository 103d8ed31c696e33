#include <stdio.h>

#include "explain/objects.h"
#include "filter/gathered.h"

static void tell_vrp(const struct explain *x, const struct vrp *v, unsigned level,
		     const char *then, struct facts_told *t)
{
	char text[PREFIX_TEXT];
	struct fact *f = facts_tell(t, FACT_ROA, level, "a ROA lets AS%u originate %s up to /%u%s",
				    v->asn, prefix_text(&v->prefix, text), v->max_len, then);

	f->file = x->snapshot->rpki.sources.v[v->source].name;
	f->line = v->line;
	f->range = range_make(&v->prefix, v->prefix.len, v->max_len);
	f->asn = v->asn;
	f->has_range = f->has_asn = true;
}

void roas_tell_about(const struct explain *x, const struct prefix *p, uint32_t origin,
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

void roas_tell_covering(const struct explain *x, const struct prefix *p, struct facts_told *t)
{
	struct rpki_cover cover;
	struct vrp v;

	rpki_cover_start(&cover, p);
	while (rpki_cover_next(&x->snapshot->rpki, &cover, &v))
		tell_vrp(x, &v, 0, "", t);
}

bool roas_tell_origin(const struct explain *x, const struct prefix *p, uint32_t origin,
		      struct facts_told *t)
{
	struct rpki_cover cover;
	struct vrp v;
	bool found = false;

	rpki_cover_start(&cover, p);
	while (rpki_cover_next(&x->snapshot->rpki, &cover, &v)) {
		if (v.asn != origin || v.max_len < p->len)
			continue;
		tell_vrp(x, &v, 0, ", a prefix of the neighbor", t);
		found = true;
	}
	return found;
}

/* A VRP that may count for a range. */
static void try_vrp(const struct explain *x, const struct explain_list *l, const struct vrp *v,
		    const struct range *wanted, struct facts_told *t, struct origins_found *found)
{
	const struct border_policy policy = border_policy(x->border, l->list.neighbor);
	struct range gives;

	if (!v->asn || !gathered_roa_range(&policy, v, &gives) || !range_meets(&gives, wanted) ||
	    !chain_reaches(l, v->asn))
		return;
	origins_note(found, t, &v->asn);
	tell_vrp(x, v, 0, ", which counts as a route object", t);
	chain_tell_asn(x, l, v->asn, 1, t);
}

void roas_tell_counting(const struct explain *x, const struct explain_list *l, const struct range *r,
			struct facts_told *t, struct origins_found *found)
{
	const struct prefix p = range_prefix(r);
	struct rpki_touch at;
	struct vrp v;

	if (!x->snapshot->rov || border_policy(x->border, l->list.neighbor).roa_routes == SWITCH_NO)
		return;
	rpki_touch_start(&at, &p);
	while (rpki_touch_next(&x->snapshot->rpki, &at, &v))
		try_vrp(x, l, &v, r, t, found);
}
