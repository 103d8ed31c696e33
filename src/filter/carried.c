#include "filter/carried.h"

enum { CARRIED = REL_CUSTOMER | REL_PARTIAL_CUSTOMER | REL_SIBLING };

bool carried_is(const struct border *b, const struct border_neighbor *n)
{
	return !b->network.as_sets.items.n && n->relationships & CARRIED;
}

void import_carried_release(struct import_carried *c)
{
	origin_list_release(&c->bound);
	range_list_release(&c->unbound);
	report_release(&c->gaps);
}
