/* The reasons to hold a candidate, a function each, and the table of them. Each sentence tells figures. */
#include "gate/reasons.h"

#include <stdio.h>

/* An AS without providers is taken for a tier-1 where it has as many customers: about twenty ASes have. */
enum { TIER1_CUSTOMERS = 100, SHOWN = 3 };

static bool may_be_empty(const struct gate_case *k, unsigned family)
{
	return k->c->may_be_empty >> family & 1;
}

static bool is_not_empty(const struct gate_case *k, char *text, size_t size)
{
	if (k->n || !k->c->limits->min_entries || (may_be_empty(k, IPV4) && may_be_empty(k, IPV6)))
		return true;
	snprintf(text, size, "the list is empty");
	return false;
}

static bool has_min_entries(const struct gate_case *k, char *text, size_t size)
{
	if (!k->n || k->n >= k->c->limits->min_entries)
		return true;
	snprintf(text, size, "only %zu of the %u entries that gate.min-entries asks for", k->n,
		 k->c->limits->min_entries);
	return false;
}

static bool keeps_families(const struct gate_case *k, char *text, size_t size)
{
	const struct range_list *now = k->c->entries, *then = &k->last->entries;
	bool v4 = then->v4.n && !now->v4.n && !may_be_empty(k, IPV4);
	bool v6 = then->v6.n && !now->v6.n && !may_be_empty(k, IPV6);

	if (!v4 && !v6)
		return true;
	snprintf(text, size, "no %s prefix is left, the last good list has some",
		 v4 && v6 ? "IPv4 and no IPv6" : v4 ? "IPv4" : "IPv6");
	return false;
}

static bool loses_for_sound_reasons(const struct gate_case *k, char *text, size_t size)
{
	size_t gone = range_list_count(&k->gone);

	if (!gone || (k->c->gaps <= k->last->gaps && k->c->damage <= k->last->damage))
		return true;
	snprintf(text, size, "prefixes of the last good list are gone (entries: %zu), and registry data is "
			     "missing or damaged that was not then", gone);
	return false;
}

/* What a source no longer tells may let in as well as take out: origins that it made invalid. */
static bool has_its_sources(const struct gate_case *k, char *text, size_t size)
{
	size_t gone = range_list_count(&k->gone), came = range_list_count(&k->came);

	if (!k->last->exists || !(gone + came) || k->c->empty <= k->last->empty)
		return true;
	snprintf(text, size, "prefixes are others than in the last good list (entries: %zu came, %zu went), and a "
			     "source has no records that had some then", came, gone);
	return false;
}

bool gate_is_loss(const struct border_gate *limits, uint64_t then, uint64_t now)
{
	return limits->max_change != GATE_ANY_CHANGE && now < then && (then - now) * 100 > then * limits->max_change;
}

/* The first source that a candidate depends on and that lost too much; NULL where there is none. */
static const struct gate_loss *find_loss(const struct gate_candidate *c, size_t *n)
{
	const struct gate_loss *first = NULL;

	*n = 0;
	for (size_t i = 0; c->losses && i < c->losses->items.n; i++) {
		const struct gate_loss *l = &c->losses->items.v[i];

		if (c->kinds >> l->kind & 1 && !(*n)++)
			first = l;
	}
	return first;
}

/* A source that failed halfway may take out less of each list than max-change asks about. */
static bool keeps_its_sources(const struct gate_case *k, char *text, size_t size)
{
	size_t gone = range_list_count(&k->gone), came = range_list_count(&k->came), n;
	const struct gate_loss *l = find_loss(k->c, &n);
	char more[40] = "";

	if (!k->last->exists || !(gone + came) || !l)
		return true;
	if (n > 1)
		snprintf(more, sizeof more, ", and %zu more like it", n - 1);
	snprintf(text, size, "prefixes are others than in the last good list (entries: %zu came, %zu went), and %.60s "
			     "%s %llu records, of %llu in the last good build%s; gate.max-change is %u %%",
		 came, gone, l->path, l->gone ? "is gone:" : "has", (unsigned long long)l->now,
		 (unsigned long long)l->then, more, k->c->limits->max_change);
	return false;
}

/* Both sides in whole numbers: exactly so many percent pass. */
static bool changes_little(const struct gate_case *k, char *text, size_t size)
{
	uint64_t gone = range_list_count(&k->gone), came = range_list_count(&k->came);
	uint64_t then = range_list_count(&k->last->entries);
	uint32_t most = k->c->limits->max_change;

	if (!then || most == GATE_ANY_CHANGE || (gone + came) * 100 <= then * most)
		return true;
	snprintf(text, size, "changed by %.*f %% (entries: %llu came, %llu went, of %llu), gate.max-change is %u %%",
		 (gone + came) * 100 % then ? 2 : 0, (double)(gone + came) * 100 / (double)then, (unsigned long long)came,
		 (unsigned long long)gone, (unsigned long long)then, most);
	return false;
}

