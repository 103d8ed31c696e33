#ifndef WEIR_TESTS_UNIT_RPKI_OBJECT_BYTES_H
#define WEIR_TESTS_UNIT_RPKI_OBJECT_BYTES_H

#include <string.h>

#include "rpki/object/der.h"

/* A string literal with its zeros. */
#define BYTES(s) ((struct span){(const uint8_t *)(s), sizeof(s) - 1})

static inline struct span span_of(const char *s)
{
	return (struct span){(const uint8_t *)s, strlen(s)};
}

#endif
