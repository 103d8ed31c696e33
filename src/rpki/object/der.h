#ifndef WEIR_RPKI_OBJECT_DER_H
#define WEIR_RPKI_OBJECT_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "net/wire.h"

/*
 * DER (X.690 section 10 and 11) under a cursor with a sticky error: what is not of the tag
 * asked for, not of definite and shortest length, or not the one encoding of its value
 * makes the cursor bad and empty, so that a structure is read whole and checked once.
 *
 *	struct wire seq = der_take(&w, DER_SEQUENCE);
 *	serial = der_number(&seq, 20);
 *	der_close(&w, &seq);                     nothing may be left of it, nor be bad in it
 *	if (!wire_done(&w)) ...
 *
 * Nothing is copied: a span points into the bytes that were read.
 */
enum {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_UTF8_STRING = 0x0c,
	DER_PRINTABLE_STRING = 0x13,
	DER_IA5_STRING = 0x16,
	DER_UTC_TIME = 0x17,
	DER_GENERAL_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT = 0x80,           /* + n: primitive, [n] IMPLICIT */
	DER_CONTEXT_CONSTRUCTED = 0xa0 /* + n */
};

struct span {
	const uint8_t *p;
	size_t n;
};

static inline bool span_equal(struct span a, struct span b)
{
	return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n));
}

/* By bytes, and then by length: the order of a SET OF (X.690 11.6). */
int span_cmp(struct span a, struct span b);

static inline struct wire der_cursor(struct span s)
{
	return wire_make(s.p, s.n);
}

/*
 * Whether the bytes are one DER element and nothing behind it, with all that is constructed in
 * it, to a depth of 32: what is wrapped in strings is its reader's to check. *at is where it
 * fails. O(n).
 */
bool der_valid(struct span s, size_t *at);

/* The tag of the next element; 0 at the end. */
static inline uint8_t der_tag(const struct wire *w)
{
	return wire_left(w) ? *w->p : 0;
}

/* The content of the next element, which must have this tag. */
struct wire der_take(struct wire *w, uint8_t tag);

/* The same as a span; and with tag and length, as signatures want it. */
struct span der_span(struct wire *w, uint8_t tag);
struct span der_element(struct wire *w, uint8_t tag);

/* The outer is bad if the inner is, or if something is left of it. */
void der_close(struct wire *outer, const struct wire *inner);

bool der_bool(struct wire *w);
void der_null(struct wire *w);

/* A number that is not negative, as its bytes without leading zeros (0 has none); at most `max` of them. */
struct span der_number(struct wire *w, size_t max);
uint32_t der_u32(struct wire *w);

/* A bit string, and how many of its last bits do not count (which are 0). */
struct span der_bits(struct wire *w, unsigned *unused);

/* One of whole bytes. */
struct span der_whole_bits(struct wire *w);

/*
 * Seconds since 1970 of a UTCTime or GeneralizedTime with seconds and Z (RFC 5280 4.1.2.5),
 * the first before 2050 only and the second from then on; der_general_time() takes any year.
 */
int64_t der_time(struct wire *w);
int64_t der_general_time(struct wire *w);

#endif
