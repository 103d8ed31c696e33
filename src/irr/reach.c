#include <stdio.h>
#include <string.h>

#include "irr/expander.h"

enum { NAME_SHOWN = 80 };

int expander_add_gap(struct expander *x, enum irr_gap_kind kind, const char *name,
		     const struct namer *who, const char *text)
{
	struct arena *a = &x->x->names;
	struct irr_gap gap = {.kind = kind, .line = who->line};

	if (x->x->gaps_total++ >= IRR_GAPS_MAX)
		return 0;
	gap.name = arena_strndup(a, name, strnlen(name, NAME_SHOWN));
	gap.by = arena_strndup(a, who->by, strlen(who->by));
	gap.source = arena_strndup(a, who->source, strlen(who->source));
	gap.file = arena_strndup(a, who->file, strlen(who->file));
	gap.text = arena_strndup(a, text, strlen(text));
	if (!gap.name || !gap.by || !gap.source || !gap.file || !gap.text)
		return WEIR_ENOMEM;
	return vec_push(&x->x->gaps, gap, IRR_GAPS_MAX);
}

bool expander_uses(const struct expander *x, const struct dump *d, uint16_t source,
		   uint32_t only)
{
	uint32_t id = dump_source(d, source);

	if (only != any_source)
		return id == only;
	return id != STRMAP_NONE && x->rank[id] != unused_source;
}

bool expander_is_sound(const struct range *r)
{
	return (r->family == IPV4 || r->family == IPV6) && r->len <= r->ge && r->ge <= r->le &&
	       r->le <= family_bits(r->family) &&
	       !(u128_make(r->hi, r->lo) & ~u128_mask(r->len));
}

/* What a chain of operators leaves of a range that is asked for; false for nothing. */
static bool apply(const struct expander *x, const struct range *r, struct chain chain,
		  struct range *result)
{
	if (!expander_is_sound(r) || x->o->asns_only ||
	    (r->family == IPV4 ? x->o->no_ipv4 : x->o->no_ipv6))
		return false;
	return chain_apply(chain, r, result);
}

int expander_add_range(struct expander *x, const struct range *r, struct chain chain)
{
	struct range result;

	if (!apply(x, r, chain, &result))
		return 0;
	return x->trace ? trace_range(x, r, chain) : range_list_add(&x->x->ranges, &result);
}

int expander_add_route(struct expander *x, const struct range *r, struct chain chain,
		       uint32_t origin)
{
	struct range result;

	if (x->trace || !x->o->bound)
		return expander_add_range(x, r, chain);
	return apply(x, r, chain, &result) ? origin_list_add(&x->x->bound, &result, origin) : 0;
}

static bool is_sound4(uint32_t addr, unsigned len)
{
	return len <= 32 && !(uint32_t)((uint64_t)addr << len);
}

/* An AS number whose routes are looked up. */
struct reach {
	uint32_t asn, only;
	struct chain chain;
	size_t objects; /* found so far */
};

static int make_room4(struct expander *x, size_t n)
{
	if (x->o->bound)
		return vec_reserve(&x->x->bound.v4, x->x->bound.v4.n + n, RANGE_LIST_MAX);
	return vec_reserve(&x->x->ranges.v4, x->x->ranges.v4.n + n, RANGE_LIST_MAX);
}

/* There is room; what stands twice in a row is kept once. */
static void put_route4(struct expander *x, uint64_t word, uint32_t origin)
{
	struct range_list *l = &x->x->ranges;

	if (x->o->bound)
		x->x->bound.v4.v[x->x->bound.v4.n++] = (struct origin_range4){word, origin};
	else if (!l->v4.n || l->v4.v[l->v4.n - 1] != word)
		l->v4.v[l->v4.n++] = word;
}

/* The IPv4 routes of one AS in one dump. */
static int take_routes4(struct expander *x, const struct dump *d, struct index_run run,
			struct reach *reach)
{
	bool all = x->every_source && reach->only == any_source;
	bool plain = chain_is_none(reach->chain);
	size_t n;
	const uint32_t *addr = index_array(&d->index, INDEX_ADDR4, sizeof *addr, &n);
	const uint8_t *len = index_array(&d->index, INDEX_LEN4, 1, &n);
	const uint16_t *source = index_array(&d->index, INDEX_SOURCE4, sizeof *source, &n);
	int rc = make_room4(x, run.n);

