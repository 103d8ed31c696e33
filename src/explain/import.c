/*
 * What a neighbor may announce of a range of prefixes. How this works: the range is cut by the
 * neighbor's list into what is accepted and the rest, and the rest by bogons and own space,
 * in the order of the rules (filter/rules.h); each part is then told by the objects behind it.
 */
#include <stdio.h>
#include <string.h>

#include "explain/about.h"
#include "explain/lists.h"
#include "explain/objects.h"
#include "filter/default_routes.h"
#include "filter/own_space.h"

/* The range in parts: each prefix of it is in one. */
struct parts {
	struct prefix_set in, rejected, bogon, own, too_long, rest;
};

static void parts_release(struct parts *p)
{
	prefix_set_release(&p->in);
	prefix_set_release(&p->rejected);
	prefix_set_release(&p->too_long);
	prefix_set_release(&p->bogon);
	prefix_set_release(&p->own);
	prefix_set_release(&p->rest);
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

/* The same with a list. */
static int cut_list(struct prefix_set *from, const struct range_list *what, struct prefix_set *part)
{
	struct prefix_set set = {0};
	int rc = prefix_set_make(&set, what);

	if (!rc)
		rc = cut(from, &set, part);
	prefix_set_release(&set);
	return rc;
}

/* A default route that is not accepted is a bogon; of who may announce anything it is a matter of length. */
static int cut_bogons(const struct explain *x, const struct explain_list *l, struct parts *p)
{
	struct prefix_set defaults = {0}, bogons = {0};
	int rc = 0;

	if (l->list.anything)
		return cut(&p->rest, &x->snapshot->bogons, &p->bogon);
	rc = default_routes_make(&defaults, NULL, NULL);
	if (!rc)
		rc = prefix_set_union(&bogons, &x->snapshot->bogons, &defaults);
	if (!rc)
		rc = cut(&p->rest, &bogons, &p->bogon);
	prefix_set_release(&defaults);
	prefix_set_release(&bogons);
	return rc;
}

static int cut_own(const struct explain *x, const struct explain_list *l, struct parts *p)
{
	struct prefix_set own = {0};
	int rc = own_space_make(&own, x->border, l->list.neighbor);

	if (!rc)
		rc = cut(&p->rest, &own, &p->own);
	prefix_set_release(&own);
	return rc;
}

static int parts_make(struct parts *p, const struct explain *x, const struct explain_list *l,
		      const struct range *r)
{
	struct range_list one = {0};
	int rc = range_list_add(&one, r);

	if (!rc)
		rc = prefix_set_make(&p->rest, &one);
	if (!rc)
		rc = cut(&p->rest, &l->entries, &p->in);
	if (!rc)
		rc = cut_list(&p->rest, &l->list.exceptions.rejected, &p->rejected);
	if (!rc)
		rc = cut_bogons(x, l, p);
	if (!rc)
		rc = cut_own(x, l, p);
	if (!rc)
		rc = cut_list(&p->rest, &l->list.too_long, &p->too_long);
	range_list_release(&one);
	return rc;
}

static enum import_rule rule_of(const struct parts *p, const struct explain_list *l)
{
	if (!prefix_set_is_empty(&p->rejected))
		return RULE_REJECTED;
	if (!prefix_set_is_empty(&p->bogon))
		return RULE_BOGON;
	if (!prefix_set_is_empty(&p->own))
		return RULE_OWN;
	if (!prefix_set_is_empty(&p->too_long))
		return RULE_LENGTH;
	if (prefix_set_is_empty(&p->rest))
		return RULE_NONE;
	return l->list.anything ? RULE_LENGTH : RULE_PREFIX;
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
	const struct fact *one = found->objects == 1 ? &t->facts.v[found->first] : NULL;
	char text[RANGE_TEXT];

	if (found->objects == 2)
		facts_tell_change(t, "both objects above are deleted, or leave the chain");
	else if (found->objects > 2)
		facts_tell_change(t, "all %zu objects above are deleted, or leave the chain", found->objects);
	else if (one && one->kind == FACT_ROUTE)
		facts_tell_change(t, "the route object %s AS%u is deleted (%s:%u%s%.80s)",
				  range_text(&one->range, text), one->asn, one->file, one->line,
				  *one->mnt_by ? ", " : "", one->mnt_by);
	else if (one && one->kind == FACT_ROA)
		facts_tell_change(t, "the ROA is withdrawn (%s:%u), or AS%u leaves the chain", one->file,
				  one->line, one->asn);
	else if (one && one->kind != FACT_EXCEPTION)
		facts_tell_change(t, "%s:%u is changed", t->facts.v[t->facts.n - 1].file,
				  t->facts.v[t->facts.n - 1].line);
}

static int tell_sources(struct explain *x, const struct explain_list *l, const struct range *r,
			struct facts_told *t, struct origins_found *found);

/* What the lists of customers hold, the network announces where it names no as-set. */
static int tell_customers(struct explain *x, const struct range *r, struct facts_told *t,
			  struct origins_found *found)
{
	enum { CARRIED = REL_CUSTOMER | REL_PARTIAL_CUSTOMER | REL_SIBLING };
	int rc = 0;

	for (uint32_t i = 0; !rc && i < x->border->neighbors.n; i++) {
		struct explain_list *l;

		if (!(x->border->neighbors.v[i].relationships & CARRIED))
			continue;
		rc = explain_list_get(x, i, &l);
		if (!rc && !l->undecided && !l->list.anything)
			rc = tell_sources(x, l, r, t, found);
	}
	return rc;
}

/* Everything that puts prefixes of the range into a list. */
static int tell_sources(struct explain *x, const struct explain_list *l, const struct range *r,
			struct facts_told *t, struct origins_found *found)
{
	int rc;

	words_tell_exceptions(x, l, r, true, t, found);
	words_tell_prefixes(x, l, r, t, found);
	rc = registered_tell(x, l, r, t, found);
	if (!rc)
		roas_tell_counting(x, l, r, t, found);
	if (!rc && !l->list.neighbor && !x->border->network.as_sets.items.n)
		rc = tell_customers(x, r, t, found);
	return rc;
}

static int tell_accepted(struct explain *x, const struct explain_list *l, const struct range *r,
			 struct explain_answer *a)
{
	struct facts_told *t = &a->told;
	struct origins_found found = {.any = l->list.anything};
	int rc = 0;

	if (l->list.anything) {
		words_tell_exceptions(x, l, r, true, t, &found);
		words_tell_anything(x, l, t);
		facts_tell_change(t, "the neighbor gets an as-set or prefixes (%s:%u)", x->border->path,
				  l->list.neighbor->line);
	} else {
		rc = tell_sources(x, l, r, t, &found);
		tell_ends(&found, t);
	}
	about_tell_bogon_exceptions(x, r, t);
	a->text = accepted_text(&found, t);
	return rc;
}

static int tell_length(struct explain *x, const struct explain_list *l, const struct range *r,
		       struct facts_told *t)
{
	struct origins_found found = {0};
	int rc = 0;

	if (l->list.anything) {
		words_tell_anything(x, l, t);
		facts_tell_change(t, "it is announced with a length from %d to %d (IPv6: %d to %d)",
				  IMPORT_IPV4_SHORTEST, IMPORT_IPV4_LONGEST, IMPORT_IPV6_SHORTEST,
				  IMPORT_IPV6_LONGEST);
	} else {
		rc = registered_tell(x, l, r, t, &found);
		facts_tell_change(t, "max-length is raised in the border file (%s)", x->border->path);
	}
	return rc;
}

/* What is not let in of the range, rule by rule. */
static int tell_rejected(struct explain *x, const struct explain_list *l, const struct parts *p,
			 const struct range *r, struct facts_told *t)
{
	bool rest = !prefix_set_is_empty(&p->rest);
	int rc = 0;

	if (!prefix_set_is_empty(&p->rejected))
		words_tell_exceptions(x, l, r, false, t, NULL);
	if (!prefix_set_is_empty(&p->bogon))
		about_tell_bogon(x, r, t);
	if (!prefix_set_is_empty(&p->own))
		words_tell_own(x, l, r, t);
	if (!prefix_set_is_empty(&p->too_long) || (rest && l->list.anything))
		rc = tell_length(x, l, r, t);
	if (!rc && rest && !l->list.anything) {
		rc = registered_tell_missing(x, l, r, t);
		words_tell_exceptions(x, l, r, true, t, NULL);
	}
	return rc;
}

static int answer(struct explain *x, const struct explain_list *l, const struct range *r,
		  const struct parts *p, struct explain_answer *a)
{
	bool some = !prefix_set_is_empty(&p->in);
	char text[160];
	int rc = 0;

	a->rule = rule_of(p, l);
	a->by = import_rule_name(a->rule);
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

	*a = (struct explain_answer){.neighbor = explain_neighbor(x, neighbor), .text = "", .by = ""};
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
