#include "base/sha256.h"

#include <nettle/sha2.h>

#include "base/base64.h"

const char *sha256_text(const void *bytes, size_t n, char to[SHA256_TEXT])
{
	uint8_t hash[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, n, bytes);
	sha256_digest(&ctx, sizeof hash, hash);
	return hex_encode(hash, sizeof hash, to);
}
