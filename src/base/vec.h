#ifndef WEIR_BASE_VEC_H
#define WEIR_BASE_VEC_H

#include <stddef.h>
#include <stdlib.h>

/*
 * Growing arrays with a hard maximum.
 *
 *	VEC(uint32_t) asns = {0};
 *	rc = vec_push(&asns, 64500, MAX_ASNS);   0, WEIR_ENOMEM or WEIR_ELIMIT
 *	use asns.v[0] .. asns.v[asns.n - 1]
 *	vec_free(&asns);
 *
 * A zeroed VEC is empty and valid. Growth doubles, so n pushes cost O(n).
 */
#define VEC(T)                \
	struct {              \
		union {       \
			T *v; \
			void *any; \
		};            \
		size_t n, cap; \
	}

/* Make room for `need` elements; the elements may move. */
#define vec_reserve(vec, need, max)        \
	((need) <= (vec)->cap ? 0          \
			      : vec_grow(&(vec)->any, &(vec)->cap, (need), \
					 sizeof *(vec)->v, (max)))

#define vec_push(vec, item, max)                        \
	((vec)->n < (vec)->cap || !vec_reserve(vec, (vec)->n + 1, max) \
		 ? ((vec)->v[(vec)->n++] = (item), 0)   \
		 : vec_refusal((vec)->n + 1, max))

/* Give back what growth reserved beyond the elements. */
#define vec_trim(vec) vec_shrink(&(vec)->any, &(vec)->cap, (vec)->n, sizeof *(vec)->v)

#define vec_free(vec) \
	(free((vec)->any), (vec)->any = NULL, (vec)->n = (vec)->cap = 0)

/* What the macros stand on: 0, WEIR_ENOMEM, or WEIR_ELIMIT above `max`. */
int vec_grow(void **data, size_t *cap, size_t need, size_t elem, size_t max);
int vec_refusal(size_t need, size_t max); /* why vec_grow() failed, without trying again */
void vec_shrink(void **data, size_t *cap, size_t n, size_t elem);

#endif
