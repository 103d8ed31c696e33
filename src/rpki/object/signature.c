#include "rpki/object/signature.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "rpki/object/oid.h"

static bool digest(const EVP_MD *kind, struct span s, uint8_t *to)
{
	return EVP_Digest(s.p, s.n, to, NULL, kind, NULL) == 1;
}

bool digest_sha1(struct span s, uint8_t to[DIGEST_SHA1])
{
	return digest(EVP_sha1(), s, to);
}

bool digest_sha256(struct span s, uint8_t to[DIGEST_SHA256])
{
	return digest(EVP_sha256(), s, to);
}

/* An algorithm's name; its parameters are NULL, or absent where that is allowed too. */
static struct span take_algorithm(struct wire *w, bool may_be_absent)
{
	struct wire seq = der_take(w, DER_SEQUENCE);
	struct span name = der_span(&seq, DER_OID);

	if (!may_be_absent || wire_left(&seq))
		der_null(&seq);
	der_close(w, &seq);
	return w->bad ? (struct span){w->end, 0} : name;
}

bool algorithm_signs_certificates(struct wire *w)
{
	return span_equal(take_algorithm(w, false), OID_SHA256_RSA);
}

bool algorithm_signs_objects(struct wire *w)
{
	struct span name = take_algorithm(w, false);

	return span_equal(name, OID_RSA) || span_equal(name, OID_SHA256_RSA);
}

bool algorithm_is_sha256(struct wire *w)
{
	return span_equal(take_algorithm(w, true), OID_SHA256);
}

bool signature_key_is_fit(struct span spki, struct span *key)
{
	struct wire w = der_cursor(spki), seq = der_take(&w, DER_SEQUENCE), rsa;
	const bool is_rsa = span_equal(take_algorithm(&seq, false), OID_RSA);
	struct span modulus;
	uint32_t exponent;

	*key = der_whole_bits(&seq);
	der_close(&w, &seq);
	rsa = der_cursor(*key);
	w = der_take(&rsa, DER_SEQUENCE);
	modulus = der_number(&w, 256);
	exponent = der_u32(&w);
	der_close(&rsa, &w);
	return !seq.bad && is_rsa && wire_done(&rsa) && modulus.n == 256 && modulus.p[0] & 0x80 && exponent == 65537;
}

static int verify(EVP_MD_CTX *ctx, EVP_PKEY *key, uint8_t tag, struct span element, struct span signature)
{
	if (EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) != 1 || EVP_DigestVerifyUpdate(ctx, &tag, 1) != 1 ||
	    EVP_DigestVerifyUpdate(ctx, element.p + 1, element.n - 1) != 1)
		return WEIR_ENOMEM;
	return EVP_DigestVerifyFinal(ctx, signature.p, signature.n) == 1 ? 0 : WEIR_ESYNTAX;
}

int signature_verify(struct span spki, uint8_t tag, struct span element, struct span signature)
{
	const uint8_t *p = spki.p;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)spki.n);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int rc = key && ctx ? verify(ctx, key, tag, element, signature) : WEIR_ENOMEM;

	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return rc;
}
