#include "sav/scheme.h"

/* One row per scheme. */
static const struct scheme *const rows[SAV_SCHEMES] = {
	[SAV_ACL] = &scheme_acl,
	[SAV_STRICT] = &scheme_strict,
	[SAV_FEASIBLE] = &scheme_feasible,
	[SAV_EFP_A] = &scheme_efp_a,
	[SAV_EFP_A_ROA] = &scheme_efp_a_roa,
	[SAV_EFP_B] = &scheme_efp_b,
	[SAV_EFP_B_ROA] = &scheme_efp_b_roa,
	[SAV_LOOSE] = &scheme_loose,
	[SAV_LOOSE_NO_DEFAULT] = &scheme_loose_no_default,
};

const struct scheme *scheme_row(enum sav_scheme s)
{
	return rows[s];
}

unsigned scheme_in_force(const struct sav *s, uint32_t neighbor)
{
	unsigned named = s->border->neighbors.v[neighbor].sav;

	return named ? named : 1u << scheme_default(s, neighbor, NULL);
}
