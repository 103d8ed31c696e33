#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { THREADS_MAX = 64 };

struct pool {
	size_t n;
	atomic_size_t next; /* number of the next call */
	void (*each)(void *context, size_t i);
	void *context;
};

static void *work(void *arg)
{
	struct pool *p = arg;

	for (size_t i; (i = atomic_fetch_add(&p->next, 1)) < p->n;)
		p->each(p->context, i);
	return NULL;
}

static size_t processors(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);

	return n < THREADS_MAX ? (size_t)n : THREADS_MAX;
}

void pool_run(size_t n, void (*each)(void *context, size_t i), void *context)
{
	struct pool p = {.n = n, .each = each, .context = context};
	pthread_t others[THREADS_MAX];
	size_t wanted = processors(), made = 0;

	if (wanted > n)
		wanted = n;
	while (made + 1 < wanted && !pthread_create(&others[made], NULL, work, &p))
		made++;
	work(&p);
	while (made)
		pthread_join(others[--made], NULL);
}
