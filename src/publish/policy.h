#ifndef WEIR_PUBLISH_POLICY_H
#define WEIR_PUBLISH_POLICY_H

#include "publish/publish.h"

/*
 * Whom the policy of an aut-num names: the peerings of its import and export attributes,
 * with as-sets expanded. What it accepts and announces is not evaluated.
 */
struct policy {
	struct asn_set from, to;
	bool any_from, any_to; /* AS-ANY */
	bool opaque;           /* a peering-set, or an as-set that no registry has: somebody more is named */
	/* It names the set that customers belong into: sets_target(), or one yet to be registered. */
	bool target_from, target_to;
};

/* Read the text of irr_aut_num_at(). 0, WEIR_ENOMEM or WEIR_ELIMIT; release in either case. */
int policy_read(struct policy *policy, const struct publication *p, const char *text);

void policy_release(struct policy *policy);

/* Whether an import from, and an export to, the neighbor is there, or may be. */
bool policy_imports(const struct policy *policy, uint32_t asn);
bool policy_exports(const struct policy *policy, uint32_t asn);

#endif
