#ifndef WEIR_BASE_SHA256_H
#define WEIR_BASE_SHA256_H

#include <stddef.h>

/* SHA-256 (FIPS 180-4) of bytes, as the 64 lower-case digits that `sha256sum` prints. O(n). */
enum { SHA256_TEXT = 65 };

const char *sha256_text(const void *bytes, size_t n, char to[SHA256_TEXT]);

#endif
