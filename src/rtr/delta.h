#ifndef WEIR_RTR_DELTA_H
#define WEIR_RTR_DELTA_H

#include "rtr/set.h"

/*
 * What is between two states of a cache: records that are gone and records that came, two sets
 * without a common record. An ASPA whose providers changed is gone as it was and came as it is.
 */
struct rtr_delta {
	struct rtr_set *gone, *come;
};

/* From one set to another. 0 or WEIR_ENOMEM. */
int rtr_delta_make(struct rtr_delta *to, const struct rtr_set *from, const struct rtr_set *now);

/* Records of both, in bytes. */
static inline size_t rtr_delta_size(const struct rtr_delta *d)
{
	return rtr_set_size(d->gone) + rtr_set_size(d->come);
}

/*
 * What remains of `n` > 0 deltas that follow each other: the least that does the same (section
 * 5.3). 0 or WEIR_ENOMEM. O(m log m) of m records in all of them; one delta is handed on.
 */
int rtr_delta_merge(struct rtr_delta *to, const struct rtr_delta *d, size_t n);

/*
 * The PDUs of a delta in a form, in the order of section 11.2, into `to`, which keeps errors. An ASPA that
 * is replaced is announced only.
 */
void rtr_delta_write(struct out *to, const struct rtr_delta *d, struct rtr_form form);

/* One holder more. */
struct rtr_delta rtr_delta_ref(const struct rtr_delta *d);

void rtr_delta_unref(struct rtr_delta *d); /* zeroed allowed */

#endif