/* Collects the first few prefixes that a sentence names, and how many there are. */
struct named {
	char text[SHOWN * (PREFIX_TEXT + 2)];
	size_t n;
};

static void name_prefix(struct named *m, const struct prefix *p)
{
	char text[PREFIX_TEXT];
	size_t used = 0;

	while (m->text[used])
		used++;
	if (m->n++ < SHOWN)
		snprintf(m->text + used, sizeof m->text - used, "%s%s", used ? ", " : "",
			 prefix_text(p, text));
}

/* ", … and 4 more", or nothing. */
static const char *more_than(size_t n, char *to, size_t size)
{
	to[0] = '\0';
	if (n > SHOWN)
		snprintf(to, size, " and %zu more", n - SHOWN);
	return to;
}

static bool is_told(const struct named *m, const char *what, char *text, size_t size)
{
	char more[40];

	if (m->n)
		snprintf(text, size, "%s: %s%s", what, m->text, more_than(m->n, more, sizeof more));
	return m->n;
}

static void name_missing(struct named *m, const struct gate_case *k, const struct border_prefixes *wanted)
{
	for (size_t i = 0; wanted && i < wanted->items.n; i++) {
		const struct prefix *p = &wanted->items.v[i].prefix;

		if (!prefix_set_has(&k->now, p) && !prefix_set_has(&k->rejected, p))
			name_prefix(m, p);
	}
}

static void name_ranges(struct named *m, const struct range_list *l)
{
	for (size_t i = 0; i < range_list_count(l); i++) {
		struct range r = range_list_get(l, i);
		struct prefix p = range_prefix(&r);

		name_prefix(m, &p);
	}
}

/* Each list is held to itself: a beacon must pass where it passed. */
static bool keeps_beacons(const struct gate_case *k, char *text, size_t size)
{
	const struct border_prefixes *b = k->c->beacons;
	struct named lost = {0};

	for (size_t i = 0; b && i < b->items.n; i++) {
		const struct prefix *p = &b->items.v[i].prefix;

		if (prefix_set_has(&k->then, p) && !prefix_set_has(&k->now, p))
			name_prefix(&lost, p);
	}
	return !is_told(&lost, "a beacon that the last good list let pass is lost", text, size);
}

static bool announces_own(const struct gate_case *k, char *text, size_t size)
{
	struct named lost = {0};

	name_missing(&lost, k, k->c->own);
	return !is_told(&lost, "own prefixes would not be announced", text, size);
}

static bool lets_allowed_pass(const struct gate_case *k, char *text, size_t size)
{
	struct named lost = {0};

	name_missing(&lost, k, k->c->allowed);
	name_ranges(&lost, &k->kept_out);
	return !is_told(&lost, "prefixes that the border file allows would not pass", text, size);
}

static bool has_no_bogon(const struct gate_case *k, char *text, size_t size)
{
	struct named found = {0};

	name_ranges(&found, &k->bogons);
	return !is_told(&found, "bogons would pass", text, size);
}

static bool is_asked_for(const struct gate_candidate *c, const struct prefix *all)
{
	for (size_t i = 0; c->allowed && i < c->allowed->items.n; i++)
		if (prefix_equal(&c->allowed->items.v[i].prefix, all))
			return true;
	return c->accepted && range_list_has_default(c->accepted, all->family);
}

/* Anybody may register a route object for all addresses; nobody has them. Sources are judged without bogons. */
static bool has_no_default(const struct gate_case *k, char *text, size_t size)
{
	const struct prefix all[] = {{.family = IPV4}, {.family = IPV6}};
	struct named found = {0};

	for (size_t i = 0; k->c->bogons && i < sizeof all / sizeof *all; i++)
		if (prefix_set_has(&k->now, &all[i]) && !is_asked_for(k->c, &all[i]))
			name_prefix(&found, &all[i]);
	return !is_told(&found, "a default route would pass", text, size);
}

static bool has_few_asns(const struct gate_case *k, char *text, size_t size)
{
	if (k->c->cone.asns <= k->c->limits->max_asns)
		return true;
	snprintf(text, size, "its sets reach %zu ASes, gate.max-asns is %u", k->c->cone.asns,
		 k->c->limits->max_asns);
	return false;
}

