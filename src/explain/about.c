#include "explain/about.h"

#include <stdio.h>

#include "base/strmap.h"
#include "explain/lists.h"
#include "registry/bogons.h"
#include "registry/delegations.h"
#include "registry/special.h"

static void tell_special(const struct special_block *b, const char *then, struct facts_told *t)
{
	char text[PREFIX_TEXT];
	struct fact *f = facts_tell(t, FACT_SPECIAL, 0,
				    "%s is %s (%s) in IANA's special-purpose registry of " SPECIAL_DATE "%s",
				    prefix_text(&b->prefix, text), b->name, b->rfc, then);

	f->name = b->name;
	f->range = range_exact(&b->prefix);
	f->has_range = true;
}

void about_tell_special(const struct prefix *p, struct facts_told *t)
{
	const struct special_block *b = special_find(p);

	if (b)
		tell_special(b, b->global == SPECIAL_FALSE ? ": not globally reachable"
			     : b->terminated               ? ", which has ended"
							   : "", t);
}

static bool is_forbidden(const struct special_block *b)
{
	return b && (b->global == SPECIAL_FALSE || b->terminated);
}

static void tell_block(const struct bogon_block *b, struct facts_told *t)
{
	char text[PREFIX_TEXT];
	struct fact *f = facts_tell(t, FACT_SPECIAL, 0, "%s is %s (%s)", prefix_text(&b->prefix, text),
				    b->name, b->rfc);

	f->name = b->name;
	f->range = range_exact(&b->prefix);
	f->has_range = true;
}

static void tell_default(const struct range *r, struct facts_told *t)
{
	struct prefix p = range_prefix(r);
	char text[PREFIX_TEXT];
	struct fact *f = facts_tell(t, FACT_SPECIAL, 0, "%s is the default route: nobody holds all addresses",
				    prefix_text(&p, text));

	f->name = "default route";
	f->range = range_exact(&p);
	f->has_range = true;
	facts_tell_change(t, "%s is listed in the border file (prefixes, or an exception)", text);
}

/* The blocks inside a range that are forbidden: of 172.0.0.0/8, 172.16.0.0/12. */
static void tell_inner(const struct range *r, struct facts_told *t)
{
	size_t n;
	const struct special_block *b = special_blocks(&n);

	for (size_t i = 0; i < n; i++) {
		struct range block = range_make(&b[i].prefix, b[i].prefix.len, family_bits(b[i].prefix.family));

		if (is_forbidden(&b[i]) && range_meets(&block, r))
			tell_special(&b[i], ": no network may announce it", t);
	}
}

void about_tell_bogon(const struct explain *x, const struct range *r, struct facts_told *t)
{
	struct prefix p = range_prefix(r);
	const struct special_block *special = special_find(&p);
	const struct bogon_block *block = bogon_block_find(&p);
	const struct delegation *row;
	char text[PREFIX_TEXT];
	bool whole;

	if (!r->ge)
		tell_default(r, t);
	if (!r->le)
		return;
	if (is_forbidden(special))
		tell_special(special, special->terminated ? ", which has ended: nobody holds it"
							  : ": no network may announce it", t);
	else if (block)
		tell_block(block, t);
	else if (special)
		tell_special(special, ": its more specifics may not be announced", t);
	else
		tell_inner(r, t);
	row = delegations_prefix(&x->snapshot->delegations, &p, &whole);
	if (row && (row->status == DELEGATION_AVAILABLE || row->status == DELEGATION_RESERVED))
		about_tell_delegation(x, &p, t);
	facts_tell_change(t, "%s is excepted in the border file (bogons: {except: […]})",
			  prefix_text(&p, text));
}

void about_tell_bogon_exceptions(const struct explain *x, const struct range *r, struct facts_told *t)
{
	const struct border_prefixes *except = &x->border->bogons.except;

	for (size_t i = 0; i < except->items.n; i++) {
		const struct border_prefix *p = &except->items.v[i];
		struct range all = range_make(&p->prefix, p->prefix.len, family_bits(p->prefix.family));
		char text[PREFIX_TEXT];
		struct fact *f;

		if (!range_meets(&all, r))
			continue;
		f = facts_tell(t, FACT_BORDER, 0, "%s is excepted from the bogons",
			       prefix_text(&p->prefix, text));
		f->file = x->border->path;
		f->line = p->line;
		f->range = range_exact(&p->prefix);
		f->has_range = true;
	}
}

/* "allocated 2011-02-03 by ripencc, NL". */
static void tell_row(const struct explain *x, const struct delegation *row, const char *what,
		     struct facts_told *t)
{
	const struct delegations *d = &x->snapshot->delegations;
	char date[24] = "", country[8] = "";
	const char *registry = row->registry == STRMAP_NONE ? "a registry" : strmap_name(&d->names, row->registry);
	struct fact *f;

	if (row->date)
		snprintf(date, sizeof date, " %04u-%02u-%02u", row->date / 10000 % 10000,
			 row->date / 100 % 100, row->date % 100);
	if (row->country[0])
		snprintf(country, sizeof country, ", %.2s", row->country);
	f = facts_tell(t, FACT_DELEGATION, 0, "%s is %s%s by %s%s", what,
		       delegation_status_text((enum delegation_status)row->status), date, registry, country);
	f->file = d->sources.v[row->source].name;
	f->line = row->line;
}

void about_tell_delegation(const struct explain *x, const struct prefix *p, struct facts_told *t)
{
	char text[PREFIX_TEXT], what[PREFIX_TEXT + 16];
	bool whole;
	const struct delegation *row = delegations_prefix(&x->snapshot->delegations, p, &whole);

	if (!row)
		return;
	snprintf(what, sizeof what, "%s%s", whole ? "" : "the begin of ", prefix_text(p, text));
	tell_row(x, row, what, t);
}

void about_tell_delegated_asn(const struct explain *x, uint32_t asn, struct facts_told *t)
{
	const struct delegation *row = delegations_asn(&x->snapshot->delegations, asn);
	char what[16];

	snprintf(what, sizeof what, "AS%u", asn);
	if (row)
		tell_row(x, row, what, t);
}
