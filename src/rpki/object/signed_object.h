#ifndef WEIR_RPKI_OBJECT_SIGNED_OBJECT_H
#define WEIR_RPKI_OBJECT_SIGNED_OBJECT_H

#include "rpki/object/cert.h"

/* An RPKI signed object (RFC 6488): CMS around the content. Spans point into the bytes that were parsed. */
struct signed_object {
	struct span type;    /* its object identifier */
	struct span content;
	struct span cert;    /* of its EE, in DER */
	struct span ski;     /* of the signer */
	struct span attributes, digest, signature;
};

/* Parse, and check all that RFC 6488 2.1 says but the signature. 0, or WEIR_ESYNTAX with the rule. O(n). */
int signed_object_parse(struct span der, struct signed_object *o, struct err *e);

/* Whether the EE's key signed it (RFC 6488 3, 1c and 2). 0, WEIR_ESYNTAX or WEIR_ENOMEM. */
int signed_object_verify(const struct signed_object *o, const struct cert *ee, const struct verifier *v,
			 struct err *e);

#endif