static bool is_shallow(const struct gate_case *k, char *text, size_t size)
{
	if (k->c->cone.depth <= k->c->limits->max_depth)
		return true;
	snprintf(text, size, "its sets are %zu deep, gate.max-depth is %u", k->c->cone.depth,
		 k->c->limits->max_depth);
	return false;
}

static bool is_tier1(const struct as_graph *g, uint32_t asn)
{
	uint32_t i = g ? as_graph_find(g, asn) : UINT32_MAX;
	size_t providers, customers;

	if (i == UINT32_MAX)
		return false;
	as_graph_neighbors(g, i, AS_PROVIDER, &providers);
	as_graph_neighbors(g, i, AS_CUSTOMER, &customers);
	return !providers && customers >= TIER1_CUSTOMERS;
}

/* What the border itself knows as a provider or peer and as nothing else. */
static bool is_above(const struct border *b, uint32_t asn)
{
	for (size_t i = 0; i < b->neighbors.n; i++)
		if (b->neighbors.v[i].asn == asn)
			return !(b->neighbors.v[i].relationships & ~(unsigned)(REL_PROVIDER | REL_PEER));
	return false;
}

static bool has_no_tier1(const struct gate_case *k, char *text, size_t size)
{
	const struct gate_cone *cone = &k->c->cone;
	uint32_t first = 0;
	size_t n = 0;

	for (size_t i = 0; cone->customer && cone->members && i < cone->members->asns.n; i++) {
		uint32_t asn = cone->members->asns.v[i];

		if (asn == cone->customer || asn_set_has(&k->last->cone, asn) ||
		    !(is_tier1(cone->graph, asn) || is_above(cone->border, asn)))
			continue;
		first = n++ ? first : asn;
	}
	if (n)
		snprintf(text, size, "AS%u, %s, would be behind a customer (such ASes: %zu)", first,
			 is_above(cone->border, first) ? "an own provider or peer" : "a tier-1", n);
	return !n;
}

/* Whom the border file, or an exception of it, lets stand behind a customer: then it is no loss. */
static bool is_let_in(const struct gate_cone *cone, uint32_t asn)
{
	const struct border *b = cone->border;

	for (size_t i = 0; i < b->neighbors.n; i++)
		if (b->neighbors.v[i].asn == asn)
			return !is_above(b, asn);
	return asn == b->network.asn || asn_set_has(cone->accepted, asn);
}

static bool lost_relationships(const struct gate_candidate *c)
{
	for (size_t i = 0; c->losses && i < c->losses->items.n; i++)
		if (c->losses->items.v[i].kind == SOURCE_RELATIONSHIPS)
			return c->kinds >> SOURCE_RELATIONSHIPS & 1;
	return false;
}

/*
 * Without its relationships a build knows no tier-1 to keep from behind a customer. One that goes while all
 * sources are there is the border file's own word: a provider that was given up.
 */
static bool keeps_never(const struct gate_case *k, char *text, size_t size)
{
	const struct gate_cone *cone = &k->c->cone;
	const struct asn_set *then = &k->last->never;
	char named[SHOWN * 16] = "", more[40];
	size_t gone = 0, used = 0;

	for (size_t i = 0; cone->never && i < then->asns.n; i++) {
		uint32_t asn = then->asns.v[i];

		if (asn_set_has(cone->never, asn) || is_let_in(cone, asn))
			continue;
		if (gone++ < SHOWN)
			used += (size_t)snprintf(named + used, sizeof named - used, "%sAS%u", used ? ", " : "", asn);
	}
	if (!gone || (k->c->empty <= k->last->empty && !lost_relationships(k->c) &&
		      (gone == 1 || !gate_is_loss(k->c->limits, then->asns.n, then->asns.n - gone))))
		return true;
	snprintf(text, size, "%zu of the %zu ASes that the last good list keeps from behind this customer would be let "
			     "in there: %s%s", gone, then->asns.n, named, more_than(gone, more, sizeof more));
	return false;
}

const struct gate_reason gate_reasons[] = {
	{"empty", is_not_empty, true},
	{"min-entries", has_min_entries, false},
	{"family", keeps_families, false},
	{"lost", loses_for_sound_reasons, false},
	{"sources", has_its_sources, false},
	{"shrunk", keeps_its_sources, false},
	{"max-change", changes_little, false},
	{"beacons", keeps_beacons, false},
	{"own", announces_own, false},
	{"allowed", lets_allowed_pass, false},
	{"bogons", has_no_bogon, false},
	{"default", has_no_default, false},
	{"max-asns", has_few_asns, false},
	{"max-depth", is_shallow, false},
	{"tier-1", has_no_tier1, false},
	{"never", keeps_never, false},
	{0},
};
