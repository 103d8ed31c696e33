#include "base/json_plain.h"

#include <stdint.h>

/* What a byte may be part of. All other bytes, those of UTF-8 too, are not plain. */
enum { BLANK = 1, TEXT = 2, DIGIT = 4 };

static const uint8_t classes[256] = {
	['\t'] = BLANK, ['\n'] = BLANK, ['\r'] = BLANK, [' '] = BLANK | TEXT, ['!'] = TEXT,
	['#' ... '/'] = TEXT, ['0' ... '9'] = TEXT | DIGIT, [':' ... '['] = TEXT, [']' ... '~'] = TEXT,
};

/* The first byte from `s` on that is of none of these classes. */
static inline const char *skip(const char *s, const char *end, unsigned class)
{
	while (s < end && classes[(unsigned char)*s] & class)
		s++;
	return s;
}

static inline bool is_next(const char *s, const char *end, char c)
{
	return s < end && *s == c;
}

/* What stands between quotes; returns the byte behind them, or NULL. */
static inline const char *read_string(const char *s, const char *end, struct json_plain_token *t)
{
	const char *stop;

	if (!is_next(s, end, '"'))
		return NULL;
	stop = skip(++s, end, TEXT);
	if (!is_next(stop, end, '"'))
		return NULL;
	*t = (struct json_plain_token){JSON_STRING, s, stop};
	return stop + 1;
}

/* An integer (RFC 8259 section 6); what follows it tells whether it was one. */
static inline const char *read_integer(const char *s, const char *end, struct json_plain_token *t)
{
	const char *digits = s + is_next(s, end, '-'), *stop = skip(digits, end, DIGIT);

	if (stop == digits || (*digits == '0' && stop - digits > 1))
		return NULL;
	*t = (struct json_plain_token){JSON_NUMBER, s, stop};
	return stop;
}

/* Up to the byte that must be a comma or the closing brace; NULL where it is not there. */
static inline const char *read_member(const char *s, const char *end, struct json_plain_token *name,
				      struct json_plain_token *value)
{
	s = read_string(skip(s, end, BLANK), end, name);
	if (!s)
		return NULL;
	s = skip(s, end, BLANK);
	if (!is_next(s, end, ':'))
		return NULL;
	s = skip(s + 1, end, BLANK);
	s = is_next(s, end, '"') ? read_string(s, end, value) : read_integer(s, end, value);
	if (!s)
		return NULL;
	s = skip(s, end, BLANK);
	return s < end ? s : NULL;
}

const char *json_plain_read(const char *s, const char *end, struct json_plain *o)
{
	s = skip(s, end, BLANK);
	if (!is_next(s, end, '{'))
		return NULL;
	o->open = ++s;
	for (o->n = 0; o->n < JSON_PLAIN_MEMBERS; s++) {
		s = read_member(s, end, &o->name[o->n], &o->value[o->n]);
		if (!s)
			return NULL;
		o->n++;
		if (*s == ',')
			continue;
		if (*s != '}')
			return NULL;
		s = skip(s + 1, end, BLANK);
		return is_next(s, end, ',') ? s + 1 : NULL;
	}
	return NULL;
}
