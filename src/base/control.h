#ifndef WEIR_BASE_CONTROL_H
#define WEIR_BASE_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Control characters: those of ASCII, and U+0080 to U+009F, which some terminals obey as well. In what people or
 * strangers wrote they may break a line in two, or make a terminal show something else.
 */

/* The bytes of the one that `s` of UTF-8, ended by NUL, begins with; 0 where it begins with none, or is empty. */
static inline size_t control_length(const char *s)
{
	const unsigned char c = (unsigned char)s[0], next = c ? (unsigned char)s[1] : 0;

	if (c == 0xc2 && next >= 0x80 && next < 0xa0)
		return 2;
	return c && (c < ' ' || c == 0x7f);
}

/* Whether there is one among `n` bytes that NUL follows. A NUL among them is one. O(n). */
static inline bool control_is_in(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!s[i] || control_length(s + i))
			return true;
	return false;
}

#endif
