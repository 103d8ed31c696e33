#ifndef WEIR_TESTS_UNIT_RTR_FACTS_H
#define WEIR_TESTS_UNIT_RTR_FACTS_H

#include <stdio.h>
#include <string.h>

#include "../check.h"
#include "net/asn.h"
#include "rtr/cache.h"

/* "192.0.2.0/24 24 64496", "aspa 64496 64497 65536" (up to 4), "key 64496 a1 30..": a set of such lines, NULL-terminated. */
static inline struct rtr_set *set_of(const char *const *lines)
{
	struct rpki r = {.v4 = {.n = 0}};
	struct rtr_set *s;
	size_t left_out;

	assert_int_equal(rpki_source(&r, "test"), 0);
	for (; *lines; lines++) {
		char prefix[64];
		unsigned max_len, asn, p[4];
		int n;

		n = sscanf(*lines, "aspa %u %u %u %u %u", &asn, p, p + 1, p + 2, p + 3);
		for (int i = 0; i + 1 < n; i++)
			assert_int_equal(rpki_add_aspa(&r, asn, p[i], 1), 0);
		if (n > 1)
			continue;
		if (sscanf(*lines, "key %u %63s", &asn, prefix) == 2) {
			struct router_key k = {.asn = asn, .nspki = 3, .spki = (const uint8_t *)"\x30\x01\x02"};

			memset(k.ski, prefix[0], sizeof k.ski);
			assert_int_equal(rpki_add_key(&r, &k), 0);
			continue;
		}
		assert_int_equal(sscanf(*lines, "%63s %u %u", prefix, &max_len, &asn), 3);
		struct vrp v = {.asn = asn, .max_len = (uint8_t)max_len};

		assert_int_equal(prefix_parse(prefix, strlen(prefix), &v.prefix), PREFIX_OK);
		assert_int_equal(rpki_add_vrp(&r, &v), 0);
	}
	assert_int_equal(rpki_finish(&r), 0);
	assert_int_equal(rtr_set_make(&s, &r, &left_out), 0);
	assert_int_equal(left_out, 0);
	rpki_release(&r);
	return s;
}

#define SET(...) set_of((const char *const[]){__VA_ARGS__, NULL})

/* Bytes of hexadecimal digits; blanks between them are for the reader. */
static inline size_t unhex(const char *s, uint8_t *to)
{
	size_t n = 0;
	unsigned byte;
	int used;

	while (sscanf(s, " %2x%n", &byte, &used) == 1) {
		to[n++] = (uint8_t)byte;
		s += used;
	}
	return n;
}

static inline void assert_hex(const void *p, size_t n, const char *expected)
{
	uint8_t bytes[4096];

	assert_int_equal(n, unhex(expected, bytes));
	assert_memory_equal(p, bytes, n);
}

#endif
