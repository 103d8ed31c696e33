#ifndef WEIR_BASE_ARENA_H
#define WEIR_BASE_ARENA_H

#include <stddef.h>

/*
 * Memory that is freed all at once: parse trees, interned names, the facts of
 * a snapshot. Pointers stay valid until arena_release(). A zeroed arena with a
 * `max` is ready to use.
 */
struct arena {
	struct arena_block *head;
	size_t used; /* bytes handed out, with alignment */
	size_t max;  /* hard maximum of `used`; 0 means none */
};

/* `size` bytes, zeroed, aligned for any object; NULL without memory or above max. O(1). */
void *arena_alloc(struct arena *a, size_t size);

/* A NUL-terminated copy of `n` bytes, unaligned; NULL as above. */
char *arena_strndup(struct arena *a, const char *s, size_t n);

void arena_release(struct arena *a);

#endif
