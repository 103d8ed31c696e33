#include "rtr/buf.h"

#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

struct rtr_buf *rtr_buf_new(size_t n)
{
	struct rtr_buf *b = n <= SIZE_MAX - sizeof *b ? malloc(sizeof *b + n) : NULL;

	if (b) {
		pages_wish_huge(b, sizeof *b + n);
		b->n = n;
		b->refs = 1;
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

struct rtr_buf *rtr_buf_ref(struct rtr_buf *b)
{
	if (b)
		b->refs++;
	return b;
}

void rtr_buf_unref(struct rtr_buf *b)
{
	if (b && !--b->refs)
		free(b);
}
