#ifndef WEIR_RPKI_OBJECT_CRL_H
#define WEIR_RPKI_OBJECT_CRL_H

#include "rpki/object/cert.h"

/* A CRL (RFC 6487 5). Spans point into the bytes that were parsed, which must outlive it. */
enum { CRL_REVOKED = 1 << 20 };

struct crl {
	struct signed_bytes sealed;
	struct span issuer, aki;
	int64_t this_update, next_update;
	VEC(struct span) revoked; /* serial numbers, sorted */
};

/*
 * Parse and check the profile. 0, WEIR_ESYNTAX with the rule, WEIR_ENOMEM, WEIR_ELIMIT;
 * crl_release() in any case. O(n log n).
 */
int crl_parse(struct span der, struct crl *c, struct err *e);

/* Beside its issuer, and by the clock. 0, WEIR_ESYNTAX or WEIR_ENOMEM. */
int crl_check(const struct crl *c, const struct cert *issuer, const struct verifier *v, int64_t now,
	      struct err *e);

/* O(log n). */
bool crl_has(const struct crl *c, struct span serial);

void crl_release(struct crl *c);

#endif
