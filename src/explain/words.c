#include <stdio.h>

#include "explain/objects.h"
#include "filter/import.h"

static struct fact *at_line(struct fact *f, const struct explain *x, uint32_t line)
{
	f->file = x->border->path;
	f->line = line;
	return f;
}

static void about_prefix(struct fact *f, const struct prefix *p)
{
	f->range = range_exact(p);
	f->has_range = true;
}

void words_tell_prefixes(const struct explain *x, const struct explain_list *l, const struct range *r,
			 struct facts_told *t, struct origins_found *found)
{
	const struct border_prefixes *from = explain_prefixes(x, l->list.neighbor);

	for (size_t i = 0; i < from->items.n; i++) {
		const struct border_prefix *p = &from->items.v[i];
		struct range has = range_exact(&p->prefix);
		char text[PREFIX_TEXT];

		if (!range_meets(&has, r))
			continue;
		origins_note(found, t, NULL);
		about_prefix(at_line(facts_tell(t, FACT_BORDER, 0, "%s is among the %s prefixes",
						prefix_text(&p->prefix, text),
						l->list.neighbor ? "neighbor's" : "network's"), x, p->line),
			     &p->prefix);
	}
}

struct fact *words_tell_exception(const struct explain *x, const struct border_exception *e,
				  unsigned level, struct facts_told *t)
{
	bool expired = exception_is_expired(x->border, e);
	struct fact *f = facts_tell(t, FACT_EXCEPTION, level, "an exception %s %s, %s %04u-%02u-%02u: %s",
				    e->accept ? "accepts" : "rejects", e->what.text,
				    expired ? "without effect after" : "through", e->expires / 10000,
				    e->expires / 100 % 100, e->expires % 100, e->reason.text);

	at_line(f, x, e->line);
	f->name = e->what.text;
	f->range = e->range;
	f->has_range = e->range.family != 0;
	f->asn = e->asn;
	f->has_asn = !f->has_range;
	f->idle = expired;
	return f;
}

static void tell_end(const struct explain *x, const struct border_exception *e, struct facts_told *t)
{
	if (!exception_is_expired(x->border, e))
		facts_tell_change(t, "the exception expires, or is taken out (%s:%u)", x->border->path, e->line);
	else
		facts_tell_change(t, "the exception gets a later day (%s:%u)", x->border->path, e->line);
}

void words_tell_exceptions(const struct explain *x, const struct explain_list *l, const struct range *r,
			   bool accept, struct facts_told *t, struct origins_found *found)
{
	const struct border_neighbor *n = l->list.neighbor;

	for (size_t i = 0; n && i < n->exceptions.items.n; i++) {
		const struct border_exception *e = &n->exceptions.items.v[i];

		if (e->accept != accept || !e->range.family || !range_meets(&e->range, r))
			continue;
		if (found && !exception_is_expired(x->border, e))
			origins_note(found, t, NULL);
		words_tell_exception(x, e, 0, t);
		tell_end(x, e, t);
	}
}

bool words_tell_asn_exceptions(const struct explain *x, const struct explain_list *l, uint32_t asn,
			       struct facts_told *t)
{
	const struct border_neighbor *n = l->list.neighbor;
	bool told = false;

	for (size_t i = 0; n && i < n->exceptions.items.n; i++) {
		const struct border_exception *e = &n->exceptions.items.v[i];

		if (e->range.family || e->asn != asn)
			continue;
		words_tell_exception(x, e, 0, t);
		tell_end(x, e, t);
		told = true;
	}
	return told;
}

void words_tell_own(const struct explain *x, const struct explain_list *l, const struct range *r,
		    struct facts_told *t)
{
	const struct border_prefixes *from = &x->border->network.prefixes;

	for (size_t i = 0; i < from->items.n; i++) {
		const struct border_prefix *p = &from->items.v[i];
		struct range own = range_make(&p->prefix, p->prefix.len, family_bits(p->prefix.family));
		char text[PREFIX_TEXT];

		if (!range_meets(&own, r))
			continue;
		about_prefix(at_line(facts_tell(t, FACT_BORDER, 0,
						"%s is the network's own, which comes from customers, siblings and "
						"clients of a route server alone", prefix_text(&p->prefix, text)),
				     x, p->line), &p->prefix);
		facts_tell_change(t, "%s is no prefix of the network any more (%s:%u), or AS%u is one that "
				  "may carry a piece of it (%s:%u)", text, x->border->path, p->line,
				  l->list.asn, x->border->path, l->list.neighbor->line);
	}
}

void words_tell_anything(const struct explain *x, const struct explain_list *l, struct facts_told *t)
{
	const struct border_neighbor *n = l->list.neighbor;
	char words[128];
	struct fact *f = facts_tell(
		t, FACT_BORDER, 0,
		"a %s without as-set and prefixes: anything that a network may announce, IPv4 /%d to /%d, "
		"IPv6 /%d to /%d",
		relationships_text(n->relationships, words, sizeof words), IMPORT_IPV4_SHORTEST,
		IMPORT_IPV4_LONGEST, IMPORT_IPV6_SHORTEST, IMPORT_IPV6_LONGEST);

	at_line(f, x, n->line);
	f->asn = n->asn;
	f->has_asn = true;
}

void words_tell_neighbor(const struct explain *x, const struct border_neighbor *n, struct facts_told *t)
{
	char words[128];
	struct fact *f = facts_tell(t, FACT_BORDER, 0, "AS%u is a neighbor (%s)", n->asn,
				    relationships_text(n->relationships, words, sizeof words));

	at_line(f, x, n->line);
	f->asn = n->asn;
	f->has_asn = true;
}
