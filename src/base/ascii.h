#ifndef WEIR_BASE_ASCII_H
#define WEIR_BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>

/* Digits, letters and what is printable of ASCII, whatever the locale. */
static inline bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* A blank is. */
static inline bool ascii_is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

/*
 * Of `size` bytes that a stranger wrote, 1 at least, a text: ended at the last of them where it does not end
 * before, with '?' in the place of what is not printable. O(size).
 */
static inline void ascii_make_text(char *s, size_t size)
{
	s[size - 1] = '\0';
	for (; *s; s++)
		if (!ascii_is_printable(*s))
			*s = '?';
}

#endif
