#ifndef WEIR_RPKI_OBJECT_MANIFEST_H
#define WEIR_RPKI_OBJECT_MANIFEST_H

#include "base/err.h"
#include "base/vec.h"
#include "rpki/object/der.h"

/* What a manifest says (RFC 9286 4). Spans point into the bytes that were parsed, which must outlive it. */
enum { MANIFEST_FILES = 1 << 20 };

struct manifest_file {
	struct span name, hash; /* SHA-256 */
};

struct manifest {
	struct span number;
	int64_t this_update, next_update;
	VEC(struct manifest_file) files; /* by name */
};

/*
 * Read the content of a manifest and check all of RFC 9286 4.2. 0; WEIR_ESYNTAX with the rule;
 * WEIR_EUNSUPPORTED for another version; WEIR_ENOMEM, WEIR_ELIMIT. manifest_release() in any
 * case. O(n log n).
 */
int manifest_read(struct span content, struct manifest *m, struct err *e);

/* The current one is between its times (RFC 9286 6.3). */
int manifest_check_time(const struct manifest *m, int64_t now, struct err *e);

/* The file of a name, or NULL. O(log n). */
const struct manifest_file *manifest_find(const struct manifest *m, struct span name);

void manifest_release(struct manifest *m);

#endif
