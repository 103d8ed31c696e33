#ifndef WEIR_RPKI_OBJECT_SIGNATURE_H
#define WEIR_RPKI_OBJECT_SIGNATURE_H

#include "base/err.h"
#include "rpki/object/der.h"

/* The cryptography of the RPKI (RFC 7935): RSA by libcrypto, digests by nettle, which needs no memory. */

enum { DIGEST_SHA1 = 20, DIGEST_SHA256 = 32 };

/* Into `to`. O(n). */
void digest_sha1(struct span s, uint8_t to[DIGEST_SHA1]);
void digest_sha256(struct span s, uint8_t to[DIGEST_SHA256]);

/*
 * Whether `spki`, a SubjectPublicKeyInfo in DER, is an RSA key of 2048 bits with the exponent
 * 65537 (RFC 7935 3), and nothing else; *key is its subjectPublicKey.
 */
bool signature_key_is_fit(struct span spki, struct span *key);

/* What stands ready to check signatures. One for each thread. */
struct verifier;

/* NULL without memory. */
struct verifier *verifier_open(void);
void verifier_close(struct verifier *v);

/*
 * What was signed: `tag` and the bytes after the first of `element`, as signed attributes are signed (RFC 5652
 * 5.4); for all else `tag` is the element's own.
 */
struct signed_bytes {
	struct span element, signature;
	uint8_t tag;
};

/*
 * Whether that is the RSA PKCS #1 v1.5 SHA-256 signature by `key`, a fit one. 0; WEIR_ESYNTAX where it is not,
 * with `why`; WEIR_ENOMEM.
 */
int verifier_check(const struct verifier *v, struct span key, const struct signed_bytes *s, const char *why,
		   struct err *e);

/*
 * What a certificate and a CRL are on the outside (RFC 5280 4.1 and 5.1): a sequence of what is signed, the
 * algorithm and the signature, and nothing behind it. *tbs is inside what is signed.
 */
enum envelope_fault { ENVELOPE_SOUND, ENVELOPE_ALGORITHM, ENVELOPE_FORM };

enum envelope_fault envelope_open(struct span der, struct signed_bytes *s, struct wire *tbs);

/*
 * AlgorithmIdentifiers (RFC 7935 2), taken from a cursor: of signatures, with NULL parameters, and
 * of SHA-256 alone.
 */
bool algorithm_signs_certificates(struct wire *w);
bool algorithm_signs_objects(struct wire *w);
bool algorithm_is_sha256(struct wire *w);

#endif
