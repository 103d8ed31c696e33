#include "filter/default_routes.h"

int default_routes_make(struct prefix_set *set, const struct prefix_set *within, const struct range_list *listed)
{
	static const struct prefix all[] = {{.family = IPV4}, {.family = IPV6}};
	struct range_list l = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < sizeof all / sizeof *all; i++) {
		struct range r = range_exact(&all[i]);

		if ((!within || prefix_set_has(within, &all[i])) && !(listed && range_list_has_default(listed, all[i].family)))
			rc = range_list_add(&l, &r);
	}
	if (!rc)
		rc = range_list_normalize(&l);
	if (!rc)
		rc = prefix_set_make(set, &l);
	range_list_release(&l);
	return rc;
}
