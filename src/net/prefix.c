#include "net/prefix.h"

#include <endian.h>
#include <string.h>

#include "base/decimal.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline uint32_t four_bytes(const char *s)
{
	uint32_t w;

	memcpy(&w, s, sizeof w);
	return le32toh(w);
}

/* The next four bytes, the first lowest; zeros in the place of what is not there. */
static inline uint32_t next_bytes(const char *s, const char *end)
{
	uint32_t w = 0;

	if (end - s >= 4)
		return four_bytes(s);
	for (unsigned bits = 0; s < end; bits += 8)
		w |= (uint32_t)(unsigned char)*s++ << bits;
	return w;
}

enum { NO_NUMBER = 1000 };

/*
 * One to three decimal digits at the front of `bytes`, which stand at *text; that moves behind them. NO_NUMBER
 * where there are none, or more. No branch depends on how many: in a table of prefixes that is random. A byte
 * that is no digit sets its upper bit in `ends`, and may by carrying set those of bytes behind it, never before.
 */
static inline unsigned read_number(uint32_t bytes, const char **text, bool *zeros)
{
	const uint32_t digits = bytes ^ 0x30303030;
	const uint32_t ends = (digits | (digits + 0x76767676)) & 0x80808080;
	const unsigned bits = ends ? (unsigned)__builtin_ctz(ends) & ~7u : 32;
	uint32_t w;

	if (!bits || bits == 32)
		return NO_NUMBER;
	w = digits << (32 - bits);
	*zeros |= (bits > 8) & !(digits & 0xff);
	*text += bits / 8;
	return (w >> 24) + (w >> 16 & 0xff) * 10 + (w >> 8 & 0xff) * 100;
}

/* Four decimal octets from *text on, which moves behind them. */
static inline enum prefix_status read_ipv4(const char **text, const char *end, uint32_t *addr)
{
	bool zeros = false;

	*addr = 0;
	for (int i = 0; i < 4; i++) {
		const unsigned v = read_number(next_bytes(*text, end), text, &zeros);

		if (v > 255)
			return PREFIX_SYNTAX;
		*addr = *addr << 8 | v;
		if (i < 3 && (*text == end || *(*text)++ != '.'))
			return PREFIX_SYNTAX;
	}
	return zeros ? PREFIX_LEADING_ZERO : PREFIX_OK;
}

/* Four decimal octets in exactly [s, end). */
static enum prefix_status parse_ipv4(const char *s, const char *end, uint32_t *addr)
{
	const enum prefix_status st = read_ipv4(&s, end, addr);

	return s == end ? st : PREFIX_SYNTAX;
}

/* The groups read so far, and where "::" stood among them (-1: nowhere). */
struct groups {
	uint16_t v[8];
	int n, gap;
};

static u128 join_groups(const struct groups *g)
{
	u128 addr = 0;
	int fill = 8 - g->n;

	for (int i = 0; i < g->n; i++) {
		if (i == g->gap)
			addr = fill == 8 ? 0 : addr << (16 * fill);
		addr = addr << 16 | g->v[i];
	}
	if (g->gap == g->n && g->n)
		addr <<= 16 * fill;
	return addr;
}

/* RFC 4291 section 2.2, all three forms. */
static enum prefix_status parse_ipv6(const char *s, const char *end, u128 *addr)
{
	struct groups g = {.gap = -1};

	if (end - s >= 2 && s[0] == ':' && s[1] == ':') {
		g.gap = 0;
		s += 2;
	}
	while (s < end) {
		const char *start = s;
		unsigned v = 0;

		for (; s < end && hex_digit(*s) >= 0 && s - start < 5; s++)
			v = v << 4 | (unsigned)hex_digit(*s);
		if (s < end && *s == '.') {
			uint32_t v4;
			enum prefix_status st = parse_ipv4(start, end, &v4);

			if (st != PREFIX_OK || g.n > 6)
				return st != PREFIX_OK ? st : PREFIX_SYNTAX;
			g.v[g.n++] = (uint16_t)(v4 >> 16);
			g.v[g.n++] = (uint16_t)v4;
			s = end;
			break;
		}
		if (s == start || s - start > 4 || g.n == 8)
			return PREFIX_SYNTAX;
		g.v[g.n++] = (uint16_t)v;
		if (s == end)
			break;
		if (*s++ != ':' || s == end)
			return PREFIX_SYNTAX;
		if (*s == ':') {
			if (g.gap >= 0)
				return PREFIX_SYNTAX;
			g.gap = g.n;
			s++;
		}
	}
	if (g.gap < 0 ? g.n != 8 : g.n > 7)
		return PREFIX_SYNTAX;
	*addr = join_groups(&g);
	return PREFIX_OK;
}

