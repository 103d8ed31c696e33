#include "filter/write_out.h"

#include <stdbool.h>

#include "base/err.h"

static bool is_exact(const struct range *r)
{
	return r->ge == r->len && r->le == r->len;
}

/* How many prefixes a range stands for, or more than WRITE_OUT_MAX. */
static size_t range_size(const struct range *r)
{
	unsigned to = r->le - r->len + 1u, from = r->ge - r->len;

	if (to > 32)
		return SIZE_MAX;
	return ((size_t)1 << to) - ((size_t)1 << from);
}

static int add_length(struct range_list *to, const struct range *r, unsigned len)
{
	u128 addr = u128_make(r->hi, r->lo), step = len ? (u128)1 << (128 - len) : 0;
	size_t n = (size_t)1 << (len - r->len);
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++, addr += step) {
		struct prefix p = prefix_make(r->family, addr, len);
		struct range one = range_exact(&p);

		rc = range_list_add(to, &one);
	}
	return rc;
}

static int add_prefixes(struct range_list *to, const struct range *r)
{
	int rc = 0;

	for (unsigned len = r->ge; !rc && len <= r->le; len++)
		rc = add_length(to, r, len);
	return rc;
}

static bool all_exact(const struct range_list *list)
{
	for (size_t i = 0; i < list->v4.n; i++) {
		struct range r = range_unpack4(list->v4.v[i]);

		if (!is_exact(&r))
			return false;
	}
	for (size_t i = 0; i < list->v6.n; i++)
		if (!is_exact(&list->v6.v[i]))
			return false;
	return true;
}

int write_out(struct range_list *list, unsigned max_len, struct range_list *wide)
{
	struct range_list prefixes = {0};
	size_t n = range_list_count(list), left = WRITE_OUT_TOTAL;
	int rc = 0;

	if (all_exact(list))
		return 0;
	for (size_t i = 0; !rc && i < n; i++) {
		struct range r = range_list_get(list, i);
		size_t size;

		if (r.le > max_len)
			r.le = (uint8_t)max_len;
		if (r.ge > r.le)
			continue;
		size = range_size(&r);
		if (is_exact(&r)) {
			rc = range_list_add(&prefixes, &r);
		} else if (size > WRITE_OUT_MAX || size > left) {
			rc = range_list_add(wide, &r);
		} else {
			left -= size;
			rc = add_prefixes(&prefixes, &r);
		}
	}
	if (!rc)
		rc = range_list_normalize(&prefixes);
	if (rc) {
		range_list_release(&prefixes);
		return rc;
	}
	range_list_release(list);
	*list = prefixes;
	return 0;
}
