#include "serve/notify.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int to = -1;
static uint64_t watchdog;

static void read_watchdog(void)
{
	const char *interval = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");

	if (interval && (!pid || atol(pid) == (long)getpid()))
		watchdog = strtoull(interval, NULL, 10) / 1000;
}

/* '@' stands for the zero byte of an abstract socket's name. */
static void connect_to(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	size_t n = strlen(path);

	if (n >= sizeof a.sun_path || (*path != '/' && *path != '@'))
		return;
	memcpy(a.sun_path, path, n);
	if (*path == '@')
		a.sun_path[0] = '\0';
	to = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (to < 0 || !connect(to, (struct sockaddr *)&a, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)))
		return;
	close(to);
	to = -1;
}

void notify_start(void)
{
	const char *path = getenv("NOTIFY_SOCKET");

	read_watchdog();
	if (path)
		connect_to(path);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

void notify(const char *state)
{
	if (to >= 0 && send(to, state, strlen(state), MSG_NOSIGNAL) < 0)
		return; /* the manager is gone or slow: no reason to stop serving */
}

void notify_reloading(void)
{
	struct timespec now;
	char text[96];

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
		 (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000);
	notify(text);
}

uint64_t notify_watchdog(void)
{
	return watchdog;
}
