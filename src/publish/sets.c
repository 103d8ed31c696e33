#include "publish/sets.h"

#include <stdio.h>
#include <string.h>

#include "publish/judge.h"
#include "publish/set_name.h"

static bool is_own_set(const struct publication *p, const char *name)
{
	for (size_t i = 0; i < p->sets.n; i++)
		if (!strcmp(p->sets.v[i], name))
			return true;
	return set_is_below(name, p->asn);
}

/* Whether the border file names it as an as-set of a neighbor that may carry the network's space. */
static bool is_customers_set(const struct publication *p, const char *name)
{
	for (size_t i = 0; i < p->border->neighbors.n; i++) {
		const struct border_neighbor *n = &p->border->neighbors.v[i];

		for (size_t k = 0; k < n->as_sets.items.n; k++) {
			struct set_name s;

			set_name_read(&s, n->as_sets.items.v[k].text);
			if (relationships_may_carry_own(n->relationships) && !strcmp(s.text, name))
				return true;
		}
	}
	return false;
}

bool set_member_is_stranger(const struct publication *p, uint32_t asn, const char *name)
{
	if (!name)
		return asn != p->asn && !publish_is_customers(p, asn);
	if (is_own_set(p, name) || is_customers_set(p, name))
		return false;
	return !set_parent(name) || !publish_is_customers(p, set_parent(name));
}

/* What the as-sets of a neighbor of the border reach. */
static const struct asn_set *reach_of(const struct publication *p, const struct border_neighbor *n)
{
	return &p->neighbors[n - p->border->neighbors.v];
}

bool sets_lack(const struct publication *p, const struct border_neighbor *n)
{
	const struct asn_set *reach = reach_of(p, n);

	if (!asn_set_has(&p->reached, n->asn))
		return true;
	for (size_t i = 0; i < reach->asns.n; i++)
		if (!asn_set_has(&p->reached, reach->asns.v[i]))
			return true;
	return false;
}

int set_entries(const struct publication *p, const struct border_neighbor *n,
		int (*visit)(void *context, const char *entry), void *context)
{
	bool has_own = asn_set_has(reach_of(p, n), n->asn), some = false;
	char own[16];
	int rc = 0;

	for (size_t i = 0; i < n->as_sets.items.n && !rc; i++) {
		struct set_name s;

		set_name_read(&s, n->as_sets.items.v[i].text);
		if (!s.asn && !rpsl_has_set_part(s.text, strlen(s.text), "AS-"))
			continue;
		some = true;
		rc = visit(context, s.text);
	}
	snprintf(own, sizeof own, "AS%u", n->asn);
	return rc || (some && has_own) ? rc : visit(context, own);
}

const char *set_customers_name(uint32_t asn, char to[SET_TEXT])
{
	snprintf(to, SET_TEXT, "AS%u:AS-CUSTOMERS", asn);
	return to;
}

const char *set_all_name(uint32_t asn, char to[SET_TEXT])
{
	snprintf(to, SET_TEXT, "AS%u:AS-ALL", asn);
	return to;
}

const char *sets_target(const struct publication *p)
{
	char customers[SET_TEXT];

	set_customers_name(p->asn, customers);
	for (size_t i = 0; i < p->sets.n; i++)
		if (!strcmp(p->sets.v[i], customers))
			return p->sets.v[i];
	return p->sets.n ? p->sets.v[0] : NULL;
}
