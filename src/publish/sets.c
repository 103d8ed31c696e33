#include "publish/sets.h"

#include <stdio.h>
#include <string.h>

#include "irr/expand.h"
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

/* What a name reaches; false where no registry has it. */
static bool reaches(const struct publication *p, const char *name, struct irr_expansion *x)
{
	const struct irr_expand_options options = {.asns_only = true};

	return p->snapshot->irr && !irr_expand(p->snapshot->irr, &name, 1, &options, x, NULL);
}

static bool lacks_set(const struct publication *p, const char *name)
{
	struct irr_expansion x = {0};
	bool lacks = false;

	if (reaches(p, name, &x))
		for (size_t i = 0; i < x.asns.asns.n && !lacks; i++)
			lacks = !asn_set_has(&p->reached, x.asns.asns.v[i]);
	irr_expansion_release(&x);
	return lacks;
}

bool sets_lack(const struct publication *p, const struct border_neighbor *n)
{
	if (!asn_set_has(&p->reached, n->asn))
		return true;
	for (size_t i = 0; i < n->as_sets.items.n; i++)
		if (lacks_set(p, n->as_sets.items.v[i].text))
			return true;
	return false;
}

bool set_reaches(const struct publication *p, const char *name, uint32_t asn)
{
	struct irr_expansion x = {0};
	bool has = reaches(p, name, &x) && asn_set_has(&x.asns, asn);

	irr_expansion_release(&x);
	return has;
}

int set_entries(const struct publication *p, const struct border_neighbor *n,
		int (*visit)(void *context, const char *entry), void *context)
{
	bool has_own = false;
	char own[16];
	int rc = 0;

	for (size_t i = 0; i < n->as_sets.items.n && !rc; i++) {
		const char *text = n->as_sets.items.v[i].text;
		struct set_name s;

		set_name_read(&s, text);
		if (!s.asn && !rpsl_has_set_part(s.text, strlen(s.text), "AS-"))
			continue;
		has_own |= s.asn == n->asn || set_reaches(p, text, n->asn);
		rc = visit(context, s.text);
	}
	snprintf(own, sizeof own, "AS%u", n->asn);
	return rc || has_own ? rc : visit(context, own);
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
