#ifndef WEIR_TLS_INSIDE_H
#define WEIR_TLS_INSIDE_H

#include <openssl/types.h>

/* What the files of this room share. */
struct tls_context {
	SSL_CTX *ssl;
};

#endif
