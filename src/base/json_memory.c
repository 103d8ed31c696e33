#include "base/json_memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

struct json_block {
	struct json_block *prev, *next;
	alignas(max_align_t) unsigned char data[];
};

static struct json_block *block_of(void *data)
{
	return (struct json_block *)(void *)((unsigned char *)data - offsetof(struct json_block, data));
}

static void unlink_block(struct json_memory *m, const struct json_block *b)
{
	if (b->prev)
		b->prev->next = b->next;
	else
		m->blocks = b->next;
	if (b->next)
		b->next->prev = b->prev;
}

static void *link_block(struct json_memory *m, struct json_block *b)
{
	b->prev = NULL;
	b->next = m->blocks;
	if (b->next)
		b->next->prev = b;
	m->blocks = b;
	return b->data;
}

/* `old` (NULL allowed) moves to the new block and is gone; where there is none it stays. */
static void *grow(void *context, void *old, size_t size)
{
	struct json_memory *m = context;
	struct json_block *b = old ? block_of(old) : NULL;

	if (b)
		unlink_block(m, b);
	if (size <= SIZE_MAX - sizeof *b) {
		struct json_block *moved = realloc(b, sizeof *b + size);

		if (moved)
			return link_block(m, moved);
	}
	if (b)
		link_block(m, b);
	longjmp(m->escape, 1);
}

static void *make(void *context, size_t size)
{
	return grow(context, NULL, size);
}

static void drop(void *context, void *data)
{
	if (!data)
		return;
	unlink_block(context, block_of(data));
	free(block_of(data));
}

yajl_alloc_funcs json_memory_functions(struct json_memory *m)
{
	return (yajl_alloc_funcs){.malloc = make, .realloc = grow, .free = drop, .ctx = m};
}

void json_memory_release(struct json_memory *m)
{
	struct json_block *next;

	for (struct json_block *b = m->blocks; b; b = next) {
		next = b->next;
		free(b);
	}
	m->blocks = NULL;
}
