#include "tls/pem.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { LARGEST = 1 << 20 };

struct text {
	char *bytes;
	size_t n;
};

static int failed(struct err *e, const struct tls_file *f, int code, const char *what)
{
	return err_at(e, code, f->path, 0, 0, "%s", what);
}

static int read_all(const struct tls_file *f, int fd, struct text *t, struct err *e)
{
	ssize_t n;

	while ((n = pread(fd, t->bytes + t->n, LARGEST - t->n, (off_t)t->n)) > 0)
		t->n += (size_t)n;
	if (n < 0)
		return err_at(e, WEIR_EIO, f->path, 0, 0, "cannot be read: %s", strerror(errno));
	return t->n < LARGEST ? 0 : failed(e, f, WEIR_ELIMIT, "expected a megabyte at most");
}

static void wipe(struct text *t)
{
	OPENSSL_clear_free(t->bytes, LARGEST);
	*t = (struct text){NULL, 0};
}

/* Read by pread(2): processes share the file, and with it its position. */
static int open_text(const struct tls_file *f, struct text *t, struct err *e)
{
	const int fd = f->fd < 0 ? open(f->path, O_RDONLY | O_CLOEXEC) : f->fd;
	int rc;

	*t = (struct text){NULL, 0};
	if (fd < 0)
		return err_at(e, WEIR_EIO, f->path, 0, 0, "cannot be opened: %s", strerror(errno));
	t->bytes = OPENSSL_malloc(LARGEST);
	rc = t->bytes ? read_all(f, fd, t, e) : failed(e, f, WEIR_ENOMEM, "out of memory");
	if (f->fd < 0)
		close(fd);
	if (rc)
		wipe(t);
	return rc;
}

static BIO *open_bio(const struct tls_file *f, struct text *t, struct err *e)
{
	BIO *b;

	if (open_text(f, t, e))
		return NULL;
	b = BIO_new_mem_buf(t->bytes, (int)t->n);
	if (!b) {
		failed(e, f, WEIR_ENOMEM, "out of memory");
		wipe(t);
	}
	return b;
}

static void close_bio(BIO *b, struct text *t)
{
	BIO_free(b);
	wipe(t);
	ERR_clear_error();
}

/* Behind the last block OpenSSL finds no line that begins one; anything else is damage. */
static bool is_at_end(void)
{
	const unsigned long why = ERR_peek_last_error();

	return ERR_GET_LIB(why) == ERR_LIB_PEM && ERR_GET_REASON(why) == PEM_R_NO_START_LINE;
}

static bool add_certificates(STACK_OF(X509) *to, BIO *from)
{
	X509 *c;

	while ((c = PEM_read_bio_X509(from, NULL, NULL, NULL)))
		if (!sk_X509_push(to, c)) {
			X509_free(c);
			return false;
		}
	return is_at_end();
}

STACK_OF(X509) *pem_certificates(const struct tls_file *f, struct err *e)
{
	STACK_OF(X509) *all = NULL;
	struct text t;
	BIO *b = open_bio(f, &t, e);
	bool whole;

	if (!b)
		return NULL;
	all = sk_X509_new_null();
	whole = all && add_certificates(all, b);
	if (!all)
		failed(e, f, WEIR_ENOMEM, "out of memory");
	else if (!sk_X509_num(all))
		failed(e, f, WEIR_ESYNTAX, "expected a certificate in PEM, found none");
	else if (!whole)
		failed(e, f, WEIR_ESYNTAX, "expected certificates in PEM, found one that is damaged");
	if (all && (!whole || !sk_X509_num(all))) {
		sk_X509_pop_free(all, X509_free);
		all = NULL;
	}
	close_bio(b, &t);
	return all;
}

/* OpenSSL's own callback would ask at the terminal. */
static int no_password(char *to, int size, int writing, void *asked)
{
	(void)to;
	(void)size;
	(void)writing;
	*(bool *)asked = true;
	return -1;
}

EVP_PKEY *pem_key(const struct tls_file *f, struct err *e)
{
	bool locked = false;
	struct text t;
	BIO *b = open_bio(f, &t, e);
	EVP_PKEY *key;

	if (!b)
		return NULL;
	key = PEM_read_bio_PrivateKey(b, NULL, no_password, &locked);
	if (!key)
		failed(e, f, WEIR_ESYNTAX, locked ? "expected a private key without a password, found one with it"
						  : "expected a private key in PEM, found none");
	close_bio(b, &t);
	return key;
}

static bool has_certificate(STACK_OF(X509_INFO) *all)
{
	for (int i = 0; i < sk_X509_INFO_num(all); i++)
		if (sk_X509_INFO_value(all, i)->x509)
			return true;
	return false;
}

STACK_OF(X509_INFO) *pem_authorities(const struct tls_file *f, struct err *e)
{
	bool locked = false;
	struct text t;
	BIO *b = open_bio(f, &t, e);
	STACK_OF(X509_INFO) *all;

	if (!b)
		return NULL;
	all = PEM_X509_INFO_read_bio(b, NULL, no_password, &locked);
	if (!all) {
		failed(e, f, WEIR_ESYNTAX, "expected certificates in PEM, found something that is damaged");
	} else if (!has_certificate(all)) {
		failed(e, f, WEIR_ESYNTAX, "expected a certificate in PEM, found none");
		sk_X509_INFO_pop_free(all, X509_INFO_free);
		all = NULL;
	}
	close_bio(b, &t);
	return all;
}
