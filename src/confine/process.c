#include "confine/process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FDS_MAX = 320 };

static int by_number(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void close_others(const int *fds, size_t n)
{
	unsigned next = STDERR_FILENO + 1;
	int kept[FDS_MAX];

	for (size_t i = 0; i < n; i++)
		kept[i] = fds[i];
	qsort(kept, n, sizeof *kept, by_number);
	for (size_t i = 0; i < n; i++) {
		if ((unsigned)kept[i] > next)
			close_range(next, (unsigned)kept[i] - 1, 0);
		next = (unsigned)kept[i] + 1;
	}
	close_range(next, ~0u, 0);
}

static void default_signals(void)
{
	static const int handled[] = {SIGTERM, SIGHUP, SIGCHLD};
	sigset_t none;

	for (size_t i = 0; i < sizeof handled / sizeof *handled; i++)
		signal(handled[i], SIG_DFL);
	signal(SIGINT, SIG_IGN); /* of a terminal: the supervisor ends its children in order */
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static int child(const struct process *p, pid_t parent)
{
	struct err e;

	prctl(PR_SET_NAME, p->name);
	if (p->leads)
		setpgid(0, 0);
	default_signals();
	close_others(p->fds, p->nfds);
	if (privileges_drop(p->who, &e)) {
		if (p->failed)
			p->failed("privileges", &e);
		return 1;
	}
	/* Becoming another user takes this setting back; and the parent may be gone already. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	return getppid() == parent ? p->run(p->context) : 1;
}

pid_t process_start(const struct process *p)
{
	const pid_t parent = getpid();
	pid_t pid;

	if (p->nfds > FDS_MAX) {
		errno = E2BIG;
		return -1;
	}
	pid = fork();
	if (!pid)
		_exit(child(p, parent));
	return pid;
}

int process_run(const struct process *p, int *status)
{
	const pid_t pid = process_start(p);

	if (pid < 0)
		return -1;
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return 0;
}

const char *process_end_text(char to[PROCESS_END], const char *who, int status)
{
	if (WIFSIGNALED(status))
		snprintf(to, PROCESS_END, "%s was ended by signal %d", who, WTERMSIG(status));
	else
		snprintf(to, PROCESS_END, "%s ended with status %d", who, WEXITSTATUS(status));
	return to;
}

void process_become(const char *const *paths, size_t n, char *const *argv)
{
	char self[4096], path[sizeof self + 64];
	const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash;

	self[length < 0 ? 0 : length] = '\0';
	slash = strrchr(self, '/');
	if (!slash)
		return;
	*slash = '\0';
	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%s", self, paths[i]);
		execv(path, argv);
		if (errno != ENOENT && errno != ENOTDIR)
			break;
	}
}
