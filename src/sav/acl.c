/*
 * Ingress access lists (RFC 2827, RFC 3704 section 2.1, RFC 8704 section 2.1): the
 * addresses of what may be accepted from the neighbor (filter/import.h), less bogons
 * and, except for those who may carry a piece of it, the network's own space. That
 * is subtracted by address: a list may hold a prefix that contains a bogon, and no
 * packet may come from the bogon itself.
 */
#include <stdio.h>

#include "filter/import.h"
#include "irr/expand.h"
#include "sav/addresses.h"
#include "sav/blocks.h"
#include "sav/scheme.h"
#include "sav/why.h"

static const struct border_neighbor *get(const struct sav *s, uint32_t neighbor)
{
	return &s->border->neighbors.v[neighbor];
}

/* Every address of both families: what "anything" means for sources. */
static int add_everything(struct range_list *blocks)
{
	const struct prefix all4 = prefix_ipv4(0, 0), all6 = prefix_make(IPV6, 0, 0);
	int rc = blocks_add(blocks, &all4);

	return rc ? rc : blocks_add(blocks, &all6);
}

static int make_own(struct prefix_set *own, const struct sav *s, const struct border_neighbor *n)
{
	const struct border_prefixes *from = &s->border->network.prefixes;
	struct range_list blocks = {0};
	int rc = 0;

	if (relationships_may_carry_own(n->relationships))
		return 0;
	for (size_t i = 0; !rc && i < from->items.n; i++)
		rc = blocks_add(&blocks, &from->items.v[i].prefix);
	if (!rc)
		rc = addresses_make(own, &blocks);
	range_list_release(&blocks);
	return rc;
}

/* `from` less what nobody may send, into *result. */
static int subtract(struct prefix_set *result, const struct sav *s, const struct border_neighbor *n,
		    const struct prefix_set *from)
{
	struct prefix_set own = {0}, rest = {0};
	int rc = make_own(&own, s, n);

	if (!rc)
		rc = prefix_set_subtract(&rest, from, &s->snapshot->bogons);
	if (!rc)
		rc = prefix_set_subtract(result, &rest, &own);
	prefix_set_release(&own);
	prefix_set_release(&rest);
	return rc;
}

static int make(struct prefix_set *result, const struct sav *s, uint32_t neighbor, bool *anything,
		struct err *e)
{
	struct import_list list = {0};
	struct prefix_set listed = {0};
	int rc = import_list_make(&list, s->snapshot, s->border, get(s, neighbor), e);
	int made = 0;

	*anything = list.anything;
	if (!rc && list.anything) {
		range_list_release(&list.entries);
		made = add_everything(&list.entries);
	}
	/* `max-length` is about what is announced: who is registered for a longer prefix still sends from it. */
	if (!rc && !made)
		made = range_list_add_all(&list.entries, &list.too_long);
	if (!rc && !made)
		made = addresses_make(&listed, &list.entries);
	if (!rc && !made)
		made = subtract(result, s, get(s, neighbor), &listed);
	prefix_set_release(&listed);
	import_list_release(&list);
	return made ? err_set(e, made, "out of memory") : rc;
}

static int permitted(struct prefix_set *result, const struct sav *s, uint32_t neighbor, struct err *e)
{
	bool anything;

	return make(result, s, neighbor, &anything, e);
}

/* The prefixes of a list in the border file that cover the address. */
static void why_border(struct report *why, const struct sav *s, const struct border_prefixes *from,
		       const struct prefix *host, const char *what)
{
	char text[PREFIX_TEXT];

	for (size_t i = 0; i < from->items.n; i++) {
		const struct border_prefix *p = &from->items.v[i];

		if (prefix_covers(&p->prefix, host))
			report_note(why, s->border->path, p->line, p->col, "%s has %s", what,
				    prefix_text(&p->prefix, text));
	}
}

