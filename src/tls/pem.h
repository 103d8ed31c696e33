#ifndef WEIR_TLS_PEM_H
#define WEIR_TLS_PEM_H

#include "base/err.h"

/* The files of TLS, in PEM. This header alone has OpenSSL's names, for this room's own files. */
struct tls_file {
	const char *path; /* NULL: there is none */
	int fd;           /* below 0: it is opened by its path; else it is read from here, and the path is its name */
};

struct x509_st;
struct stack_st_X509;
struct stack_st_X509_INFO;
struct evp_pkey_st;

/*
 * Each returns what is the caller's to free by OpenSSL's function for it, or NULL with *e: WEIR_ENOMEM, WEIR_EIO,
 * WEIR_ELIMIT (a file above a megabyte), WEIR_ESYNTAX (nothing of the kind is in it, or it is damaged).
 */

/* All certificates, at least one, in their order. */
struct stack_st_X509 *pem_certificates(const struct tls_file *f, struct err *e);

/* The private key. One with a password is an error: nobody is there to type it. The file's bytes are wiped. */
struct evp_pkey_st *pem_key(const struct tls_file *f, struct err *e);

/* All certificates and revocation lists, at least one certificate. */
struct stack_st_X509_INFO *pem_authorities(const struct tls_file *f, struct err *e);

#endif
