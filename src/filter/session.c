#include "filter/session.h"

const char *bgp_role_text(enum bgp_role role)
{
	static const char *const texts[] = {"none", "provider", "customer", "peer", "rs", "rs-client"};

	return texts[role];
}

static enum bgp_role role_of(unsigned relationships)
{
	switch (relationships) {
	case REL_CUSTOMER:
		return ROLE_PROVIDER;
	case REL_PROVIDER:
		return ROLE_CUSTOMER;
	case REL_PEER:
		return ROLE_PEER;
	case REL_RS:
		return ROLE_RS_CLIENT;
	case REL_RS_CLIENT:
		return ROLE_RS;
	default:
		return ROLE_NONE;
	}
}

static uint32_t limit_of(uint64_t prefixes, uint32_t most)
{
	if (prefixes >= most)
		return most;
	prefixes += prefixes / 5 + 10;
	return prefixes < most ? (uint32_t)prefixes : most;
}

struct max_prefix max_prefix_propose(const struct prefix_set *set)
{
	return (struct max_prefix){limit_of(prefix_set_count(set, IPV4), MAX_PREFIX_IPV4),
				   limit_of(prefix_set_count(set, IPV6), MAX_PREFIX_IPV6)};
}

/* The hosts inside the prefixes of one family. */
static int add_hosts(struct range_list *to, const struct prefix_set *set, unsigned family)
{
	const uint8_t bits = (uint8_t)family_bits(family);
	const struct range_op only = {.kind = RANGE_LENGTHS, .ge = bits, .le = bits};
	struct prefix_set one = {0}, hosts = {0};
	struct range_list few = {0};
	int rc;

	if (family == IPV4)
		one.v4 = set->v4;
	else
		one.v6 = set->v6;
	rc = prefix_set_apply(&hosts, &one, only);

	if (!rc)
		rc = prefix_set_aggregate(&hosts, &few);
	if (!rc)
		rc = range_list_add_all(to, &few);
	prefix_set_release(&hosts);
	range_list_release(&few);
	return rc;
}

int session_rules_make(struct session_rules *r, const struct border_neighbor *n,
		       const struct prefix_set *set)
{
	int rc = 0;

	r->role = role_of(n->relationships);
	r->graceful_shutdown = true;
	r->blackhole = n->blackhole == SWITCH_YES;
	if (r->blackhole)
		rc = add_hosts(&r->blackholes, set, IPV4);
	if (r->blackhole && !rc)
		rc = add_hosts(&r->blackholes, set, IPV6);
	return rc;
}

void session_rules_release(struct session_rules *r)
{
	range_list_release(&r->blackholes);
}