enum prefix_status address_parse(const char *s, size_t n, struct prefix *p)
{
	enum prefix_status st;

	if (memchr(s, ':', n)) {
		u128 addr;

		st = parse_ipv6(s, s + n, &addr);
		if (st == PREFIX_OK)
			*p = prefix_make(IPV6, addr, 128);
	} else {
		uint32_t addr;

		st = parse_ipv4(s, s + n, &addr);
		if (st == PREFIX_OK)
			*p = prefix_ipv4(addr, 32);
	}
	return st;
}

/* "/24" in exactly [slash, end), behind an address: with a digit that makes four bytes at least. */
static inline enum prefix_status parse_length(const char *slash, const char *end, unsigned max, unsigned *len)
{
	bool zeros = false;

	slash++;
	if (slash == end || end - slash > 3)
		return PREFIX_SYNTAX;
	*len = read_number(four_bytes(end - 4) >> 8 * (4 - (end - slash)), &slash, &zeros);
	if (*len == NO_NUMBER || slash != end)
		return PREFIX_SYNTAX;
	if (zeros)
		return PREFIX_LEADING_ZERO;
	return *len > max ? PREFIX_LENGTH : PREFIX_OK;
}

/*
 * An IPv4 prefix, as most are, read in one pass. Its members are set one by one: to copy what was just
 * written in pieces makes the processor wait.
 */
static enum prefix_status prefix_parse4(const char *s, const char *end, struct prefix *p)
{
	uint32_t addr;
	unsigned len = 32;
	enum prefix_status st = read_ipv4(&s, end, &addr);

	if (s < end && *s != '/')
		return PREFIX_SYNTAX;
	if (st != PREFIX_OK)
		return st;
	st = s == end ? PREFIX_NO_LENGTH : parse_length(s, end, 32, &len);
	if (st != PREFIX_OK)
		len = 32;
	p->hi = prefix_ipv4(addr, len).hi;
	p->lo = 0;
	p->family = IPV4;
	p->len = (uint8_t)len;
	return st != PREFIX_OK || prefix_ipv4_addr(p) == addr ? st : PREFIX_HOST_BITS;
}

static enum prefix_status prefix_parse6(const char *s, const char *end, struct prefix *p)
{
	const char *slash = memchr(s, '/', (size_t)(end - s));
	u128 addr;
	unsigned len;
	enum prefix_status st = parse_ipv6(s, slash ? slash : end, &addr);

	if (st != PREFIX_OK)
		return st;
	*p = prefix_make(IPV6, addr, 128);
	if (!slash)
		return PREFIX_NO_LENGTH;
	st = parse_length(slash, end, 128, &len);
	if (st != PREFIX_OK)
		return st;
	*p = prefix_make(IPV6, addr, len);
	return prefix_first(p) == addr ? PREFIX_OK : PREFIX_HOST_BITS;
}

/* A dot ends the first number of IPv4, a colon that of IPv6; what has neither in time is no prefix. */
static bool begins_as_ipv4(const char *s, size_t n)
{
	if (n < 4 || *s == ':') /* ::1.2.3.4 is IPv6 */
		return false;
	return (s[1] == '.') | (s[2] == '.') | (s[3] == '.');
}

enum prefix_status prefix_parse(const char *s, size_t n, struct prefix *p)
{
	return begins_as_ipv4(s, n) ? prefix_parse4(s, s + n, p) : prefix_parse6(s, s + n, p);
}

