#include "serve/child.h"

#include <assert.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/clock.h"

void children_add(struct children *all, struct child *c)
{
	assert(all->n < CHILDREN_MAX);
	all->v[all->n++] = c;
}

static void report(struct children *all, pid_t pid, int status)
{
	for (size_t i = 0; i < all->n; i++) {
		struct child *c = all->v[i];

		if (c->pid == pid) {
			c->pid = 0;
			c->ended(c->context, status);
			return;
		}
	}
}

void children_reap(struct children *all)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		report(all, pid, status);
}

void children_check(const struct children *all)
{
	const uint64_t now = clock_ms();

	for (size_t i = 0; i < all->n; i++)
		if (child_runs(all->v[i]) && now - all->v[i]->since > all->v[i]->limit)
			kill(all->v[i]->pid, SIGKILL);
}

bool children_run(const struct children *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (child_runs(all->v[i]))
			return true;
	return false;
}

int child_start(struct child *c, const struct process *p, uint64_t limit)
{
	const pid_t pid = process_start(p);

	if (pid < 0)
		return -1;
	c->pid = pid;
	c->limit = limit;
	child_heard(c);
	return 0;
}

void child_stop(const struct child *c)
{
	if (child_runs(c))
		kill(c->pid, SIGTERM);
}

void child_heard(struct child *c)
{
	c->since = clock_ms();
}
