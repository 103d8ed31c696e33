#ifndef WEIR_BASE_SHA256_H
#define WEIR_BASE_SHA256_H

#include <stddef.h>

/*
 * SHA-256 as the 64 lower-case digits that sha256sum(1) prints; returns `to`. Nettle's, which needs no
 * memory: OpenSSL's crashes where there is none. O(n).
 */
enum { SHA256_TEXT = 65 };

const char *sha256_text(const void *bytes, size_t n, char to[SHA256_TEXT]);

#endif