const char *prefix_status_text(enum prefix_status status)
{
	switch (status) {
	case PREFIX_OK:
		break;
	case PREFIX_SYNTAX:
		return "expected a prefix such as 192.0.2.0/24 or 2001:db8::/32";
	case PREFIX_LEADING_ZERO:
		return "expected decimal numbers without leading zeros";
	case PREFIX_LENGTH:
		return "expected a length of at most 32 (IPv4) or 128 (IPv6)";
	case PREFIX_NO_LENGTH:
		return "expected a length, as in 192.0.2.0/24";
	case PREFIX_HOST_BITS:
		return "expected no bits set beyond the length";
	}
	return "a prefix";
}

/* "0." to "255.", four bytes each: octets of all lengths are written without a branch. */
#define FIVE(t, a, b, c, d, e) t a ".", t b ".", t c ".", t d ".", t e "."
#define TEN(t) FIVE(t, "0", "1", "2", "3", "4"), FIVE(t, "5", "6", "7", "8", "9")
static const char octets[256][4] = {
	TEN(""),   TEN("1"),  TEN("2"),  TEN("3"),  TEN("4"),  TEN("5"),  TEN("6"),  TEN("7"),  TEN("8"),
	TEN("9"),  TEN("10"), TEN("11"), TEN("12"), TEN("13"), TEN("14"), TEN("15"), TEN("16"), TEN("17"),
	TEN("18"), TEN("19"), TEN("20"), TEN("21"), TEN("22"), TEN("23"), TEN("24"),
	"250.",    "251.",    "252.",    "253.",    "254.",    "255.",
};
#undef FIVE
#undef TEN

/* An octet, its dot and up to two more bytes. */
static char *put_octet(char *to, unsigned v)
{
	memcpy(to, octets[v], sizeof octets[v]);
	return to + 2 + (v >= 10) + (v >= 100);
}

static char *put_ipv4(char *to, uint32_t addr)
{
	to = put_octet(to, addr >> 24);
	to = put_octet(to, addr >> 16 & 255);
	to = put_octet(to, addr >> 8 & 255);
	return put_octet(to, addr & 255) - 1;
}

static char *put_group(char *to, unsigned v)
{
	static const char hex[] = "0123456789abcdef";

	if (v >= 0x1000)
		*to++ = hex[v >> 12];
	if (v >= 0x100)
		*to++ = hex[v >> 8 & 15];
	if (v >= 0x10)
		*to++ = hex[v >> 4 & 15];
	*to++ = hex[v & 15];
	return to;
}

/* RFC 5952 section 4.2.2: the first of the longest runs of at least two zero groups. */
static void longest_zeros(const uint16_t g[8], int *at, int *count)
{
	*at = -1;
	*count = 1;
	for (int i = 0; i < 8; i++) {
		int n = 0;

		while (i + n < 8 && !g[i + n])
			n++;
		if (n > *count) {
			*at = i;
			*count = n;
		}
		i += n;
	}
}

static char *put_ipv6(char *to, uint64_t hi, uint64_t lo)
{
	uint16_t g[8];
	int zeros, count;

	for (int i = 0; i < 4; i++) {
		g[i] = (uint16_t)(hi >> (48 - 16 * i));
		g[i + 4] = (uint16_t)(lo >> (48 - 16 * i));
	}
	longest_zeros(g, &zeros, &count);
	if (zeros == 0 && (count == 6 || (count == 5 && g[5] == 0xffff))) {
		/* RFC 5952 section 5, and what inet_ntop() prints */
		const char *lead = count == 6 ? "::" : "::ffff:";

		return put_ipv4(stpcpy(to, lead), (uint32_t)lo);
	}
	for (int i = 0; i < 8; i++) {
		if (i == zeros) {
			*to++ = ':';
			if (i == 0)
				*to++ = ':';
			i += count - 1;
			continue;
		}
		to = put_group(to, g[i]);
		if (i < 7)
			*to++ = ':';
	}
	return to;
}

char *address_put(char *to, unsigned family, uint64_t hi, uint64_t lo)
{
	return family == IPV4 ? put_ipv4(to, (uint32_t)(hi >> 32)) : put_ipv6(to, hi, lo);
}

char *prefix_put(char *to, const struct prefix *p)
{
	to = address_put(to, p->family, p->hi, p->lo);
	*to++ = '/';
	return put_octet(to, p->len) - 1;
}

const char *prefix_text(const struct prefix *p, char to[PREFIX_TEXT])
{
	*prefix_put(to, p) = '\0';
	return to;
}
