#include "filter/path_rules.h"

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

int path_rules_make(struct path_rules *p, const struct border *b, const struct border_neighbor *n,
		    const struct asn_set *cone)
{
	int rc = 0;

	p->first_as = n->relationships & REL_RS ? 0 : n->asn;
	p->any_origin = !cone;
	if (cone)
		rc = add_cone(p, n->asn, cone);
	if (!rc && n->relationships & BEHIND)
		rc = add_never(p, b);
	return rc;
}

void path_rules_release(struct path_rules *p)
{
	asn_set_release(&p->origins);
	asn_set_release(&p->never);
}
