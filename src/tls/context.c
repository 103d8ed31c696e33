#include "tls/context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "tls/inside.h"

/*
 * RFC 9325 section 4.2: forward secrecy and authenticated encryption. Those of TLS 1.3, which are named apart,
 * all have both.
 */
#define SUITES_OF_1_2 "ECDHE+AESGCM:ECDHE+CHACHA20"

enum { LONGEST_CHAIN = 32 << 10 }; /* bytes of certificates that the other side may send */

static int no_memory(struct err *e)
{
	ERR_clear_error();
	return err_set(e, WEIR_ENOMEM, "out of memory");
}

static int failed(struct err *e, int code, const struct tls_file *f, const char *what)
{
	const unsigned long why = ERR_peek_last_error();
	const char *reason = why ? ERR_reason_error_string(why) : NULL;

	ERR_clear_error();
	return err_at(e, code, f->path, 0, 0, "%s%s%s", what, reason ? ": " : "", reason ? reason : "");
}

/*
 * A line that sends nothing holds no buffers. Nothing of a session outlives it, for who comes again shall show
 * its certificate again. A call looks at one record: a stream of those that carry nothing must not hold the
 * loop up. An end without close_notify is an end, for RTR and HTTP tell by themselves what is whole.
 */
static bool set_rules(SSL_CTX *ssl)
{
	SSL_CTX_clear_mode(ssl, SSL_MODE_AUTO_RETRY);
	SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION |
					 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_max_cert_list(ssl, LONGEST_CHAIN);
	return SSL_CTX_set_num_tickets(ssl, 0) && SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION) &&
	       SSL_CTX_set_cipher_list(ssl, SUITES_OF_1_2);
}

static int add_chain(SSL_CTX *ssl, STACK_OF(X509) *all, const struct tls_file *f, struct err *e)
{
	if (!SSL_CTX_use_certificate(ssl, sk_X509_value(all, 0)))
		return failed(e, WEIR_ESYNTAX, f, "the certificate cannot be used");
	for (int i = 1; i < sk_X509_num(all); i++)
		if (!SSL_CTX_add1_chain_cert(ssl, sk_X509_value(all, i)))
			return failed(e, WEIR_ESYNTAX, f, "a certificate above the first cannot be used");
	return 0;
}

static int add_key(SSL_CTX *ssl, X509 *certificate, const struct tls_files *f, struct err *e)
{
	EVP_PKEY *key = pem_key(&f->key, e);
	int rc = 0;

	if (!key)
		return e->code;
	if (!X509_check_private_key(certificate, key)) {
		ERR_clear_error();
		rc = err_at(e, WEIR_ESYNTAX, f->key.path, 0, 0, "expected the key of the certificate in '%.100s', found another",
			    f->certificate.path);
	} else if (!SSL_CTX_use_PrivateKey(ssl, key)) {
		rc = failed(e, WEIR_ESYNTAX, &f->key, "the key cannot be used");
	}
	EVP_PKEY_free(key);
	return rc;
}

static int add_identity(SSL_CTX *ssl, const struct tls_files *f, struct err *e)
{
	STACK_OF(X509) *all = pem_certificates(&f->certificate, e);
	int rc;

	if (!all)
		return e->code;
	rc = add_chain(ssl, all, &f->certificate, e);
	if (!rc)
		rc = add_key(ssl, sk_X509_value(all, 0), f, e);
	sk_X509_pop_free(all, X509_free);
	return rc;
}

/* A revocation list counts for the certificates of the other side themselves, not for those above them. */
static bool add_one(X509_STORE *to, X509_INFO *one)
{
	if (one->x509 && !X509_STORE_add_cert(to, one->x509))
		return false;
	return !one->crl || (X509_STORE_add_crl(to, one->crl) && X509_STORE_set_flags(to, X509_V_FLAG_CRL_CHECK));
}

static int add_authorities(SSL_CTX *ssl, const struct tls_file *f, bool name_them, struct err *e)
{
	STACK_OF(X509_INFO) *all = pem_authorities(f, e);
	int rc = 0;

	if (!all)
		return e->code;
	for (int i = 0; !rc && i < sk_X509_INFO_num(all); i++) {
		X509_INFO *one = sk_X509_INFO_value(all, i);

		if (!add_one(SSL_CTX_get_cert_store(ssl), one) ||
		    (name_them && one->x509 && !SSL_CTX_add_client_CA(ssl, one->x509)))
			rc = failed(e, WEIR_ESYNTAX, f, "a certificate or revocation list cannot be used");
	}
	sk_X509_INFO_pop_free(all, X509_INFO_free);
	return rc;
}

static int make(struct tls_context **to, const SSL_METHOD *method, struct err *e)
{
	*e = (struct err){.code = 0};
	*to = calloc(1, sizeof **to);
	if (*to)
		(*to)->ssl = SSL_CTX_new(method);
	if (!*to || !(*to)->ssl || !set_rules((*to)->ssl))
		return no_memory(e);
	return 0;
}

static int made(struct tls_context **to, int rc)
{
	if (rc) {
		tls_context_free(*to);
		*to = NULL;
	}
	return rc;
}

int tls_server(struct tls_context **to, const struct tls_files *f, struct err *e)
{
	int rc = make(to, TLS_server_method(), e);

	if (!rc)
		rc = add_identity((*to)->ssl, f, e);
	if (!rc && f->authorities.path) {
		rc = add_authorities((*to)->ssl, &f->authorities, true, e);
		SSL_CTX_set_verify((*to)->ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	}
	return made(to, rc);
}

int tls_client(struct tls_context **to, const struct tls_files *f, struct err *e)
{
	int rc = make(to, TLS_client_method(), e);

	if (!rc && f->certificate.path)
		rc = add_identity((*to)->ssl, f, e);
	if (!rc && f->authorities.path)
		rc = add_authorities((*to)->ssl, &f->authorities, false, e);
	else if (!rc && !SSL_CTX_set_default_verify_paths((*to)->ssl))
		rc = no_memory(e);
	if (!rc)
		SSL_CTX_set_verify((*to)->ssl, SSL_VERIFY_PEER, NULL);
	return made(to, rc);
}

void tls_context_free(struct tls_context *c)
{
	if (!c)
		return;
	SSL_CTX_free(c->ssl);
	free(c);
}

static time_t time_of(const ASN1_TIME *t)
{
	struct tm tm;

	return ASN1_TIME_to_tm(t, &tm) ? timegm(&tm) : 0;
}

static bool has_dns_name(const X509 *c)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(c, NID_subject_alt_name, NULL, NULL);
	bool found = false;

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
		found |= sk_GENERAL_NAME_value(names, i)->type == GEN_DNS;
	GENERAL_NAMES_free(names);
	return found;
}

bool tls_context_facts(const struct tls_context *c, struct tls_facts *to)
{
	const X509 *mine = SSL_CTX_get0_certificate(c->ssl);

	if (!mine)
		return false;
	*to = (struct tls_facts){.from = time_of(X509_get0_notBefore(mine)), .until = time_of(X509_get0_notAfter(mine)),
				 .dns_name = has_dns_name(mine)};
	return true;
}
