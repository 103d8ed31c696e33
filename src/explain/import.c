/*
 * What a neighbor may announce of a range of prefixes. How this works: the range is cut by the
 * neighbor's list into what is accepted and the rest, and the rest by bogons and own space,
 * in the order of the rules (filter/rules.h); each part is then told by the objects behind it.
 */
#include <stdio.h>
#include <string.h>

#include "explain/about.h"
#include "explain/lists.h"
#include "explain/registered.h"
#include "filter/own_space.h"

/* The range in parts: each prefix of it is in one. */
struct parts {
	struct prefix_set in, bogon, own, rest;
};

static void parts_release(struct parts *p)
{
	prefix_set_release(&p->in);
	prefix_set_release(&p->bogon);
	prefix_set_release(&p->own);
	prefix_set_release(&p->rest);
}

static int set_of(struct prefix_set *set, struct range_list *l)
{
	int rc = range_list_normalize(l);

	return rc ? rc : prefix_set_make(set, l);
}

/* Move what `what` has of `from` into `part`. */
static int cut(struct prefix_set *from, const struct prefix_set *what, struct prefix_set *part)
{
	struct prefix_set rest = {0};
	int rc = prefix_set_intersect(part, from, what);

	if (!rc)
		rc = prefix_set_subtract(&rest, from, what);
	if (rc)
		return rc;
	prefix_set_release(from);
	*from = rest;
	return 0;
}

static int parts_make(struct parts *p, const struct explain *x, const struct explain_list *l,
		      const struct range *r)
{
	struct range_list one = {0};
	struct prefix_set own = {0};
	int rc = range_list_add(&one, r);

	if (!rc)
		rc = set_of(&p->rest, &one);
	if (!rc)
		rc = cut(&p->rest, &l->entries, &p->in);
	if (!rc)
		rc = cut(&p->rest, &x->snapshot->bogons, &p->bogon);
	if (!rc)
		rc = own_space_make(&own, x->border, l->list.neighbor);
	if (!rc)
		rc = cut(&p->rest, &own, &p->own);
	prefix_set_release(&own);
	range_list_release(&one);
	return rc;
}

static enum import_rule rule_of(const struct parts *p, const struct explain_list *l)
{
	if (!prefix_set_is_empty(&p->bogon))
		return RULE_BOGON;
	if (!prefix_set_is_empty(&p->own))
		return RULE_OWN;
	if (prefix_set_is_empty(&p->rest))
		return RULE_NONE;
	return l->list.anything ? RULE_LENGTH : RULE_PREFIX;
}

static void tell_anything(const struct explain *x, const struct explain_list *l, struct facts_told *t)
{
	const struct border_neighbor *n = l->list.neighbor;
	char words[128];
	struct fact *f = facts_tell(
		t, FACT_BORDER, 0,
		"a %s without as-set and prefixes: anything that a network may announce, IPv4 /%d to /%d, "
		"IPv6 /%d to /%d",
		relationships_text(n->relationships, words, sizeof words), IMPORT_IPV4_SHORTEST,
		IMPORT_IPV4_LONGEST, IMPORT_IPV6_SHORTEST, IMPORT_IPV6_LONGEST);

	f->file = x->border->path;
	f->line = n->line;
	f->asn = n->asn;
	f->has_asn = true;
}

/* "accepted, with origin AS1 or AS2". */
static const char *accepted_text(const struct origins_found *found, struct facts_told *t)
{
	char text[160];
	size_t n = (size_t)snprintf(text, sizeof text, "accepted");
	size_t shown = found->n < ORIGINS_SHOWN ? found->n : ORIGINS_SHOWN;

	if (found->any || !found->n)
		return facts_keep(t, "accepted, with any origin");
	for (size_t i = 0; i < shown; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%sAS%u",
				      !i ? ", with origin " : i + 1 < shown || found->n > shown ? ", " : " or ",
				      found->asns[i]);
	if (found->n > shown)
		snprintf(text + n, sizeof text - n, " or one of %zu more", found->n - shown);
	return facts_keep(t, text);
}

static void tell_ends(const struct origins_found *found, struct facts_told *t)
{
	const struct fact *one = found->one;
	char text[RANGE_TEXT];

	if (found->objects > 1)
		facts_tell_change(t, "all %zu objects above are deleted, or leave the chain", found->objects);
	else if (one && one->kind == FACT_ROUTE)
		facts_tell_change(t, "the route object %s AS%u is deleted (%s:%u%s%.80s)",
				  explain_range_text(&one->range, text), one->asn, one->file, one->line,
				  *one->mnt_by ? ", " : "", one->mnt_by);
	else if (one)
		facts_tell_change(t, "%s:%u is changed", one->file, one->line);
}

