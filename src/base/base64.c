#include "base/base64.h"

#include "base/err.h"

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

int64_t base64_decode(const char *s, size_t n, uint8_t *to, size_t room)
{
	uint32_t word = 0;
	unsigned digits = 0, pads = 0;
	size_t made = 0;

	for (size_t i = 0; i < n; i++) {
		int d = base64_digit(s[i]);

		if (is_blank(s[i]))
			continue;
		if (s[i] == '=') {
			pads++;
			continue;
		}
		if (d < 0 || pads)
			return WEIR_ESYNTAX;
		word = word << 6 | (unsigned)d;
		if (digits++ % 4 == 0)
			continue; /* six bits: no byte yet */
		if (made == room)
			return WEIR_ELIMIT;
		to[made++] = (uint8_t)(word >> (6 - 2 * ((digits - 1) % 4)));
	}
	if (digits % 4 == 1 || pads > 2 || (pads && (digits + pads) % 4))
		return WEIR_ESYNTAX;
	return (int64_t)made;
}

const char *base64_encode(const uint8_t *bytes, size_t n, char *to)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *p = to;

	for (size_t i = 0; i < n; i += 3) {
		const unsigned left = n - i > 2 ? 3 : (unsigned)(n - i);
		const uint32_t group = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
				       (left > 2 ? bytes[i + 2] : 0);

		for (unsigned k = 0; k < 4; k++)
			*p++ = k <= left ? digits[group >> (18 - 6 * k) & 63] : '=';
	}
	*p = '\0';
	return to;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int64_t hex_decode(const char *s, size_t n, uint8_t *to, size_t room)
{
	size_t made = 0;

	for (size_t i = 0; i < n; i += 2) {
		int high, low;

		if (i && s[i] == ':')
			i++;
		high = hex_digit(i < n ? s[i] : '\0');
		low = hex_digit(i + 1 < n ? s[i + 1] : '\0');
		if (high < 0 || low < 0)
			return WEIR_ESYNTAX;
		if (made == room)
			return WEIR_ELIMIT;
		to[made++] = (uint8_t)(high << 4 | low);
	}
	return (int64_t)made;
}

static const char *put_hex(const uint8_t *bytes, size_t n, const char *digits, char *to)
{
	for (size_t i = 0; i < n; i++) {
		to[2 * i] = digits[bytes[i] >> 4];
		to[2 * i + 1] = digits[bytes[i] & 15];
	}
	to[2 * n] = '\0';
	return to;
}

const char *hex_encode(const uint8_t *bytes, size_t n, char *to)
{
	return put_hex(bytes, n, "0123456789abcdef", to);
}

const char *hex_encode_upper(const uint8_t *bytes, size_t n, char *to)
{
	return put_hex(bytes, n, "0123456789ABCDEF", to);
}
