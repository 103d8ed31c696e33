#include "sav/blocks.h"

#include "sav/addresses.h"

int blocks_add(struct range_list *blocks, const struct prefix *p)
{
	const struct range r = range_exact(p);

	return range_list_add(blocks, &r);
}

int blocks_add_roas(struct range_list *blocks, const struct rpki *rpki, const struct asn_set *origins)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < rpki_vrp_count(rpki); i++) {
		const struct vrp v = rpki_vrp(rpki, i);

		if (asn_set_has(origins, v.asn))
			rc = blocks_add(blocks, &v.prefix);
	}
	return rc;
}

int blocks_permit(struct prefix_set *result, struct range_list *blocks, int rc, struct err *e)
{
	if (!rc)
		rc = addresses_make(result, blocks);
	range_list_release(blocks);
	return rc ? err_set(e, rc, "out of memory") : 0;
}
