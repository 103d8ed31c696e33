#include "cmd/stamp.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

const char *stamp_who(char to[STAMP_WHO])
{
	const char *sudo = geteuid() ? NULL : getenv("SUDO_USER");
	const struct passwd *p = getpwuid(getuid());
	unsigned uid = (unsigned)getuid();

	if (sudo && sudo[0])
		snprintf(to, STAMP_WHO, "%.80s by sudo (uid %u)", sudo, uid);
	else if (p)
		snprintf(to, STAMP_WHO, "%.80s (uid %u)", p->pw_name, uid);
	else
		snprintf(to, STAMP_WHO, "uid %u", uid);
	return to;
}

int64_t stamp_now(void)
{
	return (int64_t)time(NULL);
}

const char *stamp_time(int64_t at, char to[STAMP_TIME])
{
	time_t t = (time_t)at;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(to, STAMP_TIME, "%Y-%m-%d %H:%M UTC", &tm))
		snprintf(to, STAMP_TIME, "%lld", (long long)at);
	return to;
}
