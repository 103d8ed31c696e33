#ifndef WEIR_RPKI_OBJECT_TAL_H
#define WEIR_RPKI_OBJECT_TAL_H

#include "base/input.h"
#include "rpki/object/der.h"

/* A trust anchor locator (RFC 8630 2): of it, the key. */
enum { TAL_KEY = 4096, TAL_NAME = 256 };

struct tal {
	char name[TAL_NAME]; /* of the file, its end where it is long */
	uint8_t key[TAL_KEY]; /* SubjectPublicKeyInfo in DER */
	size_t n, uris;
};

/* 0; WEIR_ESYNTAX with the place; WEIR_EIO, WEIR_ELIMIT. O(n). */
int tal_read(struct tal *t, struct input *in, struct err *e);
int tal_read_file(struct tal *t, const char *path, struct err *e);

#endif
