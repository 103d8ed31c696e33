#include "rpki/object/der.h"

#include "base/date.h"

enum { DEPTH_MAX = 32, CONSTRUCTED = 0x20, CLASS = 0xc0, HIGH_TAG = 0x1f };

static void spoil(struct wire *w)
{
	w->bad = true;
	w->p = w->end;
}

int span_cmp(struct span a, struct span b)
{
	int c = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

/* X.690 10.1: definite, in as few bytes as can be. */
static size_t take_length(struct wire *w)
{
	const uint8_t first = wire_u8(w);
	const unsigned bytes = first & 0x7f;
	size_t n = 0;

	if (first < 0x80)
		return first;
	if (!bytes || bytes > 4) {
		spoil(w);
		return 0;
	}
	for (unsigned i = 0; i < bytes; i++)
		n = n << 8 | wire_u8(w);
	if (n < 0x80 || n >> 8 * (bytes - 1) == 0)
		spoil(w);
	return n;
}

struct wire der_take(struct wire *w, uint8_t tag)
{
	size_t n;

	if (wire_u8(w) != tag || (tag & HIGH_TAG) == HIGH_TAG)
		spoil(w);
	n = take_length(w);
	return wire_sub(w, w->bad ? 1 : n);
}

struct span der_span(struct wire *w, uint8_t tag)
{
	struct wire in = der_take(w, tag);

	return (struct span){in.p, wire_left(&in)};
}

struct span der_element(struct wire *w, uint8_t tag)
{
	const uint8_t *from = w->p;

	der_take(w, tag);
	return (struct span){from, w->bad ? 0 : (size_t)(w->p - from)};
}

void der_close(struct wire *outer, const struct wire *inner)
{
	if (!wire_done(inner))
		spoil(outer);
}

bool der_bool(struct wire *w)
{
	struct span s = der_span(w, DER_BOOLEAN);

	if (s.n != 1 || (s.p[0] != 0 && s.p[0] != 0xff)) {
		spoil(w);
		return false;
	}
	return s.p[0];
}

void der_null(struct wire *w)
{
	if (der_span(w, DER_NULL).n)
		spoil(w);
}

/* X.690 8.3.2: no first nine bits that are all the same. */
static bool integer_is_short(struct span s)
{
	return s.n && (s.n == 1 || (s.p[0] != 0x00 && s.p[0] != 0xff) || (s.p[0] ^ s.p[1]) & 0x80);
}

struct span der_number(struct wire *w, size_t max)
{
	struct span s = der_span(w, DER_INTEGER);

	if (!integer_is_short(s) || s.p[0] & 0x80) {
		spoil(w);
		return (struct span){w->end, 0};
	}
	if (!s.p[0]) {
		s.p++;
		s.n--;
	}
	if (s.n > max)
		spoil(w);
	return s;
}

uint32_t der_u32(struct wire *w)
{
	struct span s = der_number(w, 4);
	uint32_t n = 0;

	for (size_t i = 0; !w->bad && i < s.n; i++)
		n = n << 8 | s.p[i];
	return n;
}

static bool bits_are_sound(struct span s)
{
	return s.n && s.p[0] < 8 && (s.n > 1 ? !(s.p[s.n - 1] & ((1u << s.p[0]) - 1)) : !s.p[0]);
}

struct span der_bits(struct wire *w, unsigned *unused)
{
	struct span s = der_span(w, DER_BIT_STRING);

	*unused = 0;
	if (!bits_are_sound(s)) {
		spoil(w);
		return (struct span){w->end, 0};
	}
	*unused = s.p[0];
	return (struct span){s.p + 1, s.n - 1};
}

struct span der_whole_bits(struct wire *w)
{
	unsigned unused;
	struct span s = der_bits(w, &unused);

	if (unused)
		spoil(w);
	return s;
}

/* `n` digits as a number; the cursor is bad where one is none. */
static int64_t take_digits(struct wire *w, unsigned n)
{
	int64_t v = 0;

	while (n--) {
		uint8_t c = wire_u8(w);

		if (c < '0' || c > '9')
			spoil(w);
		v = v * 10 + (c - '0');
	}
	return v;
}

/*
 * Days since 1970-01-01 of the proleptic Gregorian calendar, year >= 1; March is the first
 * month of a year.
 */
static int64_t days_since_1970(int64_t year, int64_t month, int64_t day)
{
	const int64_t y = month > 2 ? year : year - 1, m = (month + 9) % 12;

	return 365 * y + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + day - 719469;
}

/* MMDDHHMMSSZ, and nothing behind. */
static int64_t take_time(struct wire *w, int64_t year)
{
	const int64_t month = take_digits(w, 2), day = take_digits(w, 2), hour = take_digits(w, 2);
	const int64_t minute = take_digits(w, 2), second = take_digits(w, 2);

	if (wire_u8(w) != 'Z' || !wire_done(w) || year < 1 || month < 1 || month > 12 || day < 1 ||
	    day > date_month_days((unsigned)year, (unsigned)month) || hour > 23 || minute > 59 || second > 59) {
		spoil(w);
		return 0;
	}
	return days_since_1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
}

static int64_t utc_time(struct wire *w)
{
	struct wire in = der_take(w, DER_UTC_TIME);
	int64_t year = take_digits(&in, 2), t = take_time(&in, year + (year < 50 ? 2000 : 1900));

	der_close(w, &in);
	return t;
}

int64_t der_general_time(struct wire *w)
{
	struct wire in = der_take(w, DER_GENERAL_TIME);
	int64_t t = take_time(&in, take_digits(&in, 4));

	der_close(w, &in);
	return t;
}

int64_t der_time(struct wire *w)
{
	const int64_t from_2050 = 2524608000;
	int64_t t;

	if (der_tag(w) == DER_UTC_TIME)
		return utc_time(w);
	t = der_general_time(w);
	if (t < from_2050)
		spoil(w);
	return t;
}

/* What the value of a primitive element must be, where its tag says. */
static bool primitive_is_valid(uint8_t tag, struct span s)
{
	switch (tag) {
	case DER_BOOLEAN: return s.n == 1 && (s.p[0] == 0 || s.p[0] == 0xff);
	case DER_INTEGER: return integer_is_short(s);
	case DER_BIT_STRING: return bits_are_sound(s);
	case DER_NULL: return !s.n;
	case DER_OID: return s.n && !(s.p[s.n - 1] & 0x80);
	default: return true;
	}
}

static bool elements_are_valid(struct wire *w, bool ordered, unsigned depth, const uint8_t **at);

/* The next element; *at stays where one fails. */
static bool element_is_valid(struct wire *w, unsigned depth, const uint8_t **at)
{
	const uint8_t tag = der_tag(w);
	struct wire in;

	*at = w->p;
	in = der_take(w, tag);
	if (w->bad || !tag)
		return false;
	if (!(tag & CONSTRUCTED))
		return tag != (DER_SEQUENCE & ~CONSTRUCTED) && tag != (DER_SET & ~CONSTRUCTED) &&
		       primitive_is_valid(tag, (struct span){in.p, wire_left(&in)});
	if (!(tag & CLASS) && tag != DER_SEQUENCE && tag != DER_SET)
		return false; /* X.690 10.2: no strings in pieces */
	return elements_are_valid(&in, tag == DER_SET, depth + 1, at);
}

static bool elements_are_valid(struct wire *w, bool ordered, unsigned depth, const uint8_t **at)
{
	struct span last = {w->p, 0};

	if (depth > DEPTH_MAX)
		return false;
	while (wire_left(w)) {
		const uint8_t *from = w->p;
		struct span now;

		if (!element_is_valid(w, depth, at))
			return false;
		now = (struct span){from, (size_t)(w->p - from)};
		if (ordered && span_cmp(last, now) > 0) {
			*at = from;
			return false;
		}
		last = now;
	}
	return true;
}

bool der_valid(struct span s, size_t *at)
{
	struct wire w = der_cursor(s);
	const uint8_t *where = s.p;
	bool valid = element_is_valid(&w, 0, &where);

	if (valid && wire_left(&w)) {
		where = w.p;
		valid = false;
	}
	*at = (size_t)(where - s.p);
	return valid;
}
