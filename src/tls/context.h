#ifndef WEIR_TLS_CONTEXT_H
#define WEIR_TLS_CONTEXT_H

#include <stdbool.h>
#include <time.h>

#include "tls/pem.h"

/*
 * What one side of TLS knows and demands: version 1.2 or 1.3, the cipher suites of RFC 9325 (BCP 195), which
 * 8210bis section 9 wants, no resumption, no renegotiation, no early data. Made from PEM files, never changed, and
 * shared by all lines (tls/line.h) of a place, which must be gone before it is.
 */
struct tls_context;

struct tls_files {
	struct tls_file certificate; /* of this side first, then what leads to its authority */
	struct tls_file key;         /* of the certificate, without a password */
	struct tls_file authorities; /* who vouches for the other side, and their revocation lists */
};

/*
 * The side that is connected to. With `authorities`, who connects must show a certificate of one of them, which
 * is not revoked where there is a revocation list. 0; or WEIR_ENOMEM, WEIR_EIO (a file cannot be read),
 * WEIR_ESYNTAX (it holds something else, or the key is another certificate's), WEIR_ELIMIT, with the file in *e
 * and nothing of a key.
 */
int tls_server(struct tls_context **to, const struct tls_files *f, struct err *e);

/*
 * The side that connects. Without `authorities`, those of the system count; certificate and key come together
 * or not.
 */
int tls_client(struct tls_context **to, const struct tls_files *f, struct err *e);

/* NULL allowed. */
void tls_context_free(struct tls_context *c);

/* What stands in the certificate of this side. */
struct tls_facts {
	time_t from, until;
	bool dns_name; /* one at least: 8210bis section 9.2 wants routers to look for it */
};

/* False where this side has no certificate. */
bool tls_context_facts(const struct tls_context *c, struct tls_facts *to);

#endif