/* The first route object of an AS that covers the address. */
static bool why_route_object(struct report *why, const struct irr *irr, const struct prefix *host,
			     uint32_t asn)
{
	char text[PREFIX_TEXT];

	for (unsigned len = host->len + 1u; len--;) {
		struct prefix p = prefix_make(host->family, prefix_first(host), len);
		struct irr_place place;

		if (!irr_route_at(irr, &p, asn, &place, 1))
			continue;
		report_note(why, place.file, place.line, 0, "a route object has %s for AS%u",
			    prefix_text(&p, text), asn);
		return true;
	}
	return false;
}

/* The route objects below one name of the border file that cover the address. */
static int why_name(struct report *why, const struct sav *s, const char *name, uint32_t line,
		    uint32_t col, const struct prefix *host)
{
	const struct irr_expand_options options = {.asns_only = true};
	struct irr_expansion x = {0};
	struct err ignored;
	bool some = false;
	int rc = irr_expand(s->snapshot->irr, &name, 1, &options, &x, &ignored);

	for (size_t i = 0; !rc && !some && i < x.asns.asns.n; i++)
		some = why_route_object(why, s->snapshot->irr, host, x.asns.asns.v[i]);
	if (some)
		report_note(why, s->border->path, line, col, "'%s' is what may be accepted from it", name);
	irr_expansion_release(&x);
	return rc == WEIR_ENOMEM ? rc : 0;
}

static int why_listed(struct report *why, const struct sav *s, const struct border_neighbor *n,
		      const struct prefix *host)
{
	char own[16];
	int rc = 0;

	why_border(why, s, &n->prefixes, host, "the neighbor's 'prefixes'");
	if (!s->snapshot->irr)
		return 0;
	for (size_t i = 0; !rc && i < n->as_sets.items.n; i++) {
		const struct border_text *name = &n->as_sets.items.v[i];

		rc = why_name(why, s, name->text, name->line, name->col, host);
	}
	if (n->as_sets.items.n || n->prefixes.items.n)
		return rc;
	snprintf(own, sizeof own, "AS%u", n->asn);
	return why_name(why, s, own, n->line, n->col, host);
}

static void why_denied(struct report *why, const struct sav *s, const struct border_neighbor *n,
		       const struct prefix *host)
{
	char address[ADDRESS_TEXT + 1];
	size_t before = why->total;

	*address_put(address, host->family, host->hi, host->lo) = '\0';
	if (prefix_set_has(&s->snapshot->bogons, host))
		report_note(why, "", 0, 0, "%s is a bogon", address);
	if (!relationships_may_carry_own(n->relationships))
		why_border(why, s, &s->border->network.prefixes, host, "the network itself");
	if (why->total == before)
		report_note(why, s->border->path, n->line, n->col,
			    "nothing that may be accepted from AS%u covers %s", n->asn, address);
}

static int explain(struct report *why, const struct sav *s, uint32_t neighbor,
		   const struct prefix *host, struct err *e)
{
	const struct border_neighbor *n = get(s, neighbor);
	struct prefix_set set = {0};
	bool anything, yes;
	int rc = make(&set, s, neighbor, &anything, e);

	if (rc)
		return rc;
	yes = prefix_set_has(&set, host);
	prefix_set_release(&set);
	if (!yes)
		why_denied(why, s, n, host);
	else if (anything)
		report_note(why, s->border->path, n->line, n->col,
			    "no list is given, so that all but bogons and own space is permitted");
	else if (why_listed(why, s, n, host))
		return err_set(e, WEIR_ENOMEM, "out of memory");
	if (!why->total)
		report_note(why, s->border->path, n->line, n->col, "its list covers the address");
	return yes;
}

const struct scheme scheme_acl = {
	.summary = "what may be accepted from the neighbor, by `prefixes` and `as-set` (RFC 8704 2.1)",
	.needed = "what may be accepted from the neighbor covers it, and it is no bogon and, from "
		  "outside, not the network's own",
	.permitted = permitted,
	.explain = explain,
};
