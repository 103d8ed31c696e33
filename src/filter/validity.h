#ifndef WEIR_FILTER_VALIDITY_H
#define WEIR_FILTER_VALIDITY_H

#include "base/vec.h"
#include "net/origin_list.h"
#include "rpki/rov.h"
#include "snapshot/snapshot.h"

/* A route object that origin validation calls invalid (RFC 6811). */
struct invalid_object {
	struct range range; /* several prefixes where an operator widened it; then some may be invalid alone */
	uint32_t origin;
	enum rov_state state; /* invalid-asn or invalid-length */
};

struct invalid_objects {
	VEC(struct invalid_object) v; /* by range, then origin */
};

/*
 * Leave in a normalized list what is not invalid; what is taken out goes into `invalid` (NULL
 * allowed). A range of several prefixes keeps those that are not, as few ranges. Without RPKI
 * sources nothing happens. 0, WEIR_ENOMEM or WEIR_ELIMIT. O(n), and for each range of
 * several prefixes O(VRPs inside it * address bits).
 */
int validity_apply(struct origin_list *l, const struct snapshot *s, struct invalid_objects *invalid);

/*
 * The VRP that made it so: the origin's own of the longest maxLength, or else the longest that covers
 * it; where none covers all of a range, the first inside. For those who show it: O(address bits * log VRPs).
 */
struct vrp invalid_object_cause(const struct rpki *rpki, const struct invalid_object *o);

void invalid_objects_release(struct invalid_objects *i);

#endif
