#ifndef WEIR_BASE_BASE64_H
#define WEIR_BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

/*
 * Decode base64 (RFC 4648), either alphabet (`+/` or `-_`), padded or not, with
 * line ends and blanks passed over. Returns how many bytes it made at `to`
 * (room for `room`), or a negative code: WEIR_ESYNTAX, or WEIR_ELIMIT where they do not fit.
 */
int64_t base64_decode(const char *s, size_t n, uint8_t *to, size_t room);

/* What `n` bytes need in base64, with the NUL. */
#define BASE64_TEXT(n) (((n) + 2) / 3 * 4 + 1)

/* Encode with `+/` and padding at `to`, BASE64_TEXT(n) bytes, NUL-terminated; returns `to`. */
const char *base64_encode(const uint8_t *bytes, size_t n, char *to);

/* Decode hexadecimal digits, two a byte, colons between bytes allowed; the same results. */
int64_t hex_decode(const char *s, size_t n, uint8_t *to, size_t room);

/* What `n` bytes need in hexadecimal, with the NUL. */
#define HEX_TEXT(n) ((n) * 2 + 1)

/* Two lower-case digits a byte at `to`, HEX_TEXT(n) bytes, NUL-terminated; returns `to`. O(n). */
const char *hex_encode(const uint8_t *bytes, size_t n, char *to);

/* The same in upper case. */
const char *hex_encode_upper(const uint8_t *bytes, size_t n, char *to);

#endif
