#include "filter/path_rules.h"

#include "registry/special.h"

enum { BEHIND = REL_CUSTOMER | REL_PARTIAL_CUSTOMER };
enum { NEVER_BEHIND = REL_PEER | REL_PROVIDER | REL_PARTIAL_PROVIDER };

static int add_cone(struct path_rules *p, uint32_t asn, const struct asn_set *cone)
{
	int rc = asn_set_add(&p->origins, asn);

	for (size_t i = 0; !rc && i < cone->asns.n; i++)
		rc = asn_set_add(&p->origins, cone->asns.v[i]);
	asn_set_normalize(&p->origins);
	return rc;
}

/* A settlement-free peer or a provider, where it is not also a customer. */
static int add_never(struct path_rules *p, const struct border *b)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < b->neighbors.n; i++) {
		const struct border_neighbor *n = &b->neighbors.v[i];

		if (n->relationships & NEVER_BEHIND && !(n->relationships & BEHIND))
			rc = asn_set_add(&p->never, n->asn);
	}
	asn_set_normalize(&p->never);
	return rc;
}

/* The special numbers that the border file itself uses: examples, laboratories, private peerings. */
static int add_used(struct asn_set *used, const struct border *b)
{
	int rc = asn_set_add(used, b->network.asn);

	for (size_t i = 0; !rc && i < b->neighbors.n; i++)
		if (special_asn_find(b->neighbors.v[i].asn))
			rc = asn_set_add(used, b->neighbors.v[i].asn);
	asn_set_normalize(used);
	return rc;
}

/* Add a range, or widen the last one where it goes on from there. */
static int add_bogons(struct path_rules *p, uint32_t first, uint32_t last)
{
	const struct asn_range range = {first, last};

	if (!p->bogons.n || p->bogons.v[p->bogons.n - 1].last + 1 != first)
		return vec_push(&p->bogons, range, ASN_SET_MAX);
	p->bogons.v[p->bogons.n - 1].last = last;
	return 0;
}

/* A special range without the numbers that are used. */
static int add_unused(struct path_rules *p, const struct special_asns *all,
		      const struct asn_set *used)
{
	uint64_t first = all->first;
	int rc = 0;

	for (size_t i = 0; !rc && i < used->asns.n; i++) {
		uint32_t asn = used->asns.v[i];

		if (asn < first || asn > all->last)
			continue;
		if (asn > first)
			rc = add_bogons(p, (uint32_t)first, asn - 1);
		first = (uint64_t)asn + 1;
	}
	return !rc && first <= all->last ? add_bogons(p, (uint32_t)first, all->last) : rc;
}

static int make_bogons(struct path_rules *p, const struct border *b)
{
	const struct special_asns *special;
	struct asn_set used = {0};
	size_t n;
	int rc = b->bogons.off ? 0 : add_used(&used, b);

	special = special_asns(&n);
	for (size_t i = 0; !rc && !b->bogons.off && i < n; i++)
		rc = add_unused(p, &special[i], &used);
	asn_set_release(&used);
	return rc;
}

bool path_rules_bogon(const struct path_rules *p, uint32_t asn)
{
	for (size_t i = 0; i < p->bogons.n; i++)
		if (asn >= p->bogons.v[i].first && asn <= p->bogons.v[i].last)
			return true;
	return false;
}

int path_rules_make(struct path_rules *p, const struct border *b, const struct border_neighbor *n,
		    const struct asn_set *cone)
{
	int rc = make_bogons(p, b);

	p->first_as = n->relationships & REL_RS ? 0 : n->asn;
	p->any_origin = !cone;
	if (!rc && cone)
		rc = add_cone(p, n->asn, cone);
	if (!rc && n->relationships & BEHIND)
		rc = add_never(p, b);
	return rc;
}

void path_rules_release(struct path_rules *p)
{
	asn_set_release(&p->origins);
	asn_set_release(&p->never);
	vec_free(&p->bogons);
}
