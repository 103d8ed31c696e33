#include "filter/own_space.h"

#include "net/range.h"

int own_space_make(struct prefix_set *own, const struct border *b, const struct border_neighbor *n)
{
	const struct border_prefixes *from = &b->network.prefixes;
	struct range_list ranges = {0};
	int rc = 0;

	if (!n || relationships_may_carry_own(n->relationships))
		return 0;
	for (size_t i = 0; !rc && i < from->items.n; i++) {
		const struct prefix *p = &from->items.v[i].prefix;
		struct range r = range_make(p, p->len, family_bits(p->family));

		rc = range_list_add(&ranges, &r);
	}
	if (!rc)
		rc = range_list_normalize(&ranges);
	if (!rc)
		rc = prefix_set_make(own, &ranges);
	range_list_release(&ranges);
	return rc;
}
