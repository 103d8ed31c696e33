#ifndef WEIR_BASE_STRMAP_H
#define WEIR_BASE_STRMAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"

/*
 * Names to dense numbers: the first name put is 0, the next new one 1, and so
 * on, so that what belongs to a name lives in plain arrays. Bytes are compared
 * as they are; a caller whose names ignore case folds them first. Keys are
 * copied. The hash is seeded at random per map (SipHash would cost more than the
 * inputs here are worth; a seeded FNV-1a with a final mix resists canned attacks).
 */
struct strmap_key {
	const char *s;
	uint32_t len, hash;
};

struct strmap {
	VEC(struct strmap_key) keys; /* in order of number */
	uint32_t *slots;             /* number + 1, 0 empty; a power of two of them */
	size_t nslots;
	uint32_t seed;
	struct arena names;
};

enum { STRMAP_NONE = 0xffffffff };

/* Put a name (or find it): its number in *id. 0 or WEIR_ENOMEM. O(1) amortised. */
int strmap_put(struct strmap *m, const char *s, size_t len, uint32_t *id);

/* The number of a name, or STRMAP_NONE. O(1). */
uint32_t strmap_find(const struct strmap *m, const char *s, size_t len);

/* The name of a number below m->keys.n; NUL-terminated. */
const char *strmap_name(const struct strmap *m, uint32_t id);

void strmap_release(struct strmap *m);

#endif
