#include "deliver/openbgpd_set.h"

#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "deliver/import_text.h"
#include "deliver/out_list.h"

enum { NAME = 48 };

static void put_prefixes(struct out *o, const struct import_list *l, const char *what, unsigned family,
			 const struct range_list *ranges)
{
	char name[NAME];
	const struct list list = {.name = name, .kind = LIST_EXTENDED, .family = family, .prefixes = ranges};

	snprintf(name, sizeof name, "AS%u-%s", l->asn, what);
	out_ch(o, '\n');
	language_openbgpd.write[LIST_EXTENDED](o, &list);
}

void openbgpd_set_put(struct out *o, const struct import_list *l, const char *what, unsigned family,
		      const struct range_list *ranges)
{
	const struct range_list one = range_list_of(ranges, family);

	put_prefixes(o, l, what, family, &one);
}

/* Ranges of both families in one set, where there are any. */
static void put_some(struct out *o, const struct import_list *l, const char *what,
		     const struct range_list *ranges)
{
	if (range_list_count(ranges))
		put_prefixes(o, l, what, IPV4, ranges);
}

static void put_asns(struct out *o, const struct import_list *l, const char *what,
		     const struct asn_set *asns)
{
	char name[NAME];
	const struct list list = {.name = name,
				  .kind = LIST_ASNS,
				  .width = language_openbgpd.width[LIST_ASNS],
				  .asns = asns};

	if (!asns->asns.n)
		return;
	snprintf(name, sizeof name, "AS%u-%s", l->asn, what);
	out_ch(o, '\n');
	language_openbgpd.write[LIST_ASNS](o, &list);
}

bool openbgpd_has_roa(const struct import_list *l)
{
	for (size_t i = 0; i < origin_list_count(&l->bound); i++) {
		const struct origin_range pair = origin_list_get(&l->bound, i);

		if (openbgpd_is_roa(&pair.range))
			return true;
	}
	return false;
}

static void put_pair(struct out *o, const struct origin_range *pair)
{
	char *to = out_room(o, ENTRY_TEXT), *at = to;

	if (!to)
		return;
	at = entry_prefix(stpcpy(at, "\n\t"), &pair->range);
	if (pair->range.le > pair->range.len)
		at = decimal_put(stpcpy(at, " maxlen "), pair->range.le);
	at = decimal_put(stpcpy(at, " source-as "), pair->origin);
	out_used(o, (size_t)(at - to));
}

static void put_bound(struct out *o, const struct import_list *l)
{
	if (!openbgpd_has_roa(l))
		return;
	out_printf(o, "\norigin-set AS%u-BOUND {", l->asn);
	for (size_t i = 0; i < origin_list_count(&l->bound); i++) {
		const struct origin_range pair = origin_list_get(&l->bound, i);

		if (openbgpd_is_roa(&pair.range))
			put_pair(o, &pair);
	}
	out_str(o, "\n}\n");
}

/* What any origin may announce, where the family has pairs too. */
static void put_unbound(struct out *o, const struct import_list *l)
{
	if (l->bound.v4.n && l->unbound.v4.n)
		openbgpd_set_put(o, l, "UNBOUND-V4", IPV4, &l->unbound);
	if (l->bound.v6.n && l->unbound.v6.n)
		openbgpd_set_put(o, l, "UNBOUND-V6", IPV6, &l->unbound);
}

void openbgpd_sets_put(struct out *o, const struct import_list *l)
{
	openbgpd_set_put(o, l, "IN-V4", IPV4, &l->entries);
	openbgpd_set_put(o, l, "IN-V6", IPV6, &l->entries);
	put_unbound(o, l);
	put_bound(o, l);
	put_some(o, l, "ACCEPTED", &l->exceptions.accepted);
	put_some(o, l, "REJECTED", &l->exceptions.rejected);
	put_some(o, l, "BLACKHOLES", &l->session.blackholes);
	put_asns(o, l, "REJECTED-ASNS", &l->path.rejected);
	put_asns(o, l, "NEVER", &l->path.never);
	if (!l->path.any_origin)
		put_asns(o, l, "ORIGINS", &l->path.origins);
}
