#ifndef WEIR_NET_PREFIX_H
#define WEIR_NET_PREFIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Address arithmetic on both families at once. */
__extension__ typedef unsigned __int128 u128;

enum { IPV4 = 4, IPV6 = 6 };

/*
 * An IP prefix. The address is left-aligned in 128 bits (IPv4 in the upper 32
 * of `hi`), so that one piece of code serves both families; bits beyond `len`
 * are zero.
 */
struct prefix {
	uint64_t hi, lo;
	uint8_t family; /* IPV4 or IPV6 */
	uint8_t len;
};

/* The longest length of a family: 32 or 128. */
static inline unsigned family_bits(unsigned family)
{
	return family == IPV4 ? 32 : 128;
}

static inline u128 u128_make(uint64_t hi, uint64_t lo)
{
	return (u128)hi << 64 | lo;
}

/* The netmask of `len` bits, left-aligned. */
static inline u128 u128_mask(unsigned len)
{
	return len ? ~(u128)0 << (128 - len) : 0;
}

/* How many leading bits two have in common; 128 where they are equal. */
static inline unsigned u128_shared(u128 a, u128 b)
{
	const uint64_t hi = (uint64_t)(a >> 64) ^ (uint64_t)(b >> 64), lo = (uint64_t)a ^ (uint64_t)b;

	if (hi)
		return (unsigned)__builtin_clzll(hi);
	return lo ? 64 + (unsigned)__builtin_clzll(lo) : 128;
}

static inline u128 prefix_first(const struct prefix *p)
{
	return u128_make(p->hi, p->lo);
}

/* The last address of the block; for IPv4 with all lower bits set too. */
static inline u128 prefix_last(const struct prefix *p)
{
	return prefix_first(p) | ~u128_mask(p->len);
}

/* A prefix from an address; bits beyond `len` are cleared. */
static inline struct prefix prefix_make(unsigned family, u128 addr, unsigned len)
{
	addr &= u128_mask(len);
	return (struct prefix){.hi = (uint64_t)(addr >> 64),
			       .lo = (uint64_t)addr,
			       .family = (uint8_t)family,
			       .len = (uint8_t)len};
}

/* The same of an IPv4 address. */
static inline struct prefix prefix_ipv4(uint32_t addr, unsigned len)
{
	const uint64_t mask = len ? ~(uint64_t)0 << (64 - len) : 0;

	return (struct prefix){.hi = (uint64_t)addr << 32 & mask, .family = IPV4, .len = (uint8_t)len};
}

static inline uint32_t prefix_ipv4_addr(const struct prefix *p)
{
	return (uint32_t)(p->hi >> 32);
}

/* Whether `outer` contains or equals `inner` (same family). */
static inline bool prefix_covers(const struct prefix *outer, const struct prefix *inner)
{
	return outer->family == inner->family && outer->len <= inner->len &&
	       !((prefix_first(outer) ^ prefix_first(inner)) & u128_mask(outer->len));
}

static inline bool prefix_equal(const struct prefix *a, const struct prefix *b)
{
	return a->hi == b->hi && a->lo == b->lo && a->len == b->len && a->family == b->family;
}

/* IPv4 before IPv6, then by address, then shorter first: a pre-order walk of the trie. */
static inline int prefix_cmp(const struct prefix *a, const struct prefix *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (a->hi != b->hi)
		return a->hi < b->hi ? -1 : 1;
	if (a->lo != b->lo)
		return a->lo < b->lo ? -1 : 1;
	return (int)a->len - (int)b->len;
}

/*
 * What was wrong with a text. From PREFIX_NO_LENGTH on, *p was still filled
 * (host bits cleared, length of a host), for those who choose to be lenient.
 */
enum prefix_status {
	PREFIX_OK,
	PREFIX_SYNTAX,       /* not an address, or not `/length` */
	PREFIX_LEADING_ZERO, /* 010.1.2.0/24: octal to some, decimal to others */
	PREFIX_LENGTH,       /* a length above 32 or 128 */
	PREFIX_NO_LENGTH,    /* an address alone */
	PREFIX_HOST_BITS     /* bits set beyond the length */
};

/* Read "192.0.2.0/24" or "2001:db8::/32" from exactly `n` bytes. */
enum prefix_status prefix_parse(const char *s, size_t n, struct prefix *p);

/* Read a bare address as a host prefix: PREFIX_OK, PREFIX_SYNTAX or PREFIX_LEADING_ZERO. */
enum prefix_status address_parse(const char *s, size_t n, struct prefix *p);

/* What was expected and found, for messages: "expected a length of at most 32, …". */
const char *prefix_status_text(enum prefix_status status);

enum { ADDRESS_TEXT = 46, PREFIX_TEXT = 50 };

/* Write the address (RFC 5952) at `to`, ADDRESS_TEXT bytes of room; returns its end (not NUL-terminated). */
char *address_put(char *to, unsigned family, uint64_t hi, uint64_t lo);

/* Write "address/len" at `to`, PREFIX_TEXT bytes of room; returns its end (not NUL-terminated). */
char *prefix_put(char *to, const struct prefix *p);

/* The same, NUL-terminated, for messages; returns `to`. */
const char *prefix_text(const struct prefix *p, char to[PREFIX_TEXT]);

#endif
