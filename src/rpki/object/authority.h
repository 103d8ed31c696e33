#ifndef WEIR_RPKI_OBJECT_AUTHORITY_H
#define WEIR_RPKI_OBJECT_AUTHORITY_H

#include "base/report.h"
#include "base/strmap.h"
#include "rpki/object/cache.h"
#include "rpki/object/cert.h"
#include "rpki/object/crl.h"
#include "rpki/object/manifest.h"
#include "rpki/object/tal.h"

/*
 * The authorities above signed objects, each validated once, when first asked for, and with
 * all that stands above it: its certificate up to a trust anchor, its current manifest, and
 * the CRL on that. Beside the files of the cache all depends on nothing but the clock that is
 * given.
 */
enum { AUTHORITY_DEPTH = 32, AUTHORITIES = 1 << 20 };

struct authority {
	char *path;                        /* of its certificate, below the cache */
	struct span file, mft_file, crl_file; /* bytes that all below points into */
	struct cert cert;                  /* with resolved resources */
	struct manifest manifest;
	struct crl crl;
	struct span crl_uri;
	int64_t expires; /* the first time at which something up to the anchor is over */
	enum { AUTHORITY_ASKED, AUTHORITY_SOUND, AUTHORITY_REFUSED } state;
};

struct authorities {
	struct cache cache;
	struct verifier *verifier;
	int64_t now;            /* seconds since 1970 */
	struct report *report;  /* each refused authority is noted once */
	struct strmap paths;    /* the number of an authority */
	VEC(struct authority *) all;
	size_t anchors;         /* the first of them are trust anchors */
};

/*
 * Begin with the trust anchors whose keys the TALs have, found in the cache's ta/. A TAL
 * without a sound certificate there is noted. 0; WEIR_EIO, WEIR_ENOMEM, WEIR_ELIMIT.
 * authorities_release() in any case.
 */
int authorities_open(struct authorities *s, const char *cache, const struct tal *tals, size_t n, int64_t now,
		     struct report *report, struct err *e);

/*
 * The authority that issued a certificate, by its authority key identifier and information
 * access. 0 and *a is sound; WEIR_ESYNTAX where none is, with the reason; WEIR_ENOMEM,
 * WEIR_ELIMIT.
 */
int authority_of(struct authorities *s, const struct cert *c, const struct authority **a, struct err *e);

/*
 * What was published at `uri`, is on the authority's manifest, byte for byte (RFC 9286 6.4,
 * 6.5)? 0 or WEIR_ESYNTAX.
 */
int authority_check_listed(const struct authority *a, struct span uri, struct span bytes, struct err *e);

/*
 * Check a certificate beside its issuer: signature, time, CRL, resources (RFC 6487 7.2), which
 * become resolved. 0, WEIR_ESYNTAX or WEIR_ENOMEM.
 */
int authority_check_issued(const struct authorities *s, const struct authority *a, struct cert *c, struct err *e);

void authorities_release(struct authorities *s);

#endif
