#include "registry/bogons.h"

#include "base/err.h"
#include "net/range.h"
#include "registry/special.h"

/*
 * How this works: two sets, forbidden and allowed, each block with its more
 * specifics, and their difference. That is right where
 * allowed blocks lie inside forbidden ones. Where it is the other way round
 * (192.88.99.2/32 in 192.88.99.0/24) both are forbidden, so nothing is lost;
 * a test walks every pair of blocks.
 */

/* Forbidden though no special-purpose registry says so. */
static const struct bogon_block others[] = {
	{{(uint64_t)224 << 56, 0, IPV4, 4}, "multicast", "RFC 5771"},
	{{(uint64_t)0x00 << 56, 0, IPV6, 3}, "no global unicast", "RFC 4291"},
	{{(uint64_t)0x40 << 56, 0, IPV6, 2}, "no global unicast", "RFC 4291"},
	{{(uint64_t)0x80 << 56, 0, IPV6, 1}, "no global unicast", "RFC 4291"}, /* ff00::/8 too */
	{{(uint64_t)0x3ffe << 48, 0, IPV6, 16}, "the 6bone, which has ended", "RFC 3701"},
};

static const struct prefix six_to_four = {(uint64_t)0x2002 << 48, 0, IPV6, 16};

const struct bogon_block *bogon_block_find(const struct prefix *p)
{
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (prefix_covers(&others[i].prefix, p))
			return &others[i];
	return NULL;
}

static int add(struct range_list *l, const struct prefix *p, unsigned ge)
{
	struct range r = range_make(p, ge, family_bits(p->family));

	return range_list_add(l, &r);
}

static int list_forbidden(struct range_list *l)
{
	size_t n;
	const struct special_block *b = special_blocks(&n);
	int rc = add(l, &six_to_four, six_to_four.len + 1);

	for (size_t i = 0; !rc && i < sizeof others / sizeof *others; i++)
		rc = add(l, &others[i].prefix, others[i].prefix.len);
	for (size_t i = 0; !rc && i < n; i++)
		if (b[i].global == SPECIAL_FALSE || b[i].terminated)
			rc = add(l, &b[i].prefix, b[i].prefix.len);
	return rc;
}

static int list_allowed(struct range_list *l, const struct prefix *except, size_t n_except)
{
	size_t n;
	const struct special_block *b = special_blocks(&n);
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++)
		if (b[i].global != SPECIAL_FALSE && !b[i].terminated &&
		    !prefix_equal(&b[i].prefix, &six_to_four))
			rc = add(l, &b[i].prefix, b[i].prefix.len);
	for (size_t i = 0; !rc && i < n_except; i++)
		rc = add(l, &except[i], except[i].len);
	return rc;
}

static int set_of(struct prefix_set *set, struct range_list *l)
{
	int rc = range_list_normalize(l);

	return rc ? rc : prefix_set_make(set, l);
}

/* Space that nobody holds. */
static int make_unheld(struct prefix_set *set, const struct bogons_ask *ask)
{
	unsigned statuses = 1u << DELEGATION_AVAILABLE;

	if (!ask->delegations)
		return 0;
	if (ask->reserved)
		statuses |= 1u << DELEGATION_RESERVED;
	return delegations_space(ask->delegations, statuses, set);
}

static int make_special(struct prefix_set *set)
{
	struct range_list no = {0};
	int rc = list_forbidden(&no);

	if (!rc)
		rc = set_of(set, &no);
	range_list_release(&no);
	return rc;
}

static int make_allowed(struct prefix_set *set, const struct bogons_ask *ask)
{
	struct range_list yes = {0};
	int rc = list_allowed(&yes, ask->except, ask->n_except);

	if (!rc)
		rc = set_of(set, &yes);
	range_list_release(&yes);
	return rc;
}

int bogons_make(struct prefix_set *result, const struct bogons_ask *ask)
{
	struct prefix_set special = {0}, unheld = {0}, forbidden = {0}, allowed = {0};
	int rc = make_special(&special);

	if (!rc)
		rc = make_unheld(&unheld, ask);
	if (!rc)
		rc = prefix_set_union(&forbidden, &special, &unheld);
	if (!rc)
		rc = make_allowed(&allowed, ask);
	if (!rc)
		rc = prefix_set_subtract(result, &forbidden, &allowed);
	prefix_set_release(&special);
	prefix_set_release(&unheld);
	prefix_set_release(&forbidden);
	prefix_set_release(&allowed);
	return rc;
}

bool bogon_asn(uint32_t asn)
{
	return special_asn_find(asn) != NULL;
}
