#include <string.h>

#include "irr/index.h"

/*
 * How this works: sections lie one behind the other, each from a multiple of ALIGN on. The header says where, and
 * has the sum of all that is behind it and one of itself.
 */
enum { ALIGN = 8 };

static uint64_t aligned(uint64_t bytes)
{
	return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

static uint64_t sum(const void *bytes, size_t n)
{
	struct index_sum s;

	index_sum_start(&s);
	index_sum_add(&s, bytes, n);
	return index_sum_end(&s);
}

void index_header_lay(struct index_header *h, const uint64_t bytes[INDEX_SECTIONS])
{
	uint64_t at = sizeof *h;

	for (int i = 0; i < INDEX_SECTIONS; i++) {
		h->section[i].at = at;
		h->section[i].bytes = bytes[i];
		at += aligned(bytes[i]);
	}
	h->size = at;
}

void index_header_seal(struct index_header *h, const uint8_t *body)
{
	memcpy(h->magic, INDEX_MAGIC, sizeof h->magic);
	h->version = INDEX_VERSION;
	h->order = INDEX_ORDER;
	h->body_sum = sum(body, h->size - sizeof *h);
	h->header_sum = 0;
	h->header_sum = sum(h, sizeof *h);
}

/* The columns of a table of routes have as many rows as each other. */
static bool columns_agree(const struct index_header *h)
{
	uint64_t n4 = h->section[INDEX_LEN4].bytes, n6 = h->section[INDEX_LEN6].bytes;

	return h->section[INDEX_ADDR4].bytes == n4 * sizeof(uint32_t) &&
	       h->section[INDEX_SOURCE4].bytes == n4 * sizeof(uint16_t) &&
	       h->section[INDEX_FROM4].bytes == n4 * sizeof(struct index_from) &&
	       h->section[INDEX_ADDR6].bytes == n6 * sizeof(struct index_addr6) &&
	       h->section[INDEX_SOURCE6].bytes == n6 * sizeof(uint16_t) &&
	       h->section[INDEX_FROM6].bytes == n6 * sizeof(struct index_from);
}

bool index_header_check(const struct index_header *h, uint64_t size)
{
	struct index_header plain = *h;
	uint64_t at = sizeof *h;

	plain.header_sum = 0;
	if (memcmp(h->magic, INDEX_MAGIC, sizeof h->magic) || h->version != INDEX_VERSION ||
	    h->order != INDEX_ORDER ||
	    h->size != size || h->header_sum != sum(&plain, sizeof plain))
		return false;
	for (int i = 0; i < INDEX_SECTIONS; i++) {
		if (h->section[i].at != at || h->section[i].bytes > size - at)
			return false;
		at += aligned(h->section[i].bytes);
		if (at > size)
			return false;
	}
	return at == size && columns_agree(h);
}
