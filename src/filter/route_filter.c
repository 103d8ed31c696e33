#include "filter/route_filter.h"

#include "filter/pairs.h"
#include "filter/write_out.h"

/*
 * How this works. What bgpq4 does on a trie is done here on the sorted list:
 * a prefix that more specifics are let in of comes before everything inside
 * it, so that one remembered block tells what it makes superfluous.
 */
static void keep_family(struct range_list *list, unsigned family)
{
	if (family == IPV4)
		vec_free(&list->v6);
	else
		vec_free(&list->v4);
}

static void set_at(struct range_list *list, size_t i, const struct range *r)
{
	if (r->family == IPV4)
		list->v4.v[i] = range_pack4((uint32_t)(r->hi >> 32), r->len, r->ge, r->le);
	else
		list->v6.v[i] = *r;
}

static void keep_first(struct range_list *list, unsigned family, size_t n)
{
	if (family == IPV4)
		list->v4.n = n;
	else
		list->v6.n = n;
}

/*
 * The entry of a prefix or a range with the more specifics let in. A prefix
 * of exactly the length `more_to` stays as it is: bgpq4 widens it to /32 when
 * `more_from` is the same.
 */
static struct range with_more(struct range r, const struct filter_rules *rules)
{
	if (r.len < rules->more_to && r.le < rules->more_to)
		r.le = (uint8_t)rules->more_to;
	if (r.len <= rules->more_from && r.le > r.len && r.le >= rules->more_from &&
	    r.ge < rules->more_from)
		r.ge = (uint8_t)rules->more_from;
	return r;
}

/* Drop what is too long or let in by a shorter one already; widen the rest. */
static void let_in_more(struct range_list *list, const struct filter_rules *rules)
{
	size_t n = range_list_count(list), kept = 0;
	struct prefix cover = {0};

	for (size_t i = 0; i < n; i++) {
		struct range r = range_list_get(list, i);
		struct prefix p = range_prefix(&r);

		if (rules->max_len && r.len > rules->max_len)
			continue;
		if (r.len <= rules->more_to && prefix_covers(&cover, &p))
			continue;
		if (r.len < rules->more_to)
			cover = p;
		r = with_more(r, rules);
		set_at(list, kept++, &r);
	}
	keep_first(list, rules->family, kept);
}

static int add_wide(struct range_list *list, const struct range_list *wide,
		    const struct filter_rules *rules)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < range_list_count(wide); i++) {
		struct range r = with_more(range_list_get(wide, i), rules);

		rc = range_list_add(list, &r);
	}
	return rc ? rc : range_list_normalize(list);
}

int filter_entries(struct range_list *list, const struct filter_rules *rules)
{
	struct range_list wide = {0};
	unsigned max_len = rules->max_len ? rules->max_len : family_bits(rules->family);
	int rc;

	keep_family(list, rules->family);
	rc = write_out(list, max_len, &wide);
	if (!rc && (rules->max_len || rules->more_to))
		let_in_more(list, rules);
	if (!rc && rules->aggregate)
		rc = pairs_merge(list);
	if (!rc && range_list_count(&wide))
		rc = add_wide(list, &wide, rules);
	range_list_release(&wide);
	return rc;
}
