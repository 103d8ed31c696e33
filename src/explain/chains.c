#include <stdio.h>

#include "explain/objects.h"

const char *chain_owner_text(const struct irr_place *p, char to[OWNER_TEXT])
{
	snprintf(to, OWNER_TEXT, "%s%s%.80s", *p->source ? p->source : "no source",
		 *p->mnt_by ? ", " : "", p->mnt_by);
	return to;
}

/* The name in the border file that a chain begins with. */
static void tell_named(const struct explain *x, const struct explain_list *l,
		       const struct irr_step *s, unsigned level, struct facts_told *t)
{
	const struct explain_name *name = &l->names.v[s->object];
	struct fact *f;

	if (name->exception) {
		words_tell_exception(x, name->exception, level, t);
		return;
	}
	if (name->text)
		f = facts_tell(t, FACT_BORDER, level, "%s: its as-set is %s",
			       l->list.neighbor ? "the neighbor" : "the network", name->text);
	else
		f = facts_tell(t, FACT_BORDER, level,
			       "it has no as-set%s: what is registered for AS%u",
			       l->list.neighbor ? " and no prefixes" : "", l->list.asn);
	f->file = x->border->path;
	f->line = name->line;
	f->name = name->text;
	f->asn = l->list.asn;
	f->has_asn = true;
}

static void tell_step(const struct explain *x, const struct explain_list *l,
		      const struct irr_step *s, unsigned level, struct facts_told *t)
{
	char text[IRR_STEP_TEXT], owner[OWNER_TEXT];
	const char *name;
	struct fact *f;

	if (!s->set) {
		tell_named(x, l, s, level, t);
		return;
	}
	name = facts_keep(t, irr_step_text(s, text));
	if (s->by_ref)
		f = facts_tell(t, FACT_REFERENCE, level, "%s has %s by reference (%s)", s->set, name,
			       chain_owner_text(&s->place, owner));
	else
		f = facts_tell(t, FACT_MEMBER, level, "%s has the member %s (%s)", s->set, name,
			       chain_owner_text(&s->place, owner));
	fact_place(f, &s->place);
	f->set = s->set;
	f->name = name;
	f->asn = s->asn;
	f->has_asn = s->kind == IRR_STEP_ASN || s->by_ref;
}

int chain_tell(const struct explain *x, const struct explain_list *l, size_t way, bool again,
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

bool chain_tell_asn(const struct explain *x, const struct explain_list *l, uint32_t asn,
		    unsigned level, struct facts_told *t)
{
	size_t way;

	if (!l->why || !irr_why_asn(l->why, asn, &way))
		return false;
	if (chain_tell(x, l, way, false, level, t))
		t->failed = true;
	return true;
}

bool chain_reaches(const struct explain_list *l, uint32_t asn)
{
	size_t way;

	return l->why && irr_why_asn(l->why, asn, &way) &&
	       !asn_set_has(&l->list.exceptions.rejected_asns, asn);
}
