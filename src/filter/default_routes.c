#include "filter/default_routes.h"

static bool is_listed(const struct range_list *l, const struct prefix *p)
{
	for (size_t i = 0; l && i < range_list_count(l); i++) {
		struct range r = range_list_get(l, i);

		if (r.family == p->family && !r.ge)
			return true;
	}
	return false;
}

int default_routes_make(struct prefix_set *set, const struct prefix_set *within, const struct range_list *listed)
{
	static const struct prefix all[] = {{.family = IPV4}, {.family = IPV6}};
	struct range_list l = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < sizeof all / sizeof *all; i++) {
		struct range r = range_exact(&all[i]);

		if ((!within || prefix_set_has(within, &all[i])) && !is_listed(listed, &all[i]))
			rc = range_list_add(&l, &r);
	}
	if (!rc)
		rc = range_list_normalize(&l);
	if (!rc)
		rc = prefix_set_make(set, &l);
	range_list_release(&l);
	return rc;
}
