#include "registry/bogons.h"

#include "base/err.h"
#include "net/range.h"
#include "registry/special.h"

/*
 * How this works: two lists of blocks, forbidden and allowed, each block with
 * its more specifics, and the difference of their sets. That is right where
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

int bogons_make(struct prefix_set *result, const struct prefix *except, size_t n)
{
	struct range_list no = {0}, yes = {0};
	struct prefix_set forbidden = {0}, allowed = {0};
	int rc = list_forbidden(&no);

	if (!rc)
		rc = list_allowed(&yes, except, n);
	if (!rc)
		rc = set_of(&forbidden, &no);
	if (!rc)
		rc = set_of(&allowed, &yes);
	if (!rc)
		rc = prefix_set_subtract(result, &forbidden, &allowed);
	prefix_set_release(&forbidden);
	prefix_set_release(&allowed);
	range_list_release(&no);
	range_list_release(&yes);
	return rc;
}

bool bogon_asn(uint32_t asn)
{
	return special_asn_find(asn) != NULL;
}
