#ifndef WEIR_RPKI_OBJECT_AUTHORITIES_H
#define WEIR_RPKI_OBJECT_AUTHORITIES_H

#include "base/strmap.h"
#include "rpki/object/authority.h"
#include "rpki/object/tal.h"

/*
 * The authorities above signed objects, each read and checked once, when first asked for, and all
 * that stands above it before.
 */
enum { AUTHORITY_DEPTH = 32, AUTHORITIES = 1 << 20 };

struct authorities {
	struct validation v;
	struct strmap paths; /* the number of an authority */
	VEC(struct authority *) all;
	size_t anchors; /* the first of them were found in ta/ */
	size_t missing; /* TALs without a sound certificate */
};

/* What is validated, and beside what. */
struct aspa_ask {
	const char *cache; /* rpki-client's folder */
	const struct tal *tals;
	size_t ntals;
	int64_t now;                            /* seconds since 1970 */
	const struct manifest_numbers *numbers; /* seen before; NULL: none */
};

/*
 * Begin with the trust anchors whose keys the TALs have, found in the cache's ta/. A TAL without a
 * sound certificate there is noted. 0; WEIR_EIO, WEIR_ENOMEM, WEIR_ELIMIT. authorities_release() in
 * any case.
 */
int authorities_open(struct authorities *s, const struct aspa_ask *ask, struct report *report, struct err *e);

/*
 * The authority that issued a certificate, which itself or whose object is at `path` below the
 * cache: *a, which is sound. An anchor is known by its key and where it publishes, any other by the
 * authority information access. WEIR_ESYNTAX where none is sound, with the reason; what is refused
 * on the way is noted. WEIR_EIO, WEIR_ENOMEM, WEIR_ELIMIT.
 */
int authorities_find(struct authorities *s, const struct cert *c, struct span path, const struct authority **a,
		     struct err *e);

void authorities_release(struct authorities *s);

#endif
