#include "serve/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool to_journal;

/* systemd says which device and inode the journal's stream has (systemd.exec(5)). */
void log_start(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat st;

	to_journal = stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 && !fstat(STDERR_FILENO, &st) &&
		     st.st_dev == device && st.st_ino == inode;
}

static int put_head(char *to, size_t size, enum log_level level, const char *event)
{
	static const char *const levels[] = {[LOG_LEVEL_ERROR] = "error", [LOG_LEVEL_WARNING] = "warning",
					     [LOG_LEVEL_NOTICE] = "notice", [LOG_LEVEL_INFO] = "info"};
	char stamp[32] = "";
	time_t now = time(NULL);
	struct tm tm;

	if (to_journal)
		return snprintf(to, size, "<%d>%s", level, event);
	if (gmtime_r(&now, &tm))
		strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return snprintf(to, size, "%s %s %s", stamp, levels[level], event);
}

void log_line(enum log_level level, const char *event, const char *fmt, ...)
{
	char line[1024];
	const size_t room = sizeof line - 1; /* for the newline */
	size_t head = (size_t)put_head(line, room, level, event), n;
	va_list ap;

	line[head++] = ' ';
	va_start(ap, fmt);
	n = head + (size_t)vsnprintf(line + head, room - head, fmt, ap);
	va_end(ap);
	if (n > room - 1)
		n = room - 1;
	for (size_t i = head; i < n; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = '?';
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, n) < 0)
		return; /* there is nowhere to say it */
}