static int tell_accepted(const struct explain *x, const struct explain_list *l, const struct range *r,
			 struct explain_answer *a)
{
	struct facts_told *t = &a->told;
	struct origins_found found = {.any = true};
	int rc = 0;

	if (l->list.anything) {
		tell_anything(x, l, t);
		facts_tell_change(t, "the neighbor gets an as-set or prefixes (%s:%u)", x->border->path,
				  l->list.neighbor->line);
	} else {
		rc = registered_tell(x, l, r, t, &found);
		tell_ends(&found, t);
	}
	about_tell_bogon_exceptions(x, r, t);
	a->text = accepted_text(&found, t);
	return rc;
}

static void tell_own(const struct explain *x, const struct border_neighbor *n, const struct range *r,
		     struct facts_told *t)
{
	const struct border_prefixes *from = &x->border->network.prefixes;

	for (size_t i = 0; i < from->items.n; i++) {
		const struct border_prefix *p = &from->items.v[i];
		struct range own = range_make(&p->prefix, p->prefix.len, family_bits(p->prefix.family));
		char text[PREFIX_TEXT];
		struct fact *f;

		if (!range_meets(&own, r))
			continue;
		f = facts_tell(t, FACT_BORDER, 0,
			       "%s is the network's own, which comes from customers, siblings and clients "
			       "of a route server alone", prefix_text(&p->prefix, text));
		f->file = x->border->path;
		f->line = p->line;
		f->range = range_exact(&p->prefix);
		f->has_range = true;
		facts_tell_change(t, "%s is no prefix of the network any more (%s:%u), or AS%u is one that "
				  "may carry a piece of it (%s:%u)", text, x->border->path, p->line, n->asn,
				  x->border->path, n->line);
	}
}

static void tell_length(const struct explain *x, const struct explain_list *l, struct facts_told *t)
{
	tell_anything(x, l, t);
	facts_tell_change(t, "it is announced with a length from %d to %d (IPv6: %d to %d)",
			  IMPORT_IPV4_SHORTEST, IMPORT_IPV4_LONGEST, IMPORT_IPV6_SHORTEST,
			  IMPORT_IPV6_LONGEST);
}

/* The rest of the range, rule by rule. */
static int tell_rejected(const struct explain *x, const struct explain_list *l, const struct parts *p,
			 const struct range *r, struct facts_told *t)
{
	int rc = 0;

	if (!prefix_set_is_empty(&p->bogon))
		about_tell_bogon(x, r, t);
	if (!prefix_set_is_empty(&p->own))
		tell_own(x, l->list.neighbor, r, t);
	if (!prefix_set_is_empty(&p->rest) && l->list.anything)
		tell_length(x, l, t);
	else if (!prefix_set_is_empty(&p->rest))
		rc = registered_tell_missing(x, l, r, t);
	return rc;
}

static int answer(const struct explain *x, const struct explain_list *l, const struct range *r,
		  const struct parts *p, struct explain_answer *a)
{
	bool some = !prefix_set_is_empty(&p->in);
	char text[160];
	int rc = 0;

	a->rule = rule_of(p, l);
	a->verdict = a->rule == RULE_NONE ? EXPLAIN_ACCEPTED : some ? EXPLAIN_PARTLY : EXPLAIN_REJECTED;
	if (some)
		rc = tell_accepted(x, l, r, a);
	if (!rc && a->rule != RULE_NONE) {
		rc = tell_rejected(x, l, p, r, &a->told);
		snprintf(text, sizeof text, "%s (%s): %s", some ? "partly rejected" : "rejected",
			 import_rule_name(a->rule), import_rule_text(a->rule));
		a->text = facts_keep(&a->told, text);
	}
	return rc ? rc : a->told.failed ? WEIR_ENOMEM : 0;
}

int explain_import(struct explain *x, uint32_t neighbor, const struct range *r,
		   struct explain_answer *a)
{
	struct parts p = {0};
	struct explain_list *l;
	int rc = explain_list_get(x, neighbor, &l);

	*a = (struct explain_answer){.neighbor = explain_neighbor(x, neighbor), .text = ""};
	if (rc)
		return rc;
	if (l->undecided)
		return explain_tell_undecided(l, a);
	rc = parts_make(&p, x, l, r);
	if (!rc)
		rc = answer(x, l, r, &p, a);
	parts_release(&p);
	return rc;
}