	if (rc)
		return rc;
	for (size_t i = run.first; i < run.first + run.n; i++) {
		uint64_t word = range_pack4(addr[i], len[i], len[i], len[i]);
		struct range object = range_unpack4(word), r;

		if (!is_sound4(addr[i], len[i]) ||
		    (!all && !expander_uses(x, d, source[i], reach->only)))
			continue;
		reach->objects++;
		if (plain)
			put_route4(x, word, reach->asn);
		else if (chain_apply(reach->chain, &object, &r))
			put_route4(x, range_pack4(addr[i], r.len, r.ge, r.le), reach->asn);
	}
	return 0;
}

static int take_routes6(struct expander *x, const struct dump *d, struct index_run run,
			struct reach *reach)
{
	size_t n;
	const struct index_addr6 *addr = index_array(&d->index, INDEX_ADDR6, sizeof *addr, &n);
	const uint8_t *len = index_array(&d->index, INDEX_LEN6, 1, &n);
	const uint16_t *source = index_array(&d->index, INDEX_SOURCE6, sizeof *source, &n);

	for (size_t i = run.first; i < run.first + run.n; i++) {
		struct range r = {addr[i].hi, addr[i].lo, IPV6, len[i], len[i], len[i]};
		int rc;

		if (!expander_uses(x, d, source[i], reach->only))
			continue;
		reach->objects++;
		rc = expander_add_route(x, &r, reach->chain, reach->asn);
		if (rc)
			return rc;
	}
	return 0;
}

/* Route objects of the AS that cannot be read are missing from the list: say so. */
static int tell_bad_routes(struct expander *x, const struct dump *d, uint32_t asn, uint32_t only)
{
	const struct index *ix = &d->index;
	struct index_run run = index_bad_routes(ix, asn);
	size_t n;
	const struct fact_bad_route *bad = index_array(ix, INDEX_BAD_ROUTES, sizeof *bad, &n);
	struct namer who = {.file = d->path};
	char by[16];
	int rc = 0;

	snprintf(by, sizeof by, "AS%u", asn);
	who.by = by;
	for (size_t i = run.first; i < run.first + run.n && !rc; i++) {
		if (!expander_uses(x, d, bad[i].source, only))
			continue;
		who.source = strmap_name(&x->irr->sources, dump_source(d, bad[i].source));
		who.line = bad[i].line;
		rc = expander_add_gap(x, IRR_GAP_DAMAGED, index_string(ix, bad[i].name), &who,
				      index_string(ix, bad[i].why));
	}
	return rc;
}

/* Look up the routes of an AS; `first` where no other chain did so before. */
static int look_up(struct expander *x, struct reach *reach, bool first)
{
	int rc = 0;

	for (size_t i = 0; i < x->irr->n && !rc; i++) {
		const struct dump *d = &x->irr->dumps[i];
		struct index_run v4, v6;

		index_routes(&d->index, reach->asn, &v4, &v6);
		if (v4.n && !x->o->no_ipv4)
			rc = take_routes4(x, d, v4, reach);
		if (!rc && v6.n && !x->o->no_ipv6)
			rc = take_routes6(x, d, v6, reach);
		if (!rc && first)
			rc = tell_bad_routes(x, d, reach->asn, reach->only);
	}
	x->x->route_objects += reach->objects;
	if (!rc && !reach->objects && first)
		rc = asn_set_add(&x->routeless, reach->asn);
	return rc;
}

int expander_reach_asn(struct expander *x, uint32_t asn, struct chain chain, uint32_t only)
{
	struct reach reach = {.asn = asn, .only = only, .chain = chain};
	int fresh = pairs_add(&x->known, asn, 0), rc;

	if (fresh < 0)
		return fresh;
	if (fresh) {
		rc = asn_set_add(&x->x->asns, asn);
		if (rc)
			return rc;
		if (x->o->max_asns && x->x->asns.asns.n > x->o->max_asns)
			return WEIR_ELIMIT;
	}
	if (x->o->asns_only)
		return 0;
	if (only == any_source) { /* an AS of one source alone is rare: not remembered */
		rc = pairs_add(&x->asns, asn, chain_key(chain));
		if (rc <= 0)
			return rc;
	}
	return x->trace ? trace_asn(x, asn, chain, only) : look_up(x, &reach, fresh);
}

