#include "base/pool.h"

#include <stdatomic.h>

#include "base/thread.h"

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

void pool_run(size_t n, void (*each)(void *context, size_t i), void *context)
{
	struct pool p = {.n = n, .each = each, .context = context};
	pthread_t others[THREADS_MAX];
	size_t wanted = thread_processors(), made = 0;

	if (wanted > n)
		wanted = n;
	while (made + 1 < wanted && !thread_start(&others[made], work, &p))
		made++;
	work(&p);
	while (made)
		pthread_join(others[--made], NULL);
}
