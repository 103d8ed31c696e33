#ifndef WEIR_BASE_DATE_H
#define WEIR_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

/* A day of the Gregorian calendar by UTC as the number YYYYMMDD, whose order is that of the days; 0: none. */
static inline uint32_t date_make(unsigned year, unsigned month, unsigned day)
{
	return year * 10000 + month * 100 + day;
}

/* How many days a month (1 to 12) of a year has. */
static inline unsigned date_month_days(unsigned year, unsigned month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

/* The day of a time; 0 where its year does not have four digits. */
static inline uint32_t date_of(time_t t)
{
	struct tm tm;

	if (!gmtime_r(&t, &tm) || tm.tm_year < 1000 - 1900 || tm.tm_year > 9999 - 1900)
		return 0;
	return date_make((unsigned)tm.tm_year + 1900, (unsigned)tm.tm_mon + 1, (unsigned)tm.tm_mday);
}

/* A time by UTC as "2026-11-22T08:32:34Z" (RFC 3339 without fractions): all of its `n` bytes, or false. */
static inline bool date_time_read(const char *s, size_t n, time_t *t)
{
	char text[sizeof "2026-11-22T08:32:34Z"] = "";
	struct tm tm = {0};
	const char *end;

	if (n != sizeof text - 1)
		return false;
	memcpy(text, s, n);
	end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	*t = timegm(&tm);
	return end == text + n;
}

#endif
