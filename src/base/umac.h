#ifndef WEIR_BASE_UMAC_H
#define WEIR_BASE_UMAC_H

#include <stddef.h>

/*
 * UMAC-128 (RFC 4418) as 32 lower-case digits; returns `to`. A sum against damage, in a third of the time that
 * SHA-256 takes. Its key is no secret, but that of the RFC's examples: it finds what disks do, not what people do.
 * Nettle's, which needs no memory. O(n).
 */
enum { UMAC_TEXT = 33 };

const char *umac_text(const void *bytes, size_t n, char to[UMAC_TEXT]);

#endif
