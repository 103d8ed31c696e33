#include "fetch/task.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

/* What came of a line that has no end yet. */
struct line {
	char text[TASK_LINE];
	size_t n;
};

static void take_byte(const struct task *t, struct line *l, char c)
{
	if (c != '\n') {
		if (l->n + 1 < sizeof l->text)
			l->text[l->n++] = c ? c : '?';
		return;
	}
	l->text[l->n] = '\0';
	l->n = 0;
	t->line(t->context, l->text);
}

/* What is there to read now. False at the end. */
static bool take_output(struct task *t, struct line *l)
{
	char bytes[4096];
	const ssize_t n = read(t->output, bytes, sizeof bytes);

	for (ssize_t i = 0; i < n; i++)
		take_byte(t, l, bytes[i]);
	return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

static void close_output(struct task *t, struct line *l)
{
	if (t->output < 0)
		return;
	if (l->n)
		take_byte(t, l, '\n');
	close(t->output);
	t->output = -1;
}

/* Until it ends, `until` (clock_ms()), or the word to end where `signals` is a descriptor. */
static enum task_end wait_for(struct task *t, int pidfd, uint64_t until, int signals, struct line *l)
{
	for (;;) {
		struct pollfd p[] = {{pidfd, POLLIN, 0}, {signals, POLLIN, 0}, {t->output, POLLIN, 0}};
		const uint64_t now = clock_ms();

		if (now >= until)
			return TASK_LATE;
		if (poll(p, 3, until - now > 60000 ? 60000 : (int)(until - now)) < 0)
			continue;
		if (p[2].revents && !take_output(t, l))
			close_output(t, l);
		else if (p[0].revents)
			return TASK_ENDED;
		if (p[1].revents)
			return TASK_TOLD;
	}
}

/* What it started may live longer than it: while it is not reaped its group's number is nobody else's. */
static int bury(pid_t pid)
{
	int status = 0, unused;

	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	while (waitpid(-pid, &unused, 0) > 0 || errno == EINTR)
		;
	return status;
}

static enum task_end watch(struct task *t, pid_t pid, int pidfd, int *status)
{
	struct line l = {.n = 0};
	enum task_end end = wait_for(t, pidfd, clock_ms() + t->limit, t->signals, &l);

	if (end != TASK_ENDED) {
		kill(-pid, SIGTERM);
		wait_for(t, pidfd, clock_ms() + TASK_GRACE_MS, -1, &l);
	}
	*status = bury(pid);
	close_output(t, &l);
	return end;
}

enum task_end task_run(struct task *t, int *status)
{
	pid_t pid;
	int pidfd;
	enum task_end end;

	t->process.leads = true;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = process_start(&t->process);
	if (t->far >= 0)
		close(t->far);
	pidfd = pid < 0 ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0) {
		const int why = errno;

		if (pid > 0)
			bury(pid);
		if (t->output >= 0)
			close(t->output);
		errno = why;
		return TASK_NOT_STARTED;
	}
	setpgid(pid, pid); /* as it does itself; who comes first does not matter */
	end = watch(t, pid, pidfd, status);
	close(pidfd);
	return end;
}

int task_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	return sigprocmask(SIG_BLOCK, &set, NULL) ? -1 : signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}
