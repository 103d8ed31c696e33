#include "sav/sets.h"

/* Copy, which the algebra has no other word for than the union with nothing. */
static int copy(struct prefix_set *result, const struct prefix_set *from, struct err *e)
{
	const struct prefix_set nothing = {0};
	int rc = prefix_set_union(result, from, &nothing);

	return rc ? err_set(e, rc, "out of memory") : 0;
}

static int get_one(struct sav_sets *sets, unsigned scheme, uint32_t neighbor,
		   struct prefix_set *result, struct err *e)
{
	const struct scheme *row = scheme_row((enum sav_scheme)scheme);
	int rc = 0;

	if (!row->for_all)
		return row->permitted(result, sets->sav, neighbor, e);
	if (!sets->made[scheme])
		rc = row->permitted(&sets->shared[scheme], sets->sav, neighbor, e);
	sets->made[scheme] = !rc;
	return rc ? rc : copy(result, &sets->shared[scheme], e);
}

/* Keep of *set what `scheme` permits too. */
static int narrow(struct sav_sets *sets, unsigned scheme, uint32_t neighbor, struct prefix_set *set,
		  struct err *e)
{
	struct prefix_set one = {0}, both = {0};
	int rc = get_one(sets, scheme, neighbor, &one, e);

	if (!rc && prefix_set_intersect(&both, set, &one))
		rc = err_set(e, WEIR_ENOMEM, "out of memory");
	prefix_set_release(&one);
	if (rc)
		return rc;
	prefix_set_release(set);
	*set = both;
	return 0;
}

int sav_sets_get(struct sav_sets *sets, unsigned schemes, uint32_t neighbor,
		 struct prefix_set *result, struct err *e)
{
	struct prefix_set set = {0};
	bool some = false;
	int rc = 0;

	for (unsigned scheme = 0; !rc && scheme < SAV_SCHEMES; scheme++) {
		if (!(schemes >> scheme & 1))
			continue;
		rc = some ? narrow(sets, scheme, neighbor, &set, e)
			  : get_one(sets, scheme, neighbor, &set, e);
		some = true;
	}
	if (rc) {
		prefix_set_release(&set);
		return rc;
	}
	*result = set;
	return 0;
}

void sav_sets_release(struct sav_sets *sets)
{
	for (unsigned i = 0; i < SAV_SCHEMES; i++)
		prefix_set_release(&sets->shared[i]);
}
