#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HUGE_FROM = 4 << 20 };

/*
 * Whole pages around it, so that what has a mapping of its own stays one mapping, which realloc()
 * moves without a copy.
 */
void pages_wish_huge(void *p, size_t bytes)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t before = (uintptr_t)p % page;

	if (bytes >= HUGE_FROM)
		madvise((char *)p - before, before + bytes, MADV_HUGEPAGE); /* no matter if refused */
}
