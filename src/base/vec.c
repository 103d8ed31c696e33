#include "base/vec.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"

enum { HUGE_FROM = 4 << 20 };

/*
 * Huge pages for what is large: a list of millions is filled once and read once or twice, and the faults of
 * its small pages cost as much as its sorting. Whole pages around it, so that an array that has a mapping of
 * its own stays one mapping, which realloc() moves without a copy.
 */
static void wish_huge(void *p, size_t bytes)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t before = (uintptr_t)p % page;

	if (bytes >= HUGE_FROM)
		madvise((char *)p - before, before + bytes, MADV_HUGEPAGE); /* no matter if refused */
}

int vec_grow(void **data, size_t *cap, size_t need, size_t elem, size_t max)
{
	size_t want = *cap ? *cap * 2 : 16;
	void *p;

	if (need > max)
		return WEIR_ELIMIT;
	if (want < need)
		want = need;
	if (want > max)
		want = max;
	if (want > SIZE_MAX / elem)
		return WEIR_ENOMEM;
	p = realloc(*data, want * elem);
	if (!p)
		return WEIR_ENOMEM;
	wish_huge(p, want * elem);
	*data = p;
	*cap = want;
	return 0;
}

int vec_refusal(size_t need, size_t max)
{
	return need > max ? WEIR_ELIMIT : WEIR_ENOMEM;
}

void vec_shrink(void **data, size_t *cap, size_t n, size_t elem)
{
	void *p;

	if (n == *cap || n == 0)
		return;
	p = realloc(*data, n * elem);
	if (p) {
		*data = p;
		*cap = n;
	}
}
