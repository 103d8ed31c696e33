#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char data[];
};

/*
 * A block with room for `size` bytes, the head of the list unless it is for one
 * large object: that goes behind the head, whose rest stays in use.
 */
static struct arena_block *add_block(struct arena *a, size_t size)
{
	bool large = size > BLOCK / 4;
	size_t room = large ? size : BLOCK;
	struct arena_block *b = calloc(1, sizeof *b + room);

	if (!b)
		return NULL;
	b->size = room;
	if (large && a->head) {
		b->next = a->head->next;
		a->head->next = b;
	} else {
		b->next = a->head;
		a->head = b;
	}
	return b;
}

static void *take(struct arena *a, size_t size, size_t align)
{
	struct arena_block *b = a->head;
	size_t start = b ? (b->used + align - 1) & ~(align - 1) : 0;
	size_t padding = b ? start - b->used : 0;

	if (size > SIZE_MAX / 2)
		return NULL;
	if (!b || start > b->size || size > b->size - start) {
		b = NULL;
		start = padding = 0;
	}
	if (a->max && (padding > a->max - a->used || size > a->max - a->used - padding))
		return NULL;
	if (!b)
		b = add_block(a, size);
	if (!b)
		return NULL;
	b->used = start + size;
	a->used += padding + size;
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
