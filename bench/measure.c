/*
 * measure FD PROGRAM [ARGUMENT...]: run a program and write one line to FD:
 * CPU seconds, wall seconds, maximum resident kB, exit status (128 + signal).
 *
 * The kernel counts the memory of the process that forked into the maximum of
 * the one that execs. A bench with data in memory would measure itself, so
 * this program, which is small, does the fork.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec * 1e-6;
}

int main(int argc, char **argv)
{
	struct rusage use;
	int status, fd = argc > 2 ? atoi(argv[1]) : -1;
	double start = now();
	pid_t pid = fd > 2 ? fork() : -1;

	if (pid < 0) {
		fputs("usage: measure FD PROGRAM [ARGUMENT...]\n", stderr);
		return 2;
	}
	if (!pid) {
		close(fd);
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &use) < 0)
		return 2;
	dprintf(fd, "%.6f %.6f %ld %d\n", seconds(&use.ru_utime) + seconds(&use.ru_stime),
		now() - start, use.ru_maxrss,
		WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
	return 0;
}
