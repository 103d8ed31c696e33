#include "base/thread.h"

#include <sched.h>
#include <signal.h>

size_t thread_processors(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);

	return n < THREADS_MAX ? (size_t)n : THREADS_MAX;
}

int thread_start(pthread_t *t, void *(*run)(void *context), void *context)
{
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(t, NULL, run, context);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc;
}
