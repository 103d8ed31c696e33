#ifndef WEIR_FETCH_METADATA_H
#define WEIR_FETCH_METADATA_H

#include "base/input.h"

/* What rpki-client says of its run before the records, in the member `metadata` of its JSON. */
struct metadata {
	uint64_t manifests, failed_manifests, stale_manifests, repositories;
	uint64_t vrps; /* each once */
	char build_time[24]; /* "2026-11-22T08:32:34Z": when the run ended */
};

/*
 * Read as far as its records. 0; WEIR_ESYNTAX with the place, also where a member is not there; WEIR_EIO,
 * WEIR_ENOMEM, WEIR_ELIMIT. O(bytes before the records).
 */
int metadata_read(struct metadata *m, struct input *in, struct err *e);

#endif
