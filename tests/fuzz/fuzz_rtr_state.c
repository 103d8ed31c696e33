#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "base/umac.h"
#include "rtr/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIXED = 36, ENTRY = 40, DIGITS = 64, SUM = 32 };

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put_sum(uint8_t *to, const uint8_t *p, size_t n)
{
	char sum[UMAC_TEXT];

	memcpy(to, umac_text(p, n, sum), SUM);
}

/* Where the sums would be wrong nothing behind them would be read: they are set right. */
static void forge(uint8_t *b, size_t n)
{
	const size_t entries = n >= FIXED ? 1 + 2 * (size_t)get32(b + FIXED - 4) : 0;
	char digits[SHA256_TEXT];
	size_t head = FIXED + entries * ENTRY, at = head + DIGITS;

	if (!entries || entries > 64 || at > n)
		return;
	for (size_t i = 0; i < entries; i++) {
		const size_t length = get32(b + FIXED + i * ENTRY + 4);

		if (length > n - at)
			break;
		put_sum(b + FIXED + i * ENTRY + 8, b + at, length);
		at += length;
	}
	memcpy(b + head, sha256_text(b, head, digits), DIGITS);
}

/* Any bytes as a state; what is read is written again as the same bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *b = malloc(size + 1);
	struct rtr_cache *c;
	uint64_t as_of;
	struct err e;
	struct out o;

	if (!b)
		return 0;
	memcpy(b, data, size);
	forge(b, size);
	if (!rtr_state_read(&c, &as_of, b, size, "fuzz", &e)) {
		out_mem(&o, 1 << 24);
		rtr_state_write(&o, c, as_of);
		if (o.status || o.n != size || memcmp(o.s, b, size))
			abort();
		for (uint32_t i = 0; i <= c->nsteps; i++) {
			struct rtr_buf *changes;

			if (!rtr_cache_since(c, (struct rtr_form){2, RTR_ASPA_DRAFT10}, c->id.serial - i, &changes))
				rtr_buf_unref(changes);
		}
		out_release(&o);
		rtr_cache_unref(c);
	}
	free(b);
	return 0;
}
