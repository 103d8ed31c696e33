#ifndef WEIR_PUBLISH_ASPA_H
#define WEIR_PUBLISH_ASPA_H

#include "publish/publish.h"

/*
 * Whether a neighbor belongs into the network's ASPA (draft-ietf-sidrops-aspa-verification):
 * providers, also partial ones, and siblings, who are providers of each other.
 */
static inline bool aspa_needs(const struct border_neighbor *n)
{
	return n->relationships & (REL_PROVIDER | REL_PARTIAL_PROVIDER | REL_SIBLING);
}

/*
 * The provider set as it should be: what is needed, and route servers that are in it now (one
 * that shows its own AS number in paths belongs there). AS0 alone where nobody is a provider.
 */
int aspa_providers(struct asn_set *to, const struct publication *p);

#endif
