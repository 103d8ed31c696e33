#ifndef WEIR_RPKI_OBJECT_AUTHORITY_H
#define WEIR_RPKI_OBJECT_AUTHORITY_H

#include "base/report.h"
#include "rpki/object/cache.h"
#include "rpki/object/cert.h"
#include "rpki/object/crl.h"
#include "rpki/object/manifest.h"
#include "rpki/object/numbers.h"

/* What a validation stands on: beside these nothing decides. */
struct validation {
	struct cache cache;
	struct verifier *verifier;
	int64_t now;           /* seconds since 1970 */
	struct report *report; /* each refused file is noted once */
	const struct manifest_numbers *numbers; /* seen before; NULL: none */
};

/*
 * A CA with what it publishes about itself: its certificate, its current manifest, and the CRL on
 * that. Certificates lead to it by their rsync URI, whose path is that of the file below the cache.
 */
struct authority {
	char *path;                           /* of its certificate; an anchor's is below ta/ */
	struct span file, mft_file, crl_file; /* bytes that all below points into */
	struct cert cert;                     /* with resolved resources once it is sound */
	struct manifest manifest;
	struct crl crl;
	struct span crl_uri;
	int64_t expires; /* from then on something up to the anchor is over */
	size_t tal;      /* whose key its anchor has: its number */
	unsigned depth;  /* of an anchor 0, else one more than its issuer's */
	enum { AUTHORITY_READ, AUTHORITY_SOUND, AUTHORITY_REFUSED } state;
};

/*
 * Fetch its certificate, which stands at a->path, as one of this kind. 0; WEIR_ESYNTAX or another
 * refusal with the reason; WEIR_EIO, WEIR_ENOMEM. authority_release() in any case.
 */
int authority_fetch(struct authority *a, enum cert_kind kind, const struct validation *v, struct err *e);

/*
 * Check all of what authority_fetch() got, beside its issuer, which is sound, or, for an
 * anchor, NULL; and read and check manifest and CRL (RFC 6487 7.2, RFC 9286 6). Results as
 * there.
 */
int authority_check(struct authority *a, const struct authority *issuer, const struct validation *v,
		    struct err *e);

/* Whether a file at this path, below the cache, is in the folder where it publishes. */
bool authority_publishes(const struct authority *a, struct span path);

/*
 * Whether the file that was published at `path`, below the cache and as its URI has it, is on the
 * authority's manifest, byte for byte (RFC 9286 6.4, 6.5). 0 or WEIR_ESYNTAX.
 */
int authority_check_listed(const struct authority *a, struct span path, struct span bytes, struct err *e);

/*
 * Check a certificate beside its issuer: signature, time, CRL, resources (RFC 6487 7.2), which
 * become resolved. 0, WEIR_ESYNTAX or WEIR_ENOMEM.
 */
int authority_check_issued(const struct authority *a, struct cert *c, const struct validation *v, struct err *e);

/* The path of its certificate. */
struct span authority_path(const struct authority *a);

void authority_release(struct authority *a);

#endif
