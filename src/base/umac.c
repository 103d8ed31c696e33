#include "base/umac.h"

#include <nettle/umac.h>

#include "base/base64.h"

_Static_assert(UMAC_TEXT == 2 * UMAC128_DIGEST_SIZE + 1, "all digits and a NUL");

const char *umac_text(const void *bytes, size_t n, char to[UMAC_TEXT])
{
	static const uint8_t key[] = "abcdefghijklmnop", nonce[] = "bcdefghi";
	uint8_t sum[UMAC128_DIGEST_SIZE];
	struct umac128_ctx ctx;

	umac128_set_key(&ctx, key);
	umac128_set_nonce(&ctx, sizeof nonce - 1, nonce);
	umac128_update(&ctx, n, bytes);
	umac128_digest(&ctx, sizeof sum, sum);
	return hex_encode(sum, sizeof sum, to);
}
