#include "base/sha256.h"

#include <nettle/sha2.h>

const char *sha256_text(const void *bytes, size_t n, char to[SHA256_TEXT])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t hash[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, n, bytes);
	sha256_digest(&ctx, sizeof hash, hash);
	for (size_t i = 0; i < sizeof hash; i++) {
		to[2 * i] = digits[hash[i] >> 4];
		to[2 * i + 1] = digits[hash[i] & 15];
	}
	to[2 * sizeof hash] = '\0';
	return to;
}
