#ifndef WEIR_RPKI_OBJECT_EXTENSION_H
#define WEIR_RPKI_OBJECT_EXTENSION_H

#include "rpki/object/cert.h"

/*
 * Read the extensions of a certificate (RFC 6487 4.8): each that its kind must have is there
 * once, each of the form and criticality of the profile, none that its kind may not have.
 * Results as cert_parse(). O(n).
 */
int extensions_read(struct wire *list, enum cert_kind kind, struct cert *c, struct err *e);

/* One Extension, taken from a list: its name, whether it is critical, its value. */
struct extension {
	struct span name, value;
	bool critical;
};

struct extension extension_take(struct wire *list);

/*
 * The keyIdentifier of an AuthorityKeyIdentifier that has nothing else (RFC 6487 4.8.3); empty
 * where it is not that.
 */
struct span extension_key_identifier(struct span value);

#endif
