#ifndef WEIR_SAV_SETS_H
#define WEIR_SAV_SETS_H

#include "sav/scheme.h"

/*
 * What schemes permit, for many neighbors one after another: what does not depend on the
 * neighbor is made once. A packet must pass each of the schemes given as bits, so that
 * several permit what all of them do.
 */
struct sav_sets {
	const struct sav *sav;
	struct prefix_set shared[SAV_SCHEMES];
	bool made[SAV_SCHEMES];
};

/* 0, or what the scheme returned, with `e`; *result is the caller's to release. */
int sav_sets_get(struct sav_sets *sets, unsigned schemes, uint32_t neighbor,
		 struct prefix_set *result, struct err *e);

void sav_sets_release(struct sav_sets *sets);

#endif
