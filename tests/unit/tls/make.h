#ifndef WEIR_TESTS_UNIT_TLS_MAKE_H
#define WEIR_TESTS_UNIT_TLS_MAKE_H

/* Certificates for tests, in memory files: signed by themselves, so each is its own authority. */
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tls/context.h"

struct made {
	int certificate, key; /* descriptors, the caller's */
};

static inline int made_file(void (*put)(FILE *to, void *what), void *what)
{
	int fd = memfd_create("made", MFD_CLOEXEC);
	FILE *to = fdopen(dup(fd), "w");

	if (!to)
		abort();
	put(to, what);
	fclose(to);
	return fd;
}

static inline void made_put_certificate(FILE *to, void *what)
{
	PEM_write_X509(to, what);
}

static inline void made_put_key(FILE *to, void *what)
{
	PEM_write_PrivateKey(to, what, NULL, NULL, 0, NULL, NULL);
}

static inline void made_put_text(FILE *to, void *what)
{
	fputs(what, to);
}

/* `names`: a subjectAltName as openssl writes it; NULL: none. From `from` to `until`, seconds from now. */
static inline struct made make(const char *names, long from, long until)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *c = X509_new();
	X509_NAME *me = X509_get_subject_name(c);
	struct made m;

	X509_set_version(c, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(c), 7);
	X509_gmtime_adj(X509_getm_notBefore(c), from);
	X509_gmtime_adj(X509_getm_notAfter(c), until);
	X509_NAME_add_entry_by_txt(me, "CN", MBSTRING_ASC, (const unsigned char *)"made", -1, -1, 0);
	X509_set_issuer_name(c, me);
	X509_set_pubkey(c, key);
	if (names) {
		X509_EXTENSION *x = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);

		X509_add_ext(c, x, -1);
		X509_EXTENSION_free(x);
	}
	if (!X509_sign(c, key, EVP_sha256()))
		abort();
	m.certificate = made_file(made_put_certificate, c);
	m.key = made_file(made_put_key, key);
	X509_free(c);
	EVP_PKEY_free(key);
	return m;
}

static inline void made_close(struct made *m)
{
	close(m->certificate);
	close(m->key);
}

/* All its files, and whom it believes: fds below 0 are none. */
static inline struct tls_files made_files(const struct made *m, int authorities)
{
	return (struct tls_files){.certificate = {m ? "certificate" : NULL, m ? m->certificate : -1},
				  .key = {m ? "key" : NULL, m ? m->key : -1},
				  .authorities = {authorities >= 0 ? "authorities" : NULL, authorities}};
}

#endif
