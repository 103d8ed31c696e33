#include "filter/export.h"

enum { DOWN = REL_CUSTOMER | REL_PARTIAL_CUSTOMER | REL_SIBLING | REL_RS_CLIENT };
enum { UP = REL_PROVIDER | REL_PARTIAL_PROVIDER };
enum { SIDE = REL_PEER | REL_RS };

const struct community export_never[EXPORT_NEVER] = {
	{65535, 65281, "NO_EXPORT"},
	{65535, 65282, "NO_ADVERTISE"},
	{65535, 666, "BLACKHOLE"},
};

const struct community community_blackhole = {65535, 666, "BLACKHOLE"};
const struct community community_graceful_shutdown = {65535, 0, "GRACEFUL_SHUTDOWN"};

struct export_rules export_rules_make(const struct border_neighbor *n)
{
	return (struct export_rules){n, !(n->relationships & ~(unsigned)DOWN)};
}

enum learned_from learned_from(const struct border_neighbor *n)
{
	if (n->relationships & UP)
		return LEARNED_PROVIDER;
	return n->relationships & SIDE ? LEARNED_PEER : LEARNED_CUSTOMER;
}
