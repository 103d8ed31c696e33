#ifndef WEIR_RPKI_OBJECT_CERT_H
#define WEIR_RPKI_OBJECT_CERT_H

#include "base/err.h"
#include "rpki/object/der.h"
#include "rpki/object/resources.h"
#include "rpki/object/signature.h"

/*
 * A resource certificate (RFC 6487). Spans point into the bytes that were parsed, which must
 * outlive it; `resources` is its own.
 */
enum cert_kind {
	CERT_ANCHOR = 1, /* self-signed, of a trust anchor */
	CERT_CA = 2,
	CERT_EE = 4 /* in a signed object */
};

struct cert {
	struct signed_bytes sealed;
	struct span serial, issuer, subject, spki, key;
	struct span ski, aki; /* of 20 bytes; aki empty where an anchor has none */
	int64_t not_before, not_after;
	/* rsync URIs, empty where the kind has none */
	struct span crl, issuer_uri, repository, manifest, object;
	struct resources resources;
};

/*
 * Parse, and check all that RFC 6487 section 4 says of a certificate of this kind alone. 0;
 * WEIR_ESYNTAX with the rule; WEIR_EUNSUPPORTED for the policy of RFC 8360; WEIR_ENOMEM,
 * WEIR_ELIMIT. cert_release() whatever comes of it. O(n).
 */
int cert_parse(struct span der, enum cert_kind kind, struct cert *c, struct err *e);

/* The checks beside its issuer, itself for an anchor: name, key identifier, signature (RFC 6487 7.2). */
int cert_check_issuer(const struct cert *c, const struct cert *issuer, const struct verifier *v, struct err *e);

int cert_check_time(const struct cert *c, int64_t now, struct err *e);

/*
 * Resolve what it inherits from its issuer's resources, which are resolved, and check that it
 * has no more (RFC 6487 7.2, RFC 3779 2.3 and 3.3).
 */
int cert_take_resources(struct cert *c, const struct cert *issuer, struct err *e);

void cert_release(struct cert *c);

#endif
