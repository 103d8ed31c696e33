#include "serve/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/control.h"

static enum { PLAIN, JOURNAL, JSON } form;

/* systemd says which device and inode the journal's stream has (systemd.exec(5)). */
void log_start(bool json)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat st;

	if (json)
		form = JSON;
	else if (stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 && !fstat(STDERR_FILENO, &st) &&
		 st.st_dev == device && st.st_ino == inode)
		form = JOURNAL;
}

static const char *time_text(char to[32])
{
	time_t now = time(NULL);
	struct tm tm;

	if (!gmtime_r(&now, &tm) || !strftime(to, 32, "%Y-%m-%dT%H:%M:%SZ", &tm))
		*to = '\0';
	return to;
}

/* Printable. In JSON two characters are escaped, and only ASCII is let through. */
static size_t put_text(char *to, size_t room, const char *s)
{
	size_t n = 0, controls = 0;

	for (; *s && n + 2 < room; s++) {
		if (!controls)
			controls = control_length(s);
		if (form == JSON && (*s == '"' || *s == '\\'))
			to[n++] = '\\';
		to[n++] = controls || (form == JSON && (unsigned char)*s > 0x7f) ? '?' : *s;
		controls -= controls > 0;
	}
	return n;
}

static size_t put_line(char *to, size_t size, enum log_level level, const char *event, const char *text)
{
	static const char *const levels[] = {[LOG_LEVEL_ERROR] = "error", [LOG_LEVEL_WARNING] = "warning",
					     [LOG_LEVEL_NOTICE] = "notice", [LOG_LEVEL_INFO] = "info"};
	char stamp[32];
	size_t n;

	if (form == JOURNAL)
		n = (size_t)snprintf(to, size, "<%d>%s ", level, event);
	else if (form == JSON)
		n = (size_t)snprintf(to, size, "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\",\"text\":\"",
				     time_text(stamp), levels[level], event);
	else
		n = (size_t)snprintf(to, size, "%s %s %s ", time_text(stamp), levels[level], event);
	n += put_text(to + n, size - n - 3, text);
	if (form == JSON) {
		to[n++] = '"';
		to[n++] = '}';
	}
	to[n++] = '\n';
	return n;
}

void log_line(enum log_level level, const char *event, const char *fmt, ...)
{
	char text[800], line[1200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (write(STDERR_FILENO, line, put_line(line, sizeof line, level, event, text)) < 0)
		return; /* there is nowhere to say it */
}

void log_err(const char *event, const struct err *e)
{
	char text[sizeof e->file + sizeof e->msg + 64];

	log_line(LOG_LEVEL_ERROR, event, "%s", err_text(e, text, sizeof text));
}
