#include "filter/path_rules.h"

#include "registry/special.h"

enum { BEHIND = REL_CUSTOMER | REL_PARTIAL_CUSTOMER };
enum { NEVER_BEHIND = REL_PEER | REL_PROVIDER | REL_PARTIAL_PROVIDER };
enum { OURS = BEHIND | REL_SIBLING };

static int add_all(struct asn_set *to, const struct asn_set *from)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < from->asns.n; i++)
		rc = asn_set_add(to, from->asns.v[i]);
	asn_set_normalize(to);
	return rc;
}

static int add_origins(struct path_rules *p, uint32_t asn, const struct asn_set *cone)
{
	int rc = asn_set_add(&p->origins, asn);

	return rc ? rc : add_all(&p->origins, cone);
}

/* Who may stand behind a customer whatever else is known: customers and siblings, and the network. */
static int list_ours(struct asn_set *ours, const struct border *b, const struct border_neighbor *n,
		     const struct exceptions *x)
{
	int rc = asn_set_add(ours, b->network.asn);

	if (!rc)
		rc = asn_set_add(ours, n->asn);
	for (size_t i = 0; !rc && i < b->neighbors.n; i++)
		if (b->neighbors.v[i].relationships & OURS)
			rc = asn_set_add(ours, b->neighbors.v[i].asn);
	return rc ? rc : add_all(ours, &x->accepted_asns);
}

static int add_unless(struct asn_set *to, uint32_t asn, const struct asn_set *ours)
{
	return asn_set_has(ours, asn) ? 0 : asn_set_add(to, asn);
}

static int add_never(struct path_rules *p, const struct snapshot *s, const struct border *b,
		     const struct asn_set *ours)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < b->neighbors.n; i++)
		if (b->neighbors.v[i].relationships & NEVER_BEHIND)
			rc = add_unless(&p->never, b->neighbors.v[i].asn, ours);
	for (size_t i = 0; !rc && i < s->clique.asns.n; i++)
		rc = add_unless(&p->never, s->clique.asns.v[i], ours);
	asn_set_normalize(&p->never);
	return rc;
}

static int lock_peers(struct path_rules *p, const struct snapshot *s, const struct border *b,
		      const struct border_neighbor *n, const struct exceptions *x)
{
	struct asn_set ours = {0};
	int rc = 0;

	if (n->relationships & BEHIND && !(n->relationships & NEVER_BEHIND)) {
		rc = list_ours(&ours, b, n, x);
		asn_set_normalize(&ours);
		if (!rc)
			rc = add_never(p, s, b, &ours);
	}
	asn_set_release(&ours);
	return rc;
}

/* The special numbers that the border file itself uses (laboratories, private peerings), and accepted ones. */
static int add_used(struct asn_set *used, const struct border *b, const struct exceptions *x)
{
	int rc = asn_set_add(used, b->network.asn);

	for (size_t i = 0; !rc && i < b->neighbors.n; i++)
		if (special_asn_find(b->neighbors.v[i].asn))
			rc = asn_set_add(used, b->neighbors.v[i].asn);
	return rc ? rc : add_all(used, &x->accepted_asns);
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

static int make_bogons(struct path_rules *p, const struct border *b, const struct exceptions *x)
{
	const struct special_asns *special;
	struct asn_set used = {0};
	size_t n;
	int rc = b->bogons.off ? 0 : add_used(&used, b, x);

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

int path_rules_make(struct path_rules *p, const struct snapshot *s, const struct border *b,
		    const struct border_neighbor *n, const struct path_facts *facts)
{
	const struct exceptions *x = facts->exceptions;
	int rc = make_bogons(p, b, x);

	p->first_as = n->relationships & REL_RS ? 0 : n->asn;
	p->any_origin = facts->any_origin;
	if (!rc && !p->any_origin)
		rc = add_origins(p, n->asn, facts->cone);
	if (!rc)
		rc = lock_peers(p, s, b, n, x);
	return rc ? rc : add_all(&p->rejected, &x->rejected_asns);
}

void path_rules_release(struct path_rules *p)
{
	asn_set_release(&p->origins);
	asn_set_release(&p->never);
	asn_set_release(&p->rejected);
	vec_free(&p->bogons);
}
