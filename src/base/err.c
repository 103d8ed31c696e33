#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/control.h"

/* Names and quotes come from files that strangers write. */
static void make_printable(char *s)
{
	while (*s) {
		size_t n = control_length(s);

		if (!n)
			s++;
		while (n--)
			*s++ = '?';
	}
}

static void set_file(struct err *e, const char *file)
{
	size_t n = file ? strlen(file) : 0, room = sizeof e->file - 1;

	if (n > room) {
		file += n - room;
		n = room;
	}
	memcpy(e->file, file ? file : "", n);
	e->file[n] = '\0';
	make_printable(e->file);
}

static int set(struct err *e, int code, const char *file, size_t line,
	       size_t col, const char *fmt, va_list ap)
{
	if (!e)
		return code;
	e->code = code;
	e->line = line;
	e->col = col;
	set_file(e, file);
	vsnprintf(e->msg, sizeof e->msg, fmt, ap);
	make_printable(e->msg);
	return code;
}

int err_set(struct err *e, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(e, code, NULL, 0, 0, fmt, ap);
	va_end(ap);
	return code;
}

int err_at(struct err *e, int code, const char *file, size_t line, size_t col,
	   const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(e, code, file, line, col, fmt, ap);
	va_end(ap);
	return code;
}

const char *err_shown(const char *s, size_t n, char to[ERR_SHOWN])
{
	const size_t room = ERR_SHOWN - sizeof "...";
	size_t i;

	for (i = 0; i < n && i < room; i++)
		to[i] = ascii_is_printable(s[i]) ? s[i] : '?';
	strcpy(to + i, n > room ? "..." : "");
	return to;
}

const char *err_text(const struct err *e, char *buf, size_t size)
{
	if (e->file[0] && e->line && e->col)
		snprintf(buf, size, "%s:%zu:%zu: %s", e->file, e->line, e->col, e->msg);
	else if (e->file[0] && e->line)
		snprintf(buf, size, "%s:%zu: %s", e->file, e->line, e->msg);
	else if (e->file[0])
		snprintf(buf, size, "%s: %s", e->file, e->msg);
	else
		snprintf(buf, size, "%s", e->msg);
	return buf;
}
