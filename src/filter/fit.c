#include "filter/fit.h"

static unsigned max_of(const struct border_policy *policy, unsigned family)
{
	return family == IPV4 ? policy->max_length.v4 : policy->max_length.v6;
}

static bool is_idle(const struct border_policy *policy)
{
	return policy->more_specifics != SWITCH_YES && !policy->max_length.v4 && !policy->max_length.v6;
}

static int cut(struct range *r, unsigned max, struct range_list *too_long)
{
	struct prefix p = range_prefix(r);
	struct range rest = range_make(&p, r->ge > max ? r->ge : max + 1, r->le);

	r->le = (uint8_t)max;
	return range_list_add(too_long, &rest);
}

/* One range; ge > le where nothing is left of it. */
static int fit(struct range *r, const struct border_policy *policy, struct range_list *too_long)
{
	unsigned max = max_of(policy, r->family);
	unsigned limit = max ? max : r->family == IPV4 ? MAX_LENGTH_IPV4 : MAX_LENGTH_IPV6;
	int rc = max && r->le > max ? cut(r, max, too_long) : 0;

	if (policy->more_specifics == SWITCH_YES && r->ge <= limit && r->le < limit)
		r->le = (uint8_t)limit;
	return rc;
}

int fit_ranges(struct range_list *l, const struct border_policy *policy, struct range_list *too_long)
{
	struct range_list fitting = {0};
	int rc = 0;

	if (is_idle(policy))
		return 0;
	for (size_t i = 0; !rc && i < range_list_count(l); i++) {
		struct range r = range_list_get(l, i);

		rc = fit(&r, policy, too_long);
		if (!rc && r.ge <= r.le)
			rc = range_list_add(&fitting, &r);
	}
	range_list_release(l);
	*l = fitting;
	return rc;
}

int fit_origins(struct origin_list *l, const struct border_policy *policy, struct range_list *too_long)
{
	struct origin_list fitting = {0};
	int rc = 0;

	if (is_idle(policy))
		return 0;
	for (size_t i = 0; !rc && i < origin_list_count(l); i++) {
		struct origin_range o = origin_list_get(l, i);

		rc = fit(&o.range, policy, too_long);
		if (!rc && o.range.ge <= o.range.le)
			rc = origin_list_add(&fitting, &o.range, o.origin);
	}
	origin_list_release(l);
	*l = fitting;
	return rc;
}
