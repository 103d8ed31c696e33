#ifndef WEIR_FILTER_VERDICT_H
#define WEIR_FILTER_VERDICT_H

#include "border/border.h"
#include "filter/import.h"
#include "filter/registered.h"
#include "filter/rules.h"
#include "net/as_path.h"
#include "net/prefix_set.h"
#include "snapshot/snapshot.h"

/*
 * What becomes of a route that a neighbor sends: accepted, or rejected by the first of the
 * rules (filter/rules.h) that is against it. The same as the filter that is written for the
 * neighbor's router does.
 */
struct verdicts {
	const struct import_list *list;
	const struct snapshot *snapshot;
	struct prefix_set own;                /* the network's space that this neighbor may not carry */
	struct prefix_set accepted, rejected; /* by exceptions of the border file */
	struct border_families longest;       /* of what is registered; 0: any length */
	struct registered registered;         /* the list, for asking it */
};

/*
 * For one neighbor's list (of a neighbor, not of the network itself). 0, WEIR_ENOMEM or
 * WEIR_ELIMIT; release the zeroed or made struct after use. What it is made of must outlive
 * it. O(entries).
 */
int verdicts_make(struct verdicts *v, const struct import_list *l, const struct snapshot *s,
		  const struct border *b);

/*
 * The rule that rejects the route, or RULE_NONE. `path` begins with who sent it; a set in it
 * (RFC 9774) is no neighbor and no origin, each of its ASNs is in the path. Pure, without memory
 * of its own. O(path + log entries).
 */
enum import_rule verdict(const struct verdicts *v, const struct prefix *p, const struct as_path *path);

void verdicts_release(struct verdicts *v);

/* The rules by themselves, whichever rule is told: a bogon prefix; a bogon number in the path. */
bool verdict_prefix_is_bogon(const struct verdicts *v, const struct prefix *p);
bool verdict_path_is_bogon(const struct verdicts *v, const struct as_path *path);

#endif
