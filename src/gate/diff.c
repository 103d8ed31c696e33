#include "gate/diff.h"

int gate_gone(struct range_list *to, const struct prefix_set *a, const struct prefix_set *b)
{
	struct prefix_set rest = {0};
	int rc = prefix_set_subtract(&rest, a, b);

	if (!rc)
		rc = prefix_set_aggregate(&rest, to);
	prefix_set_release(&rest);
	return rc;
}

static int diff_prefixes(struct gate_diff *d, const struct gate_last *then, const struct gate_last *now)
{
	struct prefix_set before = {0}, after = {0};
	int rc = prefix_set_make(&before, &then->entries);

	if (!rc)
		rc = prefix_set_make(&after, &now->entries);
	if (!rc)
		rc = gate_gone(&d->came, &after, &before);
	if (!rc)
		rc = gate_gone(&d->gone, &before, &after);
	prefix_set_release(&before);
	prefix_set_release(&after);
	return rc;
}

static int asns_gone(struct asn_set *to, const struct asn_set *a, const struct asn_set *b)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < a->asns.n; i++)
		if (!asn_set_has(b, a->asns.v[i]))
			rc = asn_set_add(to, a->asns.v[i]);
	return rc;
}

int gate_diff_make(struct gate_diff *d, const struct gate_last *then, const struct gate_last *now)
{
	int rc = diff_prefixes(d, then, now);

	if (!rc)
		rc = asns_gone(&d->asns_came, &now->cone, &then->cone);
	return rc ? rc : asns_gone(&d->asns_gone, &then->cone, &now->cone);
}

void gate_diff_release(struct gate_diff *d)
{
	range_list_release(&d->came);
	range_list_release(&d->gone);
	asn_set_release(&d->asns_came);
	asn_set_release(&d->asns_gone);
}
