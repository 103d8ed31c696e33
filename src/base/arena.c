#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char data[];
};

static void *take(struct arena *a, size_t size, size_t align)
{
	struct arena_block *b = a->head;
	size_t start = b ? (b->used + align - 1) & ~(align - 1) : 0;

	if (size > SIZE_MAX / 2 || (a->max && size > a->max - a->used))
		return NULL;
	if (!b || start > b->size || size > b->size - start) {
		size_t room = size > BLOCK / 4 ? size : BLOCK;

		b = calloc(1, sizeof *b + room);
		if (!b)
			return NULL;
		b->size = room;
		b->next = a->head;
		a->head = b;
		start = 0;
	}
	b->used = start + size;
	a->used += size;
	return b->data + start;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return take(a, size, alignof(max_align_t));
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = take(a, n + 1, 1);

	if (p) {
		memcpy(p, s, n);
		p[n] = '\0';
	}
	return p;
}

void arena_release(struct arena *a)
{
	struct arena_block *b = a->head, *next;

	for (; b; b = next) {
		next = b->next;
		free(b);
	}
	a->head = NULL;
	a->used = 0;
}
