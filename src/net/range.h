#ifndef WEIR_NET_RANGE_H
#define WEIR_NET_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "net/prefix.h"

/*
 * A prefix range (RFC 2622 section 2): every prefix inside `prefix` whose
 * length is from `ge` to `le`. len <= ge <= le <= 32 or 128. A single prefix
 * is the range with ge == le == len.
 */
struct range {
	uint64_t hi, lo;
	uint8_t family, len, ge, le;
};

static inline struct range range_make(const struct prefix *p, unsigned ge, unsigned le)
{
	return (struct range){p->hi, p->lo, p->family, p->len, (uint8_t)ge, (uint8_t)le};
}

static inline struct range range_exact(const struct prefix *p)
{
	return range_make(p, p->len, p->len);
}

static inline struct prefix range_prefix(const struct range *r)
{
	return (struct prefix){r->hi, r->lo, r->family, r->len};
}

/* By prefix_cmp(), then ge, then le. */
static inline int range_cmp(const struct range *a, const struct range *b)
{
	struct prefix p = range_prefix(a), q = range_prefix(b);
	int c = prefix_cmp(&p, &q);

	if (c)
		return c;
	return a->ge != b->ge ? (int)a->ge - b->ge : (int)a->le - b->le;
}

/* Whether two ranges have a prefix in common. O(1). */
bool range_meets(const struct range *a, const struct range *b);

/* A range operator of RPSL: `^-`, `^+`, `^n`, `^n-m`, or none. */
struct range_op {
	enum { RANGE_NONE, RANGE_MINUS, RANGE_PLUS, RANGE_LENGTHS } kind;
	uint8_t ge, le; /* of RANGE_LENGTHS */
};

/* Read what follows a prefix or a name: "", "^-", "^+", "^24", "^24-26". False if malformed (n > m among it). */
bool range_op_parse(const char *s, size_t n, struct range_op *op);

/* As it is read, NUL-terminated; returns its end. */
enum { RANGE_OP_TEXT = 9 };
char *range_op_put(char to[RANGE_OP_TEXT], struct range_op op);

/* "192.0.2.0/24", "192.0.2.0/24^25" or "192.0.2.0/24^25-26", NUL-terminated; returns `to`. */
enum { RANGE_TEXT = PREFIX_TEXT + RANGE_OP_TEXT };
const char *range_text(const struct range *r, char to[RANGE_TEXT]);

/*
 * Apply an operator to a range (RFC 2622 section 2: outer ^n-m over inner ^k-l
 * is ^max(n,k)-m). False if nothing is left. O(1).
 */
bool range_apply(const struct range *r, struct range_op op, struct range *result);

/*
 * Ranges in order of range_cmp() after range_list_normalize(). IPv4 is packed
 * into one word each, `address << 32 | len << 24 | ge << 16 | le << 8`, whose
 * order is that of range_cmp(): a million routes are 8 MB and sort by radix.
 */
struct range_list {
	VEC(uint64_t) v4;
	VEC(struct range) v6;
};

enum { RANGE_LIST_MAX = 1u << 26 };

static inline uint64_t range_pack4(uint32_t addr, unsigned len, unsigned ge, unsigned le)
{
	return (uint64_t)addr << 32 | (uint64_t)len << 24 | ge << 16 | le << 8;
}

static inline struct range range_unpack4(uint64_t w)
{
	return (struct range){w & 0xffffffff00000000u, 0, IPV4, (uint8_t)(w >> 24),
			      (uint8_t)(w >> 16), (uint8_t)(w >> 8)};
}

/* Add without order; 0, WEIR_ENOMEM or WEIR_ELIMIT. O(1) amortised. */
int range_list_add(struct range_list *l, const struct range *r);

/* Add all of another list likewise. O(n). */
int range_list_add_all(struct range_list *l, const struct range_list *from);

/*
 * Add the fewest prefixes that make up the addresses from `first` to `last` (left-aligned, the
 * last with all bits below the family's set), with all inside them where `inside`. O(address bits).
 */
int range_list_add_span(struct range_list *l, unsigned family, u128 first, u128 last, bool inside);

/* Sort and drop equal ranges. O(n), by radix; 0 or WEIR_ENOMEM. */
int range_list_normalize(struct range_list *l);

/*
 * Put all of another normalized list into this one, with which it has no range in common; the result is
 * normalized. 0, WEIR_ENOMEM or WEIR_ELIMIT. O(n + m), where `from` is empty O(1).
 */
int range_list_merge(struct range_list *l, const struct range_list *from);

/* Whether one of the ranges holds the default route of a family. O(n). */
bool range_list_has_default(const struct range_list *l, unsigned family);

/* How many ranges there are; the i-th, IPv4 first. O(1). */
static inline size_t range_list_count(const struct range_list *l)
{
	return l->v4.n + l->v6.n;
}

static inline struct range range_list_get(const struct range_list *l, size_t i)
{
	return i < l->v4.n ? range_unpack4(l->v4.v[i]) : l->v6.v[i - l->v4.n];
}

void range_list_release(struct range_list *l);

#endif
