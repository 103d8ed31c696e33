#ifndef WEIR_RPKI_OBJECT_ATTESTATION_H
#define WEIR_RPKI_OBJECT_ATTESTATION_H

#include "rpki/object/resources.h"

/*
 * What an ASPA says (draft-ietf-sidrops-aspa-profile-29 section 3): its customer and the
 * providers, ascending.
 */
struct attestation {
	uint32_t customer;
	VEC(uint32_t) providers;
};

/*
 * Read the content. 0; WEIR_ESYNTAX with the rule; WEIR_EUNSUPPORTED for a version other than
 * 1; WEIR_ELIMIT for more than RPKI_ASPA_PROVIDERS; WEIR_ENOMEM. attestation_release() in any
 * case. O(n).
 */
int attestation_read(struct span content, struct attestation *a, struct err *e);

/* Whether the certificate is one for this customer (section 4). `r` is as it was parsed, not resolved. */
int attestation_check(const struct attestation *a, const struct resources *r, struct err *e);

void attestation_release(struct attestation *a);

#endif
