#ifndef WEIR_RPKI_OBJECT_NUMBERS_H
#define WEIR_RPKI_OBJECT_NUMBERS_H

#include "base/report.h"
#include "base/strmap.h"
#include "rpki/object/der.h"

/*
 * The highest number seen of each authority's manifests. Numbers only grow (RFC 9286 4.2.1), so a lower one is an
 * old manifest that somebody serves again: what it lists may have been taken back since. An authority is known by
 * the path of its manifest and its key; a new key begins anew. What could not be valid any more is forgotten.
 */
enum { MANIFEST_NUMBER = 20 /* bytes */, MANIFEST_NUMBERS = 1 << 20, MANIFEST_KEY = 4096 };

struct manifest_number {
	uint8_t number[MANIFEST_NUMBER]; /* leading zeros */
	int64_t until;                   /* the latest nextUpdate of all that were seen */
};

struct manifest_numbers {
	struct strmap names; /* "KEY-IDENTIFIER-IN-HEX PATH": the number of an entry */
	VEC(struct manifest_number) of;
	size_t older;    /* manifests of manifest_numbers_look() that are older than what was seen */
	bool take_older; /* they are what counts from then on: a person says that their authorities began anew */
};

/* Keep what was seen: the higher number, the later time. `name` as above. 0, WEIR_ENOMEM or WEIR_ELIMIT. O(1). */
int manifest_numbers_put(struct manifest_numbers *m, const char *name, size_t n,
			 const struct manifest_number *seen);

/* Whether a manifest at `path`, below the cache, by the key `aki`, has a lower number than was seen. O(1). */
bool manifest_numbers_lower(const struct manifest_numbers *m, struct span path, struct span aki,
			    struct span number);

/*
 * Look at all manifests in rpki-client's cache, which has found them valid, that are not stale at `now`: keep
 * their numbers, note and count those that are older than what was seen. 0; WEIR_EIO, WEIR_ENOMEM, WEIR_ELIMIT.
 * O(their bytes).
 */
int manifest_numbers_look(struct manifest_numbers *m, const char *cache, int64_t now, struct report *report,
			  struct err *e);

void manifest_numbers_release(struct manifest_numbers *m);

#endif
