#ifndef WEIR_RTR_CLIENT_APPLY_H
#define WEIR_RTR_CLIENT_APPLY_H

#include "rtr/client.h"

/*
 * Take over the response at hand. 0, WEIR_ENOMEM, WEIR_ELIMIT; or WEIR_ESYNTAX where a record came that
 * was there or went that was not: *f says which, *wrong is its change. O(n log n) of the
 * response, O(n) where it is in order, and of all records.
 */
int rtr_client_apply(struct rtr_client *c, struct rtr_fault *f, const struct rtr_change **wrong);

#endif
