#include "base/vec.h"

#include <stdint.h>

#include "base/err.h"
#include "base/pages.h"

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
	pages_wish_huge(p, want * elem);
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
