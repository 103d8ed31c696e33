/* Whether routes of a neighbor may end in an AS number, and what the sources know of it. */
#include <stdio.h>

#include "explain/about.h"
#include "explain/lists.h"
#include "explain/objects.h"
#include "registry/special.h"
#include "rpki/aspa.h"

static enum import_rule rule_of(const struct explain_list *l, uint32_t asn)
{
	const struct path_rules *p = &l->list.path;

	if (asn_set_has(&p->rejected, asn))
		return RULE_REJECTED;
	if (path_rules_bogon(p, asn))
		return RULE_BOGON_ASN;
	if (asn_set_has(&p->never, asn))
		return RULE_PEERLOCK;
	return p->any_origin || asn_set_has(&p->origins, asn) ? RULE_NONE : RULE_ORIGIN;
}

/* An origin that no chain leads to: the neighbor itself, or one that ROAs name for its prefixes. */
static void tell_unreached(const struct explain *x, const struct explain_list *l, uint32_t asn,
			   struct facts_told *t)
{
	const struct border_prefixes *from = &l->list.neighbor->prefixes;

	if (asn == l->list.asn)
		words_tell_neighbor(x, l->list.neighbor, t);
	for (size_t i = 0; i < from->items.n; i++)
		roas_tell_origin(x, &from->items.v[i].prefix, asn, t);
}

static void tell_accepted(const struct explain *x, const struct explain_list *l, uint32_t asn,
			  struct facts_told *t)
{
	const struct fact *last;

	if (l->list.path.any_origin) {
		words_tell_neighbor(x, l->list.neighbor, t);
		facts_tell_change(t, "the neighbor gets an as-set or prefixes (%s:%u)", x->border->path,
				  l->list.neighbor->line);
		return;
	}
	if (!chain_tell_asn(x, l, asn, 0, t)) {
		tell_unreached(x, l, asn, t);
		return;
	}
	if (!t->facts.n)
		return; /* no memory for a single one, which the caller finds in `t` */
	last = &t->facts.v[t->facts.n - 1];
	facts_tell_change(t, "AS%u is no member at %s:%u any more", asn, last->file, last->line);
}

static void tell_special(uint32_t asn, struct facts_told *t)
{
	const struct special_asns *s = special_asn_find(asn);

	if (!s)
		return;
	facts_tell(t, FACT_SPECIAL, 0, "AS%u is %s (%s): no network may have it", asn, s->name, s->rfc)->name =
		s->name;
}

static void tell_rejected(const struct explain *x, const struct explain_list *l, uint32_t asn,
			  enum import_rule rule, struct facts_told *t)
{
	const struct border_neighbor *n = l->list.neighbor;
	const struct border_texts *sets = explain_as_sets(x, n);

	if (rule == RULE_BOGON_ASN) {
		tell_special(asn, t);
		return;
	}
	if (words_tell_asn_exceptions(x, l, asn, t))
		return;
	if (rule == RULE_PEERLOCK) {
		if (asn_set_has(&x->snapshot->clique, asn))
			facts_tell(t, FACT_NOTE, 0, "AS%u is at the top of the relationships: nobody's customer",
				   asn);
		for (size_t i = 0; i < x->border->neighbors.n; i++)
			if (x->border->neighbors.v[i].asn == asn)
				words_tell_neighbor(x, &x->border->neighbors.v[i], t);
		chain_tell_asn(x, l, asn, 0, t);
		return;
	}
	words_tell_neighbor(x, n, t);
	if (sets->items.n)
		facts_tell_change(t, "AS%u becomes a member of %s, or of a set in it", asn,
				  sets->items.v[0].text);
	else
		facts_tell_change(t, "the neighbor gets an as-set that holds AS%u (%s:%u)", asn,
				  x->border->path, n->line);
}

int explain_origin(struct explain *x, uint32_t neighbor, uint32_t asn, struct explain_answer *a)
{
	struct explain_list *l;
	char text[160];
	int rc = explain_list_get(x, neighbor, &l);

	*a = (struct explain_answer){.neighbor = explain_neighbor(x, neighbor), .text = "", .by = ""};
	if (rc)
		return rc;
	if (l->undecided)
		return explain_tell_undecided(l, a);
	a->rule = rule_of(l, asn);
	a->by = import_rule_name(a->rule);
	a->verdict = a->rule == RULE_NONE ? EXPLAIN_ACCEPTED : EXPLAIN_REJECTED;
	if (a->rule == RULE_NONE) {
		tell_accepted(x, l, asn, &a->told);
		a->text = l->list.path.any_origin ? "accepted as an origin, as any is"
						  : "accepted as an origin: it is in the cone";
	} else {
		tell_rejected(x, l, asn, a->rule, &a->told);
		snprintf(text, sizeof text, "rejected as an origin (%s): %s", import_rule_name(a->rule),
			 import_rule_text(a->rule));
		a->text = facts_keep(&a->told, text);
	}
	return a->told.failed ? WEIR_ENOMEM : 0;
}

static void tell_aut_num(const struct explain *x, uint32_t asn, struct facts_told *t)
{
	struct irr_place place;
	struct fact *f;

	if (!x->snapshot->irr || !irr_aut_num_at(x->snapshot->irr, asn, &place, NULL))
		return;
	f = facts_tell(t, FACT_AUT_NUM, 0, "aut-num AS%u (%s%s%.80s)", asn, place.source,
		       *place.mnt_by ? ", " : "", place.mnt_by);
	fact_place(f, &place);
	f->asn = asn;
	f->has_asn = true;
}

static void tell_aspa(const struct explain *x, uint32_t asn, struct facts_told *t)
{
	const struct rpki *r = &x->snapshot->rpki;
	const struct aspa_pairs pairs = aspa_pairs_of(r, asn);

	for (size_t i = 0; i < pairs.n; i++) {
		const struct aspa_pair *pair = &pairs.v[i];
		struct fact *f;

		if (pair->provider)
			f = facts_tell(t, FACT_ASPA, 0, "its ASPA has the provider AS%u", pair->provider);
		else
			f = facts_tell(t, FACT_ASPA, 0, "its ASPA says that it has no provider");
		f->file = r->sources.v[pair->source].name;
		f->line = pair->line;
		f->asn = pair->provider;
		f->has_asn = true;
	}
}

static void tell_link(const struct explain *x, uint32_t asn, struct facts_told *t)
{
	static const char *const words[] = {[AS_PROVIDER] = "a provider", [AS_CUSTOMER] = "a customer",
					    [AS_PEER] = "a peer"};
	const struct as_graph *g = &x->snapshot->graph;
	uint32_t own = x->border->network.asn;
	const struct as_link *link = as_graph_link(g, own, asn);
	struct fact *f;

	if (!link)
		return;
	f = facts_tell(t, FACT_LINK, 0, "by the relationships it is %s of AS%u",
		       words[as_graph_relationship(g, own, asn)], own);
	f->file = g->sources.v[link->source].name;
	f->line = link->line;
	f->asn = asn;
	f->has_asn = true;
}

int explain_asn_facts(const struct explain *x, uint32_t asn, struct facts_told *t)
{
	tell_special(asn, t);
	for (size_t i = 0; i < x->border->neighbors.n; i++)
		if (x->border->neighbors.v[i].asn == asn)
			words_tell_neighbor(x, &x->border->neighbors.v[i], t);
	tell_aut_num(x, asn, t);
	about_tell_delegated_asn(x, asn, t);
	tell_link(x, asn, t);
	tell_aspa(x, asn, t);
	return t->failed ? WEIR_ENOMEM : 0;
}
