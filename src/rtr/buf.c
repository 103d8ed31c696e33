#include "rtr/buf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/pages.h"

struct rtr_buf *rtr_buf_new(size_t n)
{
	struct rtr_buf *b = n <= SIZE_MAX - sizeof *b ? malloc(sizeof *b + n) : NULL;

	if (b) {
		pages_wish_huge(b, sizeof *b + n);
		*b = (struct rtr_buf){.bytes = (uint8_t *)(b + 1), .n = n, .refs = 1};
	}
	return b;
}

struct rtr_buf *rtr_buf_copy(const void *bytes, size_t n)
{
	struct rtr_buf *b = rtr_buf_new(n);

	if (b && n)
		memcpy(b->bytes, bytes, n);
	return b;
}

/* From the file's first byte, as mappings begin with a page. Private: older kernels map what is sealed only so. */
struct rtr_buf *rtr_buf_map(int fd, size_t at, size_t n)
{
	struct rtr_buf *b = n <= SIZE_MAX - at ? malloc(sizeof *b) : NULL;
	uint8_t *file;

	if (!b)
		return NULL;
	file = mmap(NULL, at + n, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (file == MAP_FAILED) {
		free(b);
		return NULL;
	}
	*b = (struct rtr_buf){.bytes = file + at, .n = n, .refs = 1, .mapped = file, .length = at + n};
	return b;
}

struct rtr_buf *rtr_buf_ref(struct rtr_buf *b)
{
	if (b)
		b->refs++;
	return b;
}

void rtr_buf_unref(struct rtr_buf *b)
{
	if (!b || --b->refs)
		return;
	if (b->mapped)
		munmap(b->mapped, b->length);
	free(b);
}
