/*
 * Preloaded: the call number MEMORY_FAILS_AT of malloc(), calloc() and realloc() together
 * finds none, in the process itself: what it forks begins with the same number, and would fail
 * beside it. MEMORY_COUNT names a file that gets their number at the end.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef void *malloc_fn(size_t);
typedef void *calloc_fn(size_t, size_t);
typedef void *realloc_fn(void *, size_t);

static atomic_long calls;
static long fails_at = -1;
static pid_t self;

/* dlsym() itself asks for some: it gets this, which is never freed. */
static char early[8192];
static size_t early_used;
static bool looking;

static void *find(const char *name)
{
	void *found;

	looking = true;
	found = dlsym(RTLD_NEXT, name);
	looking = false;
	return found;
}

static void *take_early(size_t n)
{
	void *p = early + early_used;

	early_used += (n + 15) & ~(size_t)15;
	return early_used <= sizeof early ? p : NULL;
}

static bool fails(void)
{
	if (atomic_fetch_add(&calls, 1) + 1 != fails_at || getpid() != self)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t n)
{
	static malloc_fn *next;

	if (looking)
		return take_early(n);
	if (!next)
		next = (malloc_fn *)find("malloc");
	return fails() ? NULL : next(n);
}

void *calloc(size_t n, size_t size)
{
	static calloc_fn *next;

	if (looking)
		return take_early(n * size);
	if (!next)
		next = (calloc_fn *)find("calloc");
	return fails() ? NULL : next(n, size);
}

void *realloc(void *p, size_t n)
{
	static realloc_fn *next;

	if (!next)
		next = (realloc_fn *)find("realloc");
	return fails() ? NULL : next(p, n);
}

__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("MEMORY_FAILS_AT");

	fails_at = at ? atol(at) : -1;
	self = getpid();
	atomic_store(&calls, 0);
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("MEMORY_COUNT");
	long n = atomic_load(&calls);
	FILE *f = path ? fopen(path, "w") : NULL;

	if (f) {
		fprintf(f, "%ld\n", n);
		fclose(f);
	}
}
