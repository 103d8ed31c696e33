#include "rpki/object/signature.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdlib.h>

#include "rpki/object/oid.h"

enum { MODULUS = 256 };

/*
 * A library context of our own: the process's shared one crashes at its first use where memory
 * has run out, this one is NULL.
 */
struct verifier {
	OSSL_LIB_CTX *library;
	EVP_PKEY_CTX *keys; /* makes keys of numbers */
};

void digest_sha1(struct span s, uint8_t to[DIGEST_SHA1])
{
	struct sha1_ctx ctx;

	sha1_init(&ctx);
	sha1_update(&ctx, s.n, s.p);
	sha1_digest(&ctx, DIGEST_SHA1, to);
}

void digest_sha256(struct span s, uint8_t to[DIGEST_SHA256])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, s.n, s.p);
	sha256_digest(&ctx, DIGEST_SHA256, to);
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

/* The modulus of an RSAPublicKey (RFC 8017 A.1.1) that is fit; empty where it is not. */
static struct span modulus_of(struct span key)
{
	struct wire w = der_cursor(key), seq = der_take(&w, DER_SEQUENCE);
	struct span modulus = der_number(&seq, MODULUS);
	const uint32_t exponent = der_u32(&seq);

	der_close(&w, &seq);
	if (!wire_done(&w) || modulus.n != MODULUS || !(modulus.p[0] & 0x80) || exponent != RSA_F4)
		modulus.n = 0;
	return modulus;
}

bool signature_key_is_fit(struct span spki, struct span *key)
{
	struct wire w = der_cursor(spki), seq = der_take(&w, DER_SEQUENCE);
	const bool is_rsa = span_equal(take_algorithm(&seq, false), OID_RSA);

	*key = der_whole_bits(&seq);
	der_close(&w, &seq);
	return wire_done(&w) && is_rsa && modulus_of(*key).n;
}

struct verifier *verifier_open(void)
{
	struct verifier *v = calloc(1, sizeof *v);

	if (!v)
		return NULL;
	v->library = OSSL_LIB_CTX_new();
	v->keys = v->library ? EVP_PKEY_CTX_new_from_name(v->library, "RSA", NULL) : NULL;
	if (!v->keys || EVP_PKEY_fromdata_init(v->keys) != 1) {
		verifier_close(v);
		return NULL;
	}
	return v;
}

void verifier_close(struct verifier *v)
{
	if (!v)
		return;
	EVP_PKEY_CTX_free(v->keys);
	OSSL_LIB_CTX_free(v->library);
	ERR_clear_error();
	free(v);
}

/* NULL without memory. libcrypto wants the number in this machine's order, which is little-endian. */
static EVP_PKEY *make_key(const struct verifier *v, struct span modulus)
{
	uint8_t n[MODULUS];
	unsigned e = RSA_F4;
	OSSL_PARAM numbers[] = {
		OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, n, sizeof n),
		OSSL_PARAM_construct_uint(OSSL_PKEY_PARAM_RSA_E, &e),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY *key = NULL;

	for (size_t i = 0; i < MODULUS; i++)
		n[i] = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? modulus.p[MODULUS - 1 - i] : modulus.p[i];
	return EVP_PKEY_fromdata(v->keys, &key, EVP_PKEY_PUBLIC_KEY, numbers) == 1 ? key : NULL;
}

static bool verify(EVP_MD_CTX *ctx, const struct verifier *v, EVP_PKEY *key, const struct signed_bytes *s)
{
	return EVP_DigestVerifyInit_ex(ctx, NULL, "SHA256", v->library, NULL, key, NULL) == 1 &&
	       EVP_DigestVerifyUpdate(ctx, &s->tag, 1) == 1 &&
	       EVP_DigestVerifyUpdate(ctx, s->element.p + 1, s->element.n - 1) == 1 &&
	       EVP_DigestVerifyFinal(ctx, s->signature.p, s->signature.n) == 1;
}

/* Why it said no: a signature that does not fit is RSA's word, all else is trouble of the library's. */
static int reason(void)
{
	int rc = WEIR_ENOMEM;
	unsigned long code;

	while ((code = ERR_get_error())) {
		if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
			return WEIR_ENOMEM;
		if (ERR_GET_LIB(code) == ERR_LIB_RSA)
			rc = WEIR_ESYNTAX;
	}
	return rc;
}

int verifier_check(const struct verifier *v, struct span key, const struct signed_bytes *s, const char *why,
		   struct err *e)
{
	EVP_PKEY *made = make_key(v, modulus_of(key));
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int rc = 0;

	ERR_clear_error();
	if (!made || !ctx)
		rc = WEIR_ENOMEM;
	else if (!verify(ctx, v, made, s))
		rc = reason();
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(made);
	ERR_clear_error();
	return rc ? err_set(e, rc, "%s", rc == WEIR_ENOMEM ? "out of memory" : why) : 0;
}

enum envelope_fault envelope_open(struct span der, struct signed_bytes *s, struct wire *tbs)
{
	struct wire w = der_cursor(der), seq = der_take(&w, DER_SEQUENCE), copy = seq;

	s->tag = DER_SEQUENCE;
	s->element = der_element(&seq, DER_SEQUENCE);
	*tbs = der_take(&copy, DER_SEQUENCE);
	if (!algorithm_signs_certificates(&seq))
		return ENVELOPE_ALGORITHM;
	s->signature = der_whole_bits(&seq);
	der_close(&w, &seq);
	return wire_done(&w) ? ENVELOPE_SOUND : ENVELOPE_FORM;
}
